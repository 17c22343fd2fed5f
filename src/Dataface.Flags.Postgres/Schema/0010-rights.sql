-- The rights of the three roles. Sessions of the board: the hash of what a browser shows, and of the key that it was begun with; no cookie can be made of it.
CREATE TABLE dataface_flags.sessions (
    id bytea PRIMARY KEY CHECK (length(id) = 32),
    secret bytea NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX ON dataface_flags.sessions (secret, ends_at);
DELETE FROM dataface_flags.settings WHERE name = 'session-keys';

CREATE OR REPLACE FUNCTION dataface_flags.tell_of_setting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    PERFORM dataface_flags.take_turn();
    UPDATE dataface_flags.head SET settings = settings + 1;
    PERFORM pg_notify('dataface_flags', 'settings');
    RETURN NULL;
END
$$;

ALTER TABLE dataface_flags.apart ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.sessions ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA dataface_flags FROM PUBLIC;

-- Whatever a role may call waits for locks for a few seconds at most.
DO $$
DECLARE
    callable regprocedure;
BEGIN
    FOR callable IN SELECT oid FROM pg_proc WHERE pronamespace = 'dataface_flags'::regnamespace AND prosecdef AND prorettype <> 'trigger'::regtype LOOP
        EXECUTE format('ALTER FUNCTION %s SET lock_timeout = ''3s''', callable);
    END LOOP;
END
$$;

DO $$
DECLARE
    everyone CONSTANT text := 'dataface_flags_reader, dataface_flags_operator, dataface_flags_owner';
BEGIN
    IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('dataface_flags_reader', 'dataface_flags_operator', 'dataface_flags_owner')) < 3 THEN
        RETURN;
    END IF;
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON dataface_flags.audit, dataface_flags.documents FROM dataface_flags_operator, dataface_flags_owner;
    DROP POLICY IF EXISTS operated ON dataface_flags.audit;
    DROP POLICY IF EXISTS owned ON dataface_flags.audit;
    DROP POLICY IF EXISTS owned ON dataface_flags.documents;
    REVOKE ALL ON dataface_flags.settings FROM dataface_flags_operator;
    DROP POLICY IF EXISTS readable ON dataface_flags.settings;

    EXECUTE 'GRANT SELECT ON dataface_flags.apart TO ' || everyone;
    EXECUTE 'CREATE POLICY readable ON dataface_flags.apart FOR SELECT TO ' || everyone || ' USING (true)';
    EXECUTE 'GRANT EXECUTE ON FUNCTION dataface_flags.foreign_rows TO ' || everyone;
    GRANT EXECUTE ON FUNCTION dataface_flags.change_state, dataface_flags.blockers TO dataface_flags_operator, dataface_flags_owner;
    GRANT EXECUTE ON FUNCTION dataface_flags.publish, dataface_flags.note, dataface_flags.probe TO dataface_flags_owner;
    GRANT SELECT, INSERT, DELETE ON dataface_flags.sessions TO dataface_flags_owner;
    CREATE POLICY owned ON dataface_flags.sessions FOR ALL TO dataface_flags_owner USING (true) WITH CHECK (true);
END
$$;
