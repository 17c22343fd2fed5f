-- Results are made of what is new. Each event knows its transaction, and each experiment the snapshot that it was last aggregated in: what that did not
-- see is new, in whatever order transactions began and ended.
ALTER TABLE metrics.exposure_events ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE metrics.outcome_events ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX exposure_events_of_unit ON metrics.exposure_events (flag, environment, unit);
CREATE INDEX outcome_events_of_unit ON metrics.outcome_events (unit, type);
CREATE INDEX exposure_events_by_tx ON metrics.exposure_events (tx);
CREATE INDEX outcome_events_by_tx ON metrics.outcome_events (tx);
DROP INDEX metrics.exposure_events_flag_environment_idx, metrics.outcome_events_type_environment_idx;

-- "seen" means something in its own cluster only: transactions of another have other numbers.
CREATE TABLE metrics.aggregations (
    experiment_id text PRIMARY KEY REFERENCES metadata.experiments,
    form integer NOT NULL,
    cluster bigint NOT NULL,
    seen pg_snapshot NOT NULL
);

-- What a unit adds to the sums. Place 0 counts the unit itself: x is 1, or y when it saw two variants; the others are the metrics, from 1, in the order of
-- the document, which stays as it is while the experiment runs. Numbers are exact, so that taking away what was added leaves nothing behind.
CREATE TABLE metrics.experiment_units (
    experiment_id text NOT NULL REFERENCES metadata.experiments,
    unit text NOT NULL,
    variant text NOT NULL,
    cohort date NOT NULL,
    places integer[] NOT NULL,
    xs numeric[] NOT NULL,
    ys numeric[] NOT NULL,
    PRIMARY KEY (experiment_id, unit)
);
CREATE TABLE metrics.experiment_sums (
    experiment_id text NOT NULL REFERENCES metadata.experiments,
    place integer NOT NULL,
    variant text NOT NULL,
    cohort date NOT NULL,
    x numeric NOT NULL,
    xx numeric NOT NULL,
    y numeric NOT NULL,
    yy numeric NOT NULL,
    xy numeric NOT NULL,
    PRIMARY KEY (experiment_id, place, variant, cohort)
);

-- Counts the changes of an experiment's results, whoever makes them, so that servers know when what they have worked out is old.
ALTER TABLE metadata.experiments ADD COLUMN data_version bigint NOT NULL DEFAULT 0;

CREATE FUNCTION metadata.count_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    UPDATE metadata.experiments SET data_version = data_version + 1 WHERE id IN (SELECT DISTINCT experiment_id FROM changed);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION metadata.count_change() FROM PUBLIC;

DO $$
DECLARE
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY['metrics.experiment_kpis', 'metrics.experiment_exposures'] LOOP
        EXECUTE format('CREATE TRIGGER count_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION metadata.count_change()', place);
        EXECUTE format('CREATE TRIGGER count_update AFTER UPDATE ON %s REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION metadata.count_change()', place);
        EXECUTE format('CREATE TRIGGER count_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION metadata.count_change()', place);
    END LOOP;

    FOREACH place IN ARRAY ARRAY['metrics.aggregations', 'metrics.experiment_units', 'metrics.experiment_sums'] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', place);
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'dataface_flags_owner') THEN
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO dataface_flags_owner', place);
            EXECUTE format('CREATE POLICY owned ON %s FOR ALL TO dataface_flags_owner USING (true) WITH CHECK (true)', place);
        END IF;
    END LOOP;
END
$$;
