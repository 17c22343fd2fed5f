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
    IF action IN ('kill', 'advance', 'pause', 'resume') AND NOT (dataface_flags.can_be_key(flag) OR (action = 'kill' AND flag = '*')) THEN
        RAISE EXCEPTION 'Nothing was recorded: % can be no flag''s key. Keys begin with a letter or digit and go on with letters, digits, ".", "_", "-".',
            dataface_flags.quoted(flag) USING ERRCODE = 'check_violation';
    END IF;
    IF action <> 'refuse' AND NOT (dataface_flags.can_be_key(environment) AND environment = lower(environment)) THEN
        RAISE EXCEPTION 'Nothing was recorded: % can be no environment''s name. Names are those of flags, in lower case.',
            dataface_flags.quoted(environment) USING ERRCODE = 'check_violation';
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

-- Puts a document in force: one that is given, or one that is kept already and named by its hash.
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
    PERFORM dataface_flags.check_change(id, by, place, reason, at, evidence);
    IF coalesce(document !~ '^[0-9a-f]{64}$', true) THEN
        RAISE EXCEPTION 'Nothing was recorded: a document is named by the SHA-256 of its bytes, 64 lower-case hexadecimal digits.'
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM dataface_flags.take_turn();
    IF given IS NOT NULL THEN
        INSERT INTO dataface_flags.documents VALUES (document, given) ON CONFLICT DO NOTHING;
    ELSIF NOT EXISTS (SELECT FROM dataface_flags.documents d WHERE d.hash = document) THEN
        RAISE EXCEPTION 'Nothing was recorded: there is no document with the hash %. Publish it first.', document USING ERRCODE = 'DFL05';
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
        PERFORM dataface_flags.append(
            gen_random_uuid(), 'kill', '*probe*', '*', NULL, 0, 0, 0, 'probe', 'probe', 'probe', 'now', NULL, NULL, NULL, 'probe');
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
