-- What can be a flag's key. What is refused, and what follows from a record, is what FlagState says in C#: generated sequences of changes hold both to the
-- same answers.
CREATE FUNCTION dataface_flags.can_be_key(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT coalesce(name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$', false) $$;

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
    -- Whoever has a state of this environment at or past the position has no need to read.
    PERFORM pg_notify('dataface_flags', CASE action WHEN 'recover' THEN 'state' ELSE 'state ' || number || ' ' || place END);
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
    entry json;
    before text := 'null';
    after text := 'null';
    content text;
    seal text;
BEGIN
    SELECT a.line INTO known FROM dataface_flags.audit a WHERE a.id = in_id AND a.sound;
    IF FOUND THEN
        entry := convert_from(known, 'UTF8')::json;
        IF (entry ->> 'action', entry ->> 'environment', entry ->> 'flag', entry ->> 'rollout', entry ->> 'document')
            IS DISTINCT FROM (in_action, in_environment, in_flag, in_rollout, in_document) THEN
            RAISE EXCEPTION 'The change % was recorded for something else, so that nothing was done.', in_id USING ERRCODE = 'DFL03';
        END IF;
        RETURN known;
    END IF;
    WHILE EXISTS (SELECT FROM dataface_flags.audit a WHERE a.sequence = next) LOOP
        next := next + 1;
    END LOOP;
    PERFORM dataface_flags.set_apart(next);

    IF in_action IN ('kill', 'restore') THEN
        SELECT k.state INTO before FROM dataface_flags.kills k WHERE k.environment = in_environment AND k.flag = in_flag;
        before := coalesce(before, 'null');
        IF in_action = 'restore' AND before = 'null' AND NOT dataface_flags.can_be_key(in_flag) AND in_flag <> '*' THEN
            RAISE EXCEPTION 'Nothing was recorded: % can be no flag''s key, and no kill in force names it.', dataface_flags.quoted(in_flag)
                USING ERRCODE = 'check_violation';
        END IF;
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
    INSERT INTO dataface_flags.audit (sequence, id, environment, flag, action, line, written_by, written_at, sound)
    VALUES (next, in_id, in_environment, in_flag, in_action, known, session_user, clock_timestamp(), true);
    UPDATE dataface_flags.head SET sequence = next, hash = seal;
    PERFORM dataface_flags.apply(next, in_id, in_action, in_environment, in_flag, in_rollout, after);
    RETURN known;
END
$$;
