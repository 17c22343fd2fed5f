-- The roles of the flags' schema serve here too. A reader sees the experiments of its teams, an operator changes them, the owner (the server) sees all.
-- The login decides who asks, not a role that was taken on: nobody becomes another team by a setting.
CREATE FUNCTION metadata.my_teams() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
    SELECT DISTINCT team FROM metadata.team_members JOIN pg_roles ON rolname = member WHERE pg_has_role(session_user, pg_roles.oid, 'MEMBER')
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA metadata FROM PUBLIC;

ALTER TABLE metadata.migrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE metadata.experiments ENABLE ROW LEVEL SECURITY;
ALTER TABLE metadata.team_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE metadata.experiment_audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE metadata.refresh_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE metrics.experiment_kpis ENABLE ROW LEVEL SECURITY;
ALTER TABLE metrics.experiment_exposures ENABLE ROW LEVEL SECURITY;
ALTER TABLE metrics.exposure_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE metrics.outcome_events ENABLE ROW LEVEL SECURITY;

DO $$
DECLARE
    everyone CONSTANT text := 'dataface_flags_reader, dataface_flags_operator, dataface_flags_owner';
    place text;
    owned text;
BEGIN
    IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('dataface_flags_reader', 'dataface_flags_operator', 'dataface_flags_owner')) < 3 THEN
        RAISE NOTICE 'The roles dataface_flags_reader, dataface_flags_operator and dataface_flags_owner are not there; docs/registry.md says how to add them.';
        RETURN;
    END IF;

    EXECUTE 'GRANT USAGE ON SCHEMA metadata, metrics TO ' || everyone;
    EXECUTE 'GRANT EXECUTE ON FUNCTION metadata.my_teams() TO ' || everyone;
    EXECUTE 'GRANT SELECT ON metadata.migrations TO ' || everyone;
    EXECUTE 'CREATE POLICY readable ON metadata.migrations FOR SELECT TO ' || everyone || ' USING (true)';

    GRANT SELECT ON metadata.experiments TO dataface_flags_reader;
    GRANT SELECT, INSERT, UPDATE ON metadata.experiments TO dataface_flags_operator, dataface_flags_owner;
    CREATE POLICY seen ON metadata.experiments FOR SELECT TO dataface_flags_reader, dataface_flags_operator
        USING (owner IN (SELECT metadata.my_teams()));
    CREATE POLICY added ON metadata.experiments FOR INSERT TO dataface_flags_operator WITH CHECK (owner IN (SELECT metadata.my_teams()));
    CREATE POLICY changed ON metadata.experiments FOR UPDATE TO dataface_flags_operator
        USING (owner IN (SELECT metadata.my_teams())) WITH CHECK (owner IN (SELECT metadata.my_teams()));

    -- What belongs to an experiment is seen by whoever sees the experiment: the inner query obeys the policies above.
    FOREACH place IN ARRAY ARRAY['metadata.experiment_audit', 'metrics.experiment_kpis', 'metrics.experiment_exposures', 'metadata.refresh_log'] LOOP
        owned := CASE place WHEN 'metadata.refresh_log' THEN 'job_name' ELSE 'experiment_id' END || ' IN (SELECT id FROM metadata.experiments)';
        EXECUTE format('GRANT SELECT ON %s TO %s', place, everyone);
        -- Who has written a record of the audit, the database says.
        EXECUTE format('GRANT INSERT %s ON %s TO dataface_flags_operator, dataface_flags_owner',
            CASE place WHEN 'metadata.experiment_audit' THEN '(experiment_id, at, by, action, reason, before, after)' ELSE '' END, place);
        EXECUTE format('CREATE POLICY seen ON %s FOR SELECT TO dataface_flags_reader, dataface_flags_operator USING (%s)', place, owned);
        EXECUTE format('CREATE POLICY added ON %s FOR INSERT TO dataface_flags_operator WITH CHECK (%s)', place, owned);
        IF place <> 'metadata.experiment_audit' THEN
            EXECUTE format('GRANT UPDATE ON %s TO dataface_flags_operator, dataface_flags_owner', place);
            EXECUTE format('CREATE POLICY changed ON %s FOR UPDATE TO dataface_flags_operator USING (%s) WITH CHECK (%s)', place, owned, owned);
        END IF;
    END LOOP;

    -- An aggregation of events replaces the results before it.
    GRANT DELETE ON metrics.experiment_kpis, metrics.experiment_exposures TO dataface_flags_owner;
    GRANT SELECT, INSERT, DELETE ON metadata.team_members TO dataface_flags_owner;
    GRANT SELECT, INSERT ON metrics.exposure_events, metrics.outcome_events TO dataface_flags_owner;
    FOREACH place IN ARRAY ARRAY[
        'metadata.experiments', 'metadata.team_members', 'metadata.experiment_audit', 'metadata.refresh_log', 'metrics.experiment_kpis',
        'metrics.experiment_exposures', 'metrics.exposure_events', 'metrics.outcome_events'] LOOP
        EXECUTE format('CREATE POLICY owned ON %s FOR ALL TO dataface_flags_owner USING (true) WITH CHECK (true)', place);
    END LOOP;
END
$$;
