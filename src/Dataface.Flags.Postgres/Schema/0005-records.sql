-- Nobody inserts records: functions build them, from what is asked and from where things stand. A row that no function has built is set apart.
DROP TRIGGER check_record ON dataface_flags.audit;
DROP TRIGGER apply_record ON dataface_flags.audit;
DROP TRIGGER refuse_edit ON dataface_flags.audit;
DROP FUNCTION dataface_flags.check_record, dataface_flags.apply_record, dataface_flags.take_turn;

-- What is in force, as it stands in records. It is not read from the audit, so that a record which somebody has damaged takes no kill away.
ALTER TABLE dataface_flags.kills ADD COLUMN state text NOT NULL DEFAULT '';
ALTER TABLE dataface_flags.ramps ADD COLUMN state text NOT NULL DEFAULT '';

-- "sound" is a row that a function has built, or that was checked by the script below.
ALTER TABLE dataface_flags.audit ADD COLUMN sound boolean NOT NULL DEFAULT false;
CREATE INDEX audit_foreign ON dataface_flags.audit (sequence) WHERE NOT sound;

-- The rows that are no records, and why; named until a record "recover" goes on behind them.
CREATE TABLE dataface_flags.apart (
    sequence bigint PRIMARY KEY REFERENCES dataface_flags.audit,
    why text NOT NULL,
    recovered bigint
);

-- Whoever adds a record waits here for its turn, until the transaction before has ended: not for long, and nobody keeps it while doing nothing. Only
-- functions of the owner can lock this row. A commit that is not on the disk is no answer.
CREATE FUNCTION dataface_flags.take_turn(patience text DEFAULT '3s') RETURNS dataface_flags.head
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    taken dataface_flags.head;
BEGIN
    PERFORM set_config('lock_timeout', patience, true), set_config('statement_timeout', '8s', true),
        set_config('idle_in_transaction_session_timeout', '2s', true);
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    SELECT * INTO STRICT taken FROM dataface_flags.head FOR UPDATE;
    RETURN taken;
END
$$;

-- Who keeps others waiting: holds a lock on a table of the flags or experiments, or an advisory one, and waits for nobody.
CREATE FUNCTION dataface_flags.blockers() RETURNS TABLE (pid integer, role name, application text, state text, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
    SELECT a.pid, a.usename, a.application_name, a.state, a.xact_start FROM pg_stat_activity a
    WHERE a.pid <> pg_backend_pid()
        AND EXISTS (
            SELECT FROM pg_locks l LEFT JOIN pg_class c ON c.oid = l.relation
            WHERE l.pid = a.pid AND l.granted AND l.mode <> 'AccessShareLock'
                AND (l.locktype = 'advisory' OR c.relnamespace::regnamespace::text IN ('dataface_flags', 'metadata', 'metrics'))
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND NOT EXISTS (SELECT FROM pg_locks w WHERE w.pid = a.pid AND NOT w.granted)
    ORDER BY a.xact_start LIMIT 3
$$;

-- Texts and instants as docs/state.md has them in records.
CREATE FUNCTION dataface_flags.quoted(value text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT to_json(value)::text $$;

-- An instant that there is, and that is not to come: a clock that runs ahead makes no kill of tomorrow.
CREATE FUNCTION dataface_flags.instant(given text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    format CONSTANT text := 'YYYY-MM-DD"T"HH24:MI:SS.US';
    now CONSTANT timestamptz := clock_timestamp();
BEGIN
    IF given ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$' AND given >= '0001' THEN
        IF (left(given, 26) || 'Z')::timestamptz <= now AND to_char((left(given, 26) || 'Z')::timestamptz AT TIME ZONE 'UTC', format) = left(given, 26) THEN
            RETURN given;
        END IF;
    END IF;
    RETURN to_char(now AT TIME ZONE 'UTC', format) || '0Z';
EXCEPTION WHEN data_exception THEN
    RETURN to_char(now AT TIME ZONE 'UTC', format) || '0Z';
END
$$;

CREATE FUNCTION dataface_flags.kill_state(source text, by text, at text, reason text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
    SELECT '{"source":' || dataface_flags.quoted(source) || ',"by":' || dataface_flags.quoted(by) || ',"at":' || dataface_flags.quoted(at)
        || ',"reason":' || dataface_flags.quoted(reason) || '}'
$$;

CREATE FUNCTION dataface_flags.ramp_state(stage integer, epoch integer, share integer, since text, paused boolean) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
    SELECT '{"stage":' || stage || ',"epoch":' || epoch || ',"share":' || share || ',"since":' || dataface_flags.quoted(since)
        || ',"paused":' || paused::text || '}'
$$;

-- What a row says that may be anything: bytes that are no UTF-8 and escapes that PostgreSQL knows no character for are taken for others.
CREATE FUNCTION dataface_flags.loose_json(line bytea) RETURNS json
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    content text;
BEGIN
    BEGIN
        content := convert_from(line, 'UTF8');
    EXCEPTION WHEN OTHERS THEN
        content := convert_from(line, 'LATIN1');
    END;
    RETURN regexp_replace(content, '\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\\ufffd', 'g')::json;
END
$$;

-- A text that a row says; null where it says none.
CREATE FUNCTION dataface_flags.said(line bytea, member text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    entry json;
BEGIN
    entry := dataface_flags.loose_json(line);
    RETURN CASE WHEN json_typeof(entry) = 'object' AND json_typeof(entry -> member) = 'string' THEN left(entry ->> member, 1000) END;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$;

-- Whether a row that is no record says that something is killed: switching off needs less proof than switching on.
CREATE FUNCTION dataface_flags.says_kill(line bytea) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    entry json;
BEGIN
    entry := dataface_flags.loose_json(line);
    RETURN json_typeof(entry) = 'object' AND EXISTS (SELECT FROM json_each(entry) WHERE key = 'action' AND json_typeof(value) = 'string' AND value #>> '{}' = 'kill');
EXCEPTION WHEN OTHERS THEN
    RETURN false;
END
$$;

-- The rows that are no records and were not set apart yet. Everybody who reads state takes their kills into account.
CREATE FUNCTION dataface_flags.foreign_rows() RETURNS TABLE (sequence bigint, why text, environment text, flag text, state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
    SELECT a.sequence,
        'Row ' || a.sequence || ' of dataface_flags.audit is no record that the database has made, and is set apart'
            || CASE WHEN NOT dataface_flags.says_kill(a.line) THEN '. It counts as nothing.'
                WHEN k.flag IS NULL OR k.environment IS NULL THEN '. It says that something is killed, but not what and where: see to it.'
                ELSE '. It counts as a kill of ' || dataface_flags.quoted(k.flag) || ' in ' || dataface_flags.quoted(k.environment) || '.' END,
        k.environment, k.flag,
        dataface_flags.kill_state(
            'postgres', coalesce(dataface_flags.said(a.line, 'by'), 'unknown'), dataface_flags.instant(dataface_flags.said(a.line, 'at')),
            coalesce(dataface_flags.said(a.line, 'reason'), 'unknown') || ' (row ' || a.sequence || ' of the trail, which is set apart)')
    FROM dataface_flags.audit a
    CROSS JOIN LATERAL (
        SELECT CASE WHEN dataface_flags.says_kill(a.line) THEN dataface_flags.said(a.line, 'environment') END AS environment,
            CASE WHEN dataface_flags.says_kill(a.line) THEN dataface_flags.said(a.line, 'flag') END AS flag
    ) k
    WHERE NOT a.sound AND NOT EXISTS (SELECT FROM dataface_flags.apart p WHERE p.sequence = a.sequence)
$$;

-- Sets them apart, or only one; "number" is the position of the record that comes next, so that whoever follows an environment looks again.
CREATE FUNCTION dataface_flags.set_apart(number bigint, only_one bigint DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    stray record;
BEGIN
    FOR stray IN SELECT * FROM dataface_flags.foreign_rows() f WHERE only_one IS NULL OR f.sequence = only_one LOOP
        INSERT INTO dataface_flags.apart (sequence, why) VALUES (stray.sequence, stray.why);
        IF stray.flag IS NOT NULL AND stray.environment IS NOT NULL THEN
            INSERT INTO dataface_flags.kills (environment, flag, sequence, state) VALUES (stray.environment, stray.flag, stray.sequence, stray.state)
            ON CONFLICT DO NOTHING;
            INSERT INTO dataface_flags.environments VALUES (stray.environment, number)
            ON CONFLICT (environment) DO UPDATE SET sequence = EXCLUDED.sequence;
        END IF;
    END LOOP;
END
$$;

-- What follows from a record. "after" is in its canonical form.
CREATE FUNCTION dataface_flags.apply(number bigint, id uuid, action text, place text, subject text, ramp text, after text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF action IN ('kill', 'restore', 'advance', 'pause', 'resume') THEN
        INSERT INTO dataface_flags.environments VALUES (place, number) ON CONFLICT (environment) DO UPDATE SET sequence = EXCLUDED.sequence;
    END IF;
    CASE action
    WHEN 'kill' THEN
        INSERT INTO dataface_flags.kills (environment, flag, sequence, state) VALUES (place, subject, number, after)
        ON CONFLICT (environment, flag) DO UPDATE SET sequence = EXCLUDED.sequence, state = EXCLUDED.state;
    WHEN 'restore' THEN
        DELETE FROM dataface_flags.kills WHERE environment = place AND flag = subject;
        IF FOUND THEN
            INSERT INTO dataface_flags.restores VALUES (place, subject, 1)
            ON CONFLICT (environment, flag) DO UPDATE SET count = restores.count + 1;
        END IF;
    WHEN 'advance', 'pause', 'resume' THEN
        IF after <> 'null' THEN
            INSERT INTO dataface_flags.ramps (environment, rollout, sequence, state) VALUES (place, ramp, number, after)
            ON CONFLICT (environment, rollout) DO UPDATE SET sequence = EXCLUDED.sequence, state = EXCLUDED.state;
        END IF;
    WHEN 'publish', 'rollback' THEN
        INSERT INTO dataface_flags.publications VALUES ((after::json ->> 'number')::integer, after::json ->> 'sha256', number);
        UPDATE dataface_flags.head SET number = (after::json ->> 'number')::integer, document = after::json ->> 'sha256';
        PERFORM pg_notify('dataface_flags', 'definitions');
    WHEN 'recover' THEN
        UPDATE dataface_flags.head SET lineage = replace(id::text, '-', '');
        UPDATE dataface_flags.apart SET recovered = number WHERE recovered IS NULL;
    WHEN 'refuse', 'checkpoint', 'configure' THEN
        NULL;
    END CASE;
    PERFORM pg_notify('dataface_flags', 'state');
END
$$;

-- Where a ramp stands after a change.
CREATE FUNCTION dataface_flags.ramp_after(before text, action text, stage integer, epoch integer, share integer, at text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    ramp json := nullif(before, 'null')::json;
    paused boolean := coalesce((ramp ->> 'paused')::boolean, false);
BEGIN
    IF action <> 'advance' THEN
        RETURN dataface_flags.ramp_state(
            coalesce((ramp ->> 'stage')::integer, 0), coalesce((ramp ->> 'epoch')::integer, 1), coalesce((ramp ->> 'share')::integer, share),
            coalesce(ramp ->> 'since', at), action = 'pause');
    END IF;
    IF ramp IS NULL OR (stage >= (ramp ->> 'stage')::integer AND epoch > (ramp ->> 'epoch')::integer) THEN
        RETURN dataface_flags.ramp_state(stage, epoch, share, at, paused);
    END IF;
    RETURN before;
END
$$;

-- Builds the record of a change and puts it in force; answers its line, or the one that the change has made before.
CREATE FUNCTION dataface_flags.append(
    in_id uuid, in_action text, in_environment text, in_flag text, in_rollout text, in_stage integer, in_epoch integer, in_share integer,
    in_by text, in_from text, in_reason text, in_at text, in_evidence text, in_document text, in_expected text, in_source text) RETURNS bytea
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    head dataface_flags.head := dataface_flags.take_turn();
    at text := dataface_flags.instant(in_at);
    next bigint := head.sequence + 1;
    known bytea;
    before text := 'null';
    after text := 'null';
    content text;
    seal text;
BEGIN
    SELECT a.line INTO known FROM dataface_flags.audit a WHERE a.id = in_id AND a.sound;
    IF FOUND THEN
        RETURN known;
    END IF;
    WHILE EXISTS (SELECT FROM dataface_flags.audit a WHERE a.sequence = next) LOOP
        next := next + 1;
    END LOOP;
    PERFORM dataface_flags.set_apart(next);

    IF in_action IN ('kill', 'restore') THEN
        SELECT k.state INTO before FROM dataface_flags.kills k WHERE k.environment = in_environment AND k.flag = in_flag;
        before := coalesce(before, 'null');
        IF in_action = 'kill' THEN
            after := dataface_flags.kill_state(in_source, in_by, at, in_reason);
        END IF;
    ELSIF in_action IN ('advance', 'pause', 'resume') THEN
        SELECT r.state INTO before FROM dataface_flags.ramps r WHERE r.environment = in_environment AND r.rollout = in_rollout;
        before := coalesce(before, 'null');
        after := dataface_flags.ramp_after(before, in_action, in_stage, in_epoch, in_share, at);
    ELSE
        IF head.document IS NOT NULL THEN
            before := '{"number":' || head.number || ',"sha256":' || dataface_flags.quoted(head.document) || '}';
        END IF;
        after := before;
        IF in_document IS NOT NULL THEN
            IF in_expected <> coalesce(head.document, '') THEN
                RAISE EXCEPTION 'Another document is in force than the one that this is published on top of.'
                    USING ERRCODE = 'DFL01', HINT = head.number || ' ' || coalesce(head.document, '');
            END IF;
            after := '{"number":' || head.number + 1 || ',"sha256":' || dataface_flags.quoted(in_document) || '}';
        END IF;
    END IF;

    content := '{"sequence":' || next || ',"id":' || dataface_flags.quoted(in_id::text) || ',"environment":' || dataface_flags.quoted(in_environment)
        || ',"action":' || dataface_flags.quoted(in_action) || ',"flag":' || dataface_flags.quoted(in_flag)
        || CASE WHEN in_rollout IS NULL THEN ''
            ELSE ',"rollout":' || dataface_flags.quoted(in_rollout) || ',"stage":' || in_stage || ',"epoch":' || in_epoch || ',"share":' || in_share END
        || ',"by":' || dataface_flags.quoted(in_by) || ',"from":' || dataface_flags.quoted(in_from) || ',"reason":' || dataface_flags.quoted(in_reason)
        || ',"at":' || dataface_flags.quoted(at)
        || coalesce(',"document":' || dataface_flags.quoted(in_document), '') || coalesce(',"evidence":' || dataface_flags.quoted(in_evidence), '')
        || ',"before":' || before || ',"after":' || after || ',"previous":' || dataface_flags.quoted(head.hash);
    seal := encode(sha256(convert_to(content || '}', 'UTF8')), 'hex');
    known := convert_to(content || ',"hash":' || dataface_flags.quoted(seal) || '}', 'UTF8');
    INSERT INTO dataface_flags.audit (sequence, id, action, line, written_by, written_at, sound)
    VALUES (next, in_id, in_action, known, session_user, clock_timestamp(), true);
    UPDATE dataface_flags.head SET sequence = next, hash = seal;
    PERFORM dataface_flags.apply(next, in_id, in_action, in_environment, in_flag, in_rollout, after);
    RETURN known;
END
$$;

-- Says what is wrong with a text that goes into a record.
CREATE FUNCTION dataface_flags.check_text(name text, value text, longest integer) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF value IS NULL OR value = '' OR length(value) > longest THEN
        RAISE EXCEPTION 'Nothing was recorded: "%" must be 1 to % characters.', name, longest USING ERRCODE = 'check_violation';
    END IF;
END
$$;

CREATE FUNCTION dataface_flags.check_change(id uuid, by text, place text, reason text, at text, evidence text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    PERFORM dataface_flags.check_text('id', id::text, 36), dataface_flags.check_text('by', by, 10000), dataface_flags.check_text('from', place, 10000),
        dataface_flags.check_text('reason', reason, 100000), dataface_flags.check_text('at', at, 100),
        dataface_flags.check_text('evidence', coalesce(evidence, '-'), 8000000);
END
$$;

-- What an operator does: kill, restore, advance, pause, resume; and noting that something was refused.
CREATE FUNCTION dataface_flags.change_state(
    id uuid, action text, environment text, flag text, rollout text, stage integer, epoch integer, share integer,
    by text, place text, reason text, at text, evidence text, source text) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    is_ramp boolean := action IN ('advance', 'pause', 'resume');
BEGIN
    IF action IS NULL OR action NOT IN ('kill', 'restore', 'advance', 'pause', 'resume', 'refuse') THEN
        RAISE EXCEPTION 'An operator may kill, restore, advance, pause, resume and refuse, not %.', coalesce(action, 'null')
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM dataface_flags.check_change(id, by, place, reason, at, evidence), dataface_flags.check_text('environment', environment, 200),
        dataface_flags.check_text('flag', flag, 1000), dataface_flags.check_text('source', source, 1000);
    IF action IN ('kill', 'advance', 'pause', 'resume') AND NOT (flag ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' OR (action = 'kill' AND flag = '*')) THEN
        RAISE EXCEPTION 'Nothing was recorded: % can be no flag''s key. Keys begin with a letter or digit and go on with letters, digits, ".", "_" and "-".',
            dataface_flags.quoted(flag) USING ERRCODE = 'check_violation';
    END IF;
    IF is_ramp THEN
        PERFORM dataface_flags.check_text('rollout', rollout, 1000);
        IF coalesce(stage NOT BETWEEN 0 AND 10000 OR epoch NOT BETWEEN 1 AND 1000000 OR share NOT BETWEEN 0 AND 100000, true) THEN
            RAISE EXCEPTION 'Nothing was recorded: a stage is 0 to 10000, an epoch 1 to 1000000, a share 0 to 100000 thousandths of a percent.'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN dataface_flags.append(
        id, action, environment, flag, CASE WHEN is_ramp THEN rollout END, stage, epoch, share, by, place, reason, at, evidence, NULL, NULL, source);
END
$$;

-- Puts a document in force: one that is given, or one that is kept already.
CREATE FUNCTION dataface_flags.publish(
    id uuid, action text, by text, place text, reason text, at text, evidence text, hash text, given bytea, expected text) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    document text := coalesce(encode(sha256(given), 'hex'), hash);
BEGIN
    IF action IS NULL OR action NOT IN ('publish', 'rollback') THEN
        RAISE EXCEPTION 'A document is published or rolled back to.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM dataface_flags.check_change(id, by, place, reason, at, evidence), dataface_flags.check_text('document', document, 64);
    PERFORM dataface_flags.take_turn();
    IF given IS NOT NULL THEN
        INSERT INTO dataface_flags.documents VALUES (document, given) ON CONFLICT DO NOTHING;
    END IF;
    RETURN dataface_flags.append(id, action, '*', '*', NULL, 0, 0, 0, by, place, reason, at, evidence, document, expected, '');
END
$$;

-- What the owner notes: that settings were changed, that the trail goes on from a backup or behind rows that were set apart.
CREATE FUNCTION dataface_flags.note(id uuid, action text, by text, place text, reason text, at text, evidence text) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF action IS NULL OR action NOT IN ('checkpoint', 'recover', 'configure') THEN
        RAISE EXCEPTION 'A note is checkpoint, recover or configure.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM dataface_flags.check_change(id, by, place, reason, at, evidence);
    IF action = 'recover' THEN
        -- Those of a backup may have been ended since.
        DELETE FROM dataface_flags.sessions;
    END IF;
    RETURN dataface_flags.append(id, action, '*', '*', NULL, 0, 0, 0, by, place, reason, at, evidence, NULL, NULL, '');
END
$$;

-- Throws when no change could be kept now; writes nothing that stays.
CREATE FUNCTION dataface_flags.probe() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    missing text;
BEGIN
    BEGIN
        PERFORM dataface_flags.take_turn('1s');
        UPDATE dataface_flags.head SET sequence = sequence;
        RAISE EXCEPTION USING ERRCODE = 'DFL02';
    EXCEPTION WHEN SQLSTATE 'DFL02' THEN
        NULL;
    END;
    SELECT string_agg(name, ', ' ORDER BY name) INTO missing FROM (
        SELECT 'EXECUTE on ' || p.proname FROM pg_proc p
        WHERE p.pronamespace = 'dataface_flags'::regnamespace AND p.proname IN ('change_state', 'publish', 'note')
            AND NOT has_function_privilege(session_user, p.oid, 'EXECUTE')
        UNION ALL
        SELECT t.kind || ' on ' || t.name
        FROM (VALUES ('settings', 'SELECT'), ('settings', 'UPDATE'), ('sessions', 'SELECT'), ('sessions', 'INSERT'), ('sessions', 'DELETE')) t (name, kind)
        WHERE NOT has_table_privilege(session_user, 'dataface_flags.' || t.name, t.kind)) m (name);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'The user % lacks rights: %. Grant it the role dataface_flags_owner.', session_user, missing USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

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
            UPDATE dataface_flags.audit SET sound = true WHERE sequence = stray.sequence;
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
