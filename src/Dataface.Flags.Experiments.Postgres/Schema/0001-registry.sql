-- Experiments, what was done to them, and their results.
CREATE SCHEMA IF NOT EXISTS metrics;

CREATE TABLE metadata.experiments (
    id text PRIMARY KEY,
    name text NOT NULL,
    hypothesis text NOT NULL,
    owner text NOT NULL,
    created_at timestamptz NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'approved', 'running', 'decided', 'cleaned_up')),
    kpis text[] NOT NULL DEFAULT '{}',
    definition text,
    version bigint NOT NULL DEFAULT 1,
    decision jsonb,
    decided_at timestamptz,
    stable_at timestamptz,
    excluded_units bigint NOT NULL DEFAULT 0 CHECK (excluded_units >= 0),
    last_refresh_at timestamptz
);

-- Who belongs to which team: a role of the cluster, its members included. The team is what experiments have as their owner.
CREATE TABLE metadata.team_members (
    member name NOT NULL,
    team text NOT NULL,
    PRIMARY KEY (member, team)
);

CREATE TABLE metadata.experiment_audit (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    experiment_id text NOT NULL REFERENCES metadata.experiments,
    at timestamptz NOT NULL,
    by text NOT NULL,
    action text NOT NULL,
    reason text,
    before text,
    after text,
    written_by name NOT NULL DEFAULT session_user
);
CREATE INDEX ON metadata.experiment_audit (experiment_id, sequence);

-- A job that is about one experiment has its identifier as its name.
CREATE TABLE metadata.refresh_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_name text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'succeeded', 'failed')),
    rows bigint NOT NULL DEFAULT 0 CHECK (rows >= 0),
    error text,
    lag_seconds double precision
);
CREATE INDEX ON metadata.refresh_log (job_name, id);

-- One row for each day of first exposure, which ts is the start of in UTC. "value" is for people and reports: the mean, the proportion or the ratio.
CREATE TABLE metrics.experiment_kpis (
    experiment_id text NOT NULL REFERENCES metadata.experiments,
    ts timestamptz NOT NULL,
    metric text NOT NULL,
    variant text NOT NULL,
    value double precision NOT NULL,
    kind text NOT NULL CHECK (kind IN ('proportion', 'mean', 'ratio')),
    units bigint NOT NULL CHECK (units >= 0),
    sum double precision NOT NULL,
    sum_of_squares double precision NOT NULL,
    denominator_sum double precision NOT NULL,
    denominator_sum_of_squares double precision NOT NULL,
    cross_sum double precision NOT NULL,
    last_refresh_at timestamptz NOT NULL,
    PRIMARY KEY (experiment_id, metric, variant, ts)
);
CREATE TABLE metrics.experiment_exposures (
    experiment_id text NOT NULL REFERENCES metadata.experiments,
    ts timestamptz NOT NULL,
    variant text NOT NULL,
    units bigint NOT NULL CHECK (units >= 0),
    PRIMARY KEY (experiment_id, variant, ts)
);

-- What was decided stays as it was decided, and nobody skips a step, whoever writes.
CREATE FUNCTION metadata.check_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    steps CONSTANT text[] := ARRAY['draft', 'approved', 'running', 'decided', 'cleaned_up'];
BEGIN
    IF NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at THEN
        RAISE EXCEPTION 'The identifier and the day of creation of an experiment stay as they are.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status <> OLD.status AND array_position(steps, NEW.status) <> array_position(steps, OLD.status) + 1
        AND NOT (OLD.status = 'approved' AND NEW.status = 'draft') THEN
        RAISE EXCEPTION 'An experiment does not go from % to %.', OLD.status, NEW.status USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status <> 'draft'
        AND (NEW.name, NEW.hypothesis, NEW.owner, NEW.kpis, NEW.definition) IS DISTINCT FROM (OLD.name, OLD.hypothesis, OLD.owner, OLD.kpis, OLD.definition) THEN
        RAISE EXCEPTION 'The design of an experiment that is % stays as it was agreed.', OLD.status USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status IN ('decided', 'cleaned_up')
        AND (NEW.decision, NEW.decided_at, NEW.excluded_units, NEW.last_refresh_at)
            IS DISTINCT FROM (OLD.decision, OLD.decided_at, OLD.excluded_units, OLD.last_refresh_at) THEN
        RAISE EXCEPTION 'What was decided, and on what, stays as it was.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER check_change BEFORE UPDATE ON metadata.experiments FOR EACH ROW EXECUTE FUNCTION metadata.check_change();

CREATE FUNCTION metadata.check_results() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    changed text := CASE TG_OP WHEN 'DELETE' THEN OLD.experiment_id ELSE NEW.experiment_id END;
BEGIN
    IF (SELECT status IN ('decided', 'cleaned_up') FROM metadata.experiments WHERE id = changed) THEN
        RAISE EXCEPTION 'The results that were decided on stay as they are.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER check_results BEFORE INSERT OR UPDATE OR DELETE ON metrics.experiment_kpis FOR EACH ROW EXECUTE FUNCTION metadata.check_results();
CREATE TRIGGER check_results BEFORE INSERT OR UPDATE OR DELETE ON metrics.experiment_exposures FOR EACH ROW EXECUTE FUNCTION metadata.check_results();

CREATE FUNCTION metadata.refuse_edit() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    RAISE EXCEPTION '% of % is refused: it is only ever added to.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER refuse_edit BEFORE UPDATE OR DELETE OR TRUNCATE ON metadata.experiment_audit FOR EACH STATEMENT EXECUTE FUNCTION metadata.refuse_edit();

-- A load that has ended stays written as it ended.
CREATE FUNCTION metadata.check_refresh() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status <> 'running' OR (NEW.id, NEW.job_name, NEW.started_at) IS DISTINCT FROM (OLD.id, OLD.job_name, OLD.started_at) THEN
        RAISE EXCEPTION 'A load that has ended stays in the log as it is.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER check_refresh BEFORE UPDATE OR DELETE ON metadata.refresh_log FOR EACH ROW EXECUTE FUNCTION metadata.check_refresh();
