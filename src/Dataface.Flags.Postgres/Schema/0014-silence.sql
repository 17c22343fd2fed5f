-- Instances that fell silent without a change are shown for longer than an hour; servers forget the others, since only they know who lacks one.
-- Those leave room for others, and are not counted.

-- The report of a service that follows the database itself. Its key is its login, whatever it says, and it replaces no other login's; at most 5,000 of a
-- login are kept. Gives how many instances there are.
CREATE OR REPLACE FUNCTION dataface_flags.report_instance(in_id uuid, in_sequence bigint, in_report jsonb) RETURNS integer
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
    DELETE FROM dataface_flags.instances WHERE heard_at < clock_timestamp() - interval '7 days';
    SELECT i.written_by INTO owner FROM dataface_flags.instances i WHERE i.id = in_id;
    IF owner <> session_user THEN
        RAISE EXCEPTION 'This instance is of another login.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF owner IS NULL AND (
        SELECT count(*) FROM dataface_flags.instances i
        WHERE i.written_by = session_user AND i.heard_at > clock_timestamp() - interval '1 hour') >= 5000 THEN
        RAISE EXCEPTION 'No more instances of this login are kept for now.' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    INSERT INTO dataface_flags.instances AS known (id, revision, sequence, heard_at, line)
    VALUES (in_id, nextval('dataface_flags.instance_revisions'), in_sequence, clock_timestamp(), content)
    ON CONFLICT (id) DO UPDATE
    SET revision = EXCLUDED.revision, sequence = EXCLUDED.sequence, heard_at = EXCLUDED.heard_at, line = EXCLUDED.line
    WHERE known.sequence < EXCLUDED.sequence;
    PERFORM pg_notify('dataface_flags', 'instances');
    RETURN (SELECT count(*) FROM dataface_flags.instances i WHERE i.heard_at > clock_timestamp() - interval '1 hour');
END
$$;
