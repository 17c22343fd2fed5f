-- Three roles to give to the users that programs connect as. They belong to the whole cluster, so another database may have made them already; without
-- the right to make them, they are left out, and only whoever ran this may use the schema.
DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['dataface_flags_reader', 'dataface_flags_operator', 'dataface_flags_owner'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN
            NULL;
        END;
    END LOOP;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA dataface_flags FROM PUBLIC;

ALTER TABLE dataface_flags.migrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.head ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.environments ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.kills ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.ramps ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.restores ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.publications ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.guard_epochs ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.guard_reports ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.guard_units ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.guard_counts ENABLE ROW LEVEL SECURITY;

DO $$
DECLARE
    everyone CONSTANT text := 'dataface_flags_reader, dataface_flags_operator, dataface_flags_owner';
    readable text;
BEGIN
    IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('dataface_flags_reader', 'dataface_flags_operator', 'dataface_flags_owner')) < 3 THEN
        RAISE NOTICE 'The roles dataface_flags_reader, dataface_flags_operator and dataface_flags_owner could not be made; docs/postgres.md says how to add them.';
        RETURN;
    END IF;

    EXECUTE 'GRANT USAGE ON SCHEMA dataface_flags TO ' || everyone;
    FOREACH readable IN ARRAY ARRAY['migrations', 'head', 'documents', 'audit', 'environments', 'kills', 'ramps', 'restores', 'publications'] LOOP
        EXECUTE format('GRANT SELECT ON dataface_flags.%I TO %s', readable, everyone);
        EXECUTE format('CREATE POLICY readable ON dataface_flags.%I FOR SELECT TO %s USING (true)', readable, everyone);
    END LOOP;

    -- The operator writes records of kills, restores and ramps; what follows from a record, its trigger does. The owner writes every record.
    GRANT INSERT (line) ON dataface_flags.audit TO dataface_flags_operator, dataface_flags_owner;
    CREATE POLICY operated ON dataface_flags.audit FOR INSERT TO dataface_flags_operator
        WITH CHECK (action IN ('kill', 'restore', 'advance', 'pause', 'resume', 'refuse'));
    CREATE POLICY owned ON dataface_flags.audit FOR INSERT TO dataface_flags_owner WITH CHECK (true);
    GRANT INSERT ON dataface_flags.documents TO dataface_flags_owner;
    CREATE POLICY owned ON dataface_flags.documents FOR INSERT TO dataface_flags_owner WITH CHECK (true);

    GRANT SELECT ON dataface_flags.settings TO dataface_flags_operator, dataface_flags_owner;
    GRANT INSERT, UPDATE, DELETE ON dataface_flags.settings TO dataface_flags_owner;
    CREATE POLICY readable ON dataface_flags.settings FOR SELECT TO dataface_flags_operator USING (true);
    CREATE POLICY owned ON dataface_flags.settings FOR ALL TO dataface_flags_owner USING (true) WITH CHECK (true);

    GRANT EXECUTE ON FUNCTION dataface_flags.take_turn, dataface_flags.add_evidence, dataface_flags.read_evidence
        TO dataface_flags_operator, dataface_flags_owner;
END
$$;
