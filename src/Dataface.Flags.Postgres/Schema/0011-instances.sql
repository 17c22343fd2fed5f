-- Which instances have reported to a server, for its replicas. Nothing is allowed or decided by it, and what is lost is reported anew within a minute.
CREATE TABLE dataface_flags.instances (
    id uuid PRIMARY KEY,
    revision bigint NOT NULL,
    sequence bigint NOT NULL,
    heard_at timestamptz NOT NULL,
    line bytea NOT NULL CHECK (length(line) <= 4096)
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

ALTER TABLE dataface_flags.instances ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON FUNCTION dataface_flags.keep_instances FROM PUBLIC;
REVOKE ALL ON SEQUENCE dataface_flags.instance_revisions FROM PUBLIC;

DO $$
BEGIN
    IF (SELECT count(*) FROM pg_roles WHERE rolname = 'dataface_flags_owner') = 0 THEN
        RETURN;
    END IF;
    GRANT SELECT, DELETE ON dataface_flags.instances TO dataface_flags_owner;
    CREATE POLICY owned ON dataface_flags.instances FOR ALL TO dataface_flags_owner USING (true) WITH CHECK (true);
    GRANT EXECUTE ON FUNCTION dataface_flags.keep_instances TO dataface_flags_owner;
END
$$;
