-- Which instances have reported to a server, for its replicas. Nothing is allowed or decided by it, and what is lost is reported anew within a minute.
CREATE TABLE dataface_flags.instances (
    id uuid PRIMARY KEY,
    revision bigint NOT NULL,
    sequence bigint NOT NULL,
    heard_at timestamptz NOT NULL,
    line bytea NOT NULL CHECK (length(line) <= 4096),
    written_by name NOT NULL DEFAULT session_user
);
CREATE INDEX ON dataface_flags.instances (revision);
CREATE INDEX ON dataface_flags.instances (heard_at);
CREATE SEQUENCE dataface_flags.instance_revisions;

-- Reports in the place of earlier ones of the same instances. One transaction after another, so that revisions become visible in their order: whoever
-- has read up to one has missed none below it. Ages and not times come, since the clock of the database is the one that all replicas share.
CREATE FUNCTION dataface_flags.keep_instances(ids uuid[], sequences bigint[], ages double precision[], lines bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS
$$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    LOCK TABLE dataface_flags.instances IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO dataface_flags.instances AS known (id, revision, sequence, heard_at, line)
    SELECT n.id, nextval('dataface_flags.instance_revisions'), n.sequence, clock_timestamp() - make_interval(secs => n.age), n.line
    FROM unnest(ids, sequences, ages, lines) AS n (id, sequence, age, line)
    ON CONFLICT (id) DO UPDATE
    SET revision = EXCLUDED.revision, sequence = EXCLUDED.sequence, heard_at = EXCLUDED.heard_at, line = EXCLUDED.line
    WHERE known.sequence < EXCLUDED.sequence;
    PERFORM pg_notify('dataface_flags', 'instances');
END
$$;

-- The report of a service that follows the database itself. Its key is its login, whatever it says, and it replaces no other login's; at most 5,000 of a
-- login are kept. Gives how many instances there are.
CREATE FUNCTION dataface_flags.report_instance(in_id uuid, in_sequence bigint, in_report jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS
$$
DECLARE
    content CONSTANT bytea := convert_to(jsonb_build_object('key', 'database user ' || session_user, 'report', in_report)::text, 'UTF8');
    owner name;
BEGIN
    IF in_id IS NULL OR coalesce(in_sequence, 0) < 1 OR jsonb_typeof(in_report) IS DISTINCT FROM 'object' OR length(content) > 4096 THEN
        RAISE EXCEPTION 'This is no report of an instance.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    LOCK TABLE dataface_flags.instances IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM dataface_flags.instances WHERE heard_at < clock_timestamp() - interval '1 hour';
    SELECT i.written_by INTO owner FROM dataface_flags.instances i WHERE i.id = in_id;
    IF owner <> session_user THEN
        RAISE EXCEPTION 'This instance is of another login.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF owner IS NULL AND (SELECT count(*) FROM dataface_flags.instances i WHERE i.written_by = session_user) >= 5000 THEN
        RAISE EXCEPTION 'No more instances of this login are kept for now.' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    INSERT INTO dataface_flags.instances AS known (id, revision, sequence, heard_at, line)
    VALUES (in_id, nextval('dataface_flags.instance_revisions'), in_sequence, clock_timestamp(), content)
    ON CONFLICT (id) DO UPDATE
    SET revision = EXCLUDED.revision, sequence = EXCLUDED.sequence, heard_at = EXCLUDED.heard_at, line = EXCLUDED.line
    WHERE known.sequence < EXCLUDED.sequence;
    PERFORM pg_notify('dataface_flags', 'instances');
    RETURN (SELECT count(*) FROM dataface_flags.instances);
END
$$;

ALTER TABLE dataface_flags.instances ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON FUNCTION dataface_flags.keep_instances, dataface_flags.report_instance FROM PUBLIC;
REVOKE ALL ON SEQUENCE dataface_flags.instance_revisions FROM PUBLIC;

DO $$
BEGIN
    IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('dataface_flags_reader', 'dataface_flags_operator', 'dataface_flags_owner')) < 3 THEN
        RETURN;
    END IF;
    GRANT SELECT, DELETE ON dataface_flags.instances TO dataface_flags_owner;
    CREATE POLICY owned ON dataface_flags.instances FOR ALL TO dataface_flags_owner USING (true) WITH CHECK (true);
    GRANT EXECUTE ON FUNCTION dataface_flags.keep_instances TO dataface_flags_owner;
    GRANT EXECUTE ON FUNCTION dataface_flags.report_instance TO dataface_flags_operator, dataface_flags_owner;
END
$$;
