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
        PERFORM pg_notify('dataface_flags', 'state');
    END LOOP;
END
$$;
