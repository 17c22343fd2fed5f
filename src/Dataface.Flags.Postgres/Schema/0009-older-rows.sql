-- Rows of older versions were written by whoever had the role. Each is checked: its hash, its place in the chain, the order and the form of its members.
CREATE FUNCTION dataface_flags.is_record(number bigint, id uuid, line bytea, previous text, claimed text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    sealed CONSTANT integer := length(line) - length(',"hash":""}') - 64;
    content text;
    entry json;
    has text[];
    action text;
BEGIN
    content := convert_from(line, 'UTF8');
    entry := content::json;
    has := ARRAY(SELECT key FROM json_each(entry));
    action := entry ->> 'action';
    RETURN coalesce(
        content = (SELECT '{' || string_agg(dataface_flags.quoted(key) || ':' || value::text, ',') || '}' FROM json_each(entry))
        AND has = ARRAY['sequence', 'id', 'environment', 'action', 'flag'] || CASE WHEN 'rollout' = ANY (has) THEN ARRAY['rollout', 'stage', 'epoch', 'share'] ELSE '{}' END
            || ARRAY['by', 'from', 'reason', 'at'] || CASE WHEN 'document' = ANY (has) THEN ARRAY['document'] ELSE '{}' END
            || CASE WHEN 'evidence' = ANY (has) THEN ARRAY['evidence'] ELSE '{}' END || ARRAY['before', 'after', 'previous', 'hash']
        AND line = substr(line, 1, sealed)
            || convert_to(',"hash":"' || encode(sha256(substr(line, 1, sealed) || '}'::bytea), 'hex') || '"}', 'UTF8')
        AND (entry -> 'sequence')::text = number::text AND entry ->> 'id' = id::text AND entry ->> 'previous' IN (previous, claimed)
        AND action IN ('kill', 'restore', 'advance', 'pause', 'resume', 'publish', 'rollback', 'refuse', 'checkpoint', 'recover', 'configure')
        AND (action IN ('advance', 'pause', 'resume')) = ('rollout' = ANY (has))
        AND entry ->> 'at' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$' AND (entry ->> 'at')::timestamptz IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM json_each(entry) WHERE CASE
                WHEN key IN ('sequence', 'stage', 'epoch', 'share') THEN value::text !~ '^(0|[1-9]\d{0,17})$'
                WHEN key IN ('before', 'after') THEN json_typeof(value) NOT IN ('null', 'object')
                -- Older versions have escaped more characters than they do now.
                ELSE json_typeof(value) <> 'string' OR (value::text <> dataface_flags.quoted(value #>> '{}') AND value::text !~ '\\u[0-9A-F]{4}') END)
        AND CASE
            WHEN action = 'kill' THEN (SELECT count(*) = 4 FROM json_each(entry -> 'after') WHERE json_typeof(value) = 'string')
            WHEN action IN ('publish', 'rollback') THEN (entry -> 'after' ->> 'number')::integer > 0
                AND EXISTS (SELECT FROM dataface_flags.documents d WHERE d.hash = entry -> 'after' ->> 'sha256')
            WHEN action IN ('advance', 'pause', 'resume') AND json_typeof(entry -> 'after') = 'object'
                THEN dataface_flags.ramp_after((entry -> 'after')::text, 'pause', 0, 0, 0, '') IS NOT NULL
            ELSE true END,
        false);
EXCEPTION WHEN OTHERS THEN
    RETURN false;
END
$$;

DO $$
DECLARE
    stray record;
    entry json;
    after json;
    previous text := repeat('0', 64);
    claimed text := previous;
BEGIN
    IF NOT EXISTS (SELECT FROM dataface_flags.audit) THEN
        RETURN;
    END IF;
    DELETE FROM dataface_flags.kills;
    DELETE FROM dataface_flags.ramps;
    DELETE FROM dataface_flags.restores;
    DELETE FROM dataface_flags.publications;
    UPDATE dataface_flags.head SET number = 0, document = NULL, lineage = '';
    FOR stray IN SELECT * FROM dataface_flags.audit ORDER BY sequence LOOP
        IF dataface_flags.is_record(stray.sequence, stray.id, stray.line, previous, claimed) THEN
            entry := convert_from(stray.line, 'UTF8')::json;
            after := entry -> 'after';
            UPDATE dataface_flags.audit SET sound = true, environment = entry ->> 'environment', flag = entry ->> 'flag', action = entry ->> 'action'
            WHERE sequence = stray.sequence;
            PERFORM dataface_flags.apply(stray.sequence, stray.id, entry ->> 'action', entry ->> 'environment', entry ->> 'flag', entry ->> 'rollout', CASE
                WHEN json_typeof(after) = 'null' THEN 'null'
                WHEN entry ->> 'action' = 'kill' THEN dataface_flags.kill_state(after ->> 'source', after ->> 'by', after ->> 'at', after ->> 'reason')
                WHEN entry ->> 'rollout' IS NOT NULL THEN dataface_flags.ramp_state(
                    (after ->> 'stage')::integer, (after ->> 'epoch')::integer, (after ->> 'share')::integer, after ->> 'since', (after ->> 'paused')::boolean)
                ELSE after::text END);
            previous := entry ->> 'hash';
            claimed := previous;
        ELSE
            PERFORM dataface_flags.set_apart(stray.sequence, stray.sequence);
            claimed := coalesce(dataface_flags.said(stray.line, 'hash'), previous);
        END IF;
    END LOOP;
    UPDATE dataface_flags.head SET hash = previous;
END
$$;
DROP FUNCTION dataface_flags.is_record;

-- Against slips of those who may do everything: what has happened stays written, and records are made by functions.
CREATE FUNCTION dataface_flags.refuse_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    RAISE EXCEPTION 'Records are made by the functions change_state, publish and note of dataface_flags, not inserted.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER refuse_insert BEFORE INSERT ON dataface_flags.audit FOR EACH ROW WHEN (NOT NEW.sound) EXECUTE FUNCTION dataface_flags.refuse_insert();
CREATE TRIGGER refuse_edit BEFORE UPDATE OR DELETE OR TRUNCATE ON dataface_flags.audit FOR EACH STATEMENT EXECUTE FUNCTION dataface_flags.refuse_edit();
