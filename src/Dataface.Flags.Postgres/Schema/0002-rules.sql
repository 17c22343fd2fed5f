-- Whoever adds a record waits here for its turn, until the transaction before has ended.
CREATE FUNCTION dataface_flags.take_turn() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT FROM dataface_flags.head FOR UPDATE $$;

-- A record must follow the one before and have the hash of its content, whoever writes it.
CREATE FUNCTION dataface_flags.check_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    before dataface_flags.head;
    entry json := convert_from(NEW.line, 'UTF8')::json;
    sealed integer := length(NEW.line) - length(',"hash":""}') - 64;
BEGIN
    SELECT * INTO before FROM dataface_flags.head FOR UPDATE;
    NEW.sequence := (entry ->> 'sequence')::bigint;
    NEW.id := (entry ->> 'id')::uuid;
    NEW.action := entry ->> 'action';
    NEW.written_by := session_user;
    NEW.written_at := clock_timestamp();
    IF NEW.sequence <> before.sequence + 1 OR entry ->> 'previous' <> before.hash THEN
        RAISE EXCEPTION 'A record must follow record % with the hash %.', before.sequence, before.hash USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.line <> substr(NEW.line, 1, sealed)
        || convert_to(',"hash":"' || encode(sha256(substr(NEW.line, 1, sealed) || '}'::bytea), 'hex') || '"}', 'UTF8') THEN
        RAISE EXCEPTION 'The record does not have the hash of its content.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER check_record BEFORE INSERT ON dataface_flags.audit FOR EACH ROW EXECUTE FUNCTION dataface_flags.check_record();

CREATE FUNCTION dataface_flags.apply_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    entry json := convert_from(NEW.line, 'UTF8')::json;
    place text := entry ->> 'environment';
BEGIN
    UPDATE dataface_flags.head SET sequence = NEW.sequence, hash = entry ->> 'hash';
    IF NEW.action IN ('kill', 'restore', 'advance', 'pause', 'resume') THEN
        INSERT INTO dataface_flags.environments VALUES (place, NEW.sequence)
        ON CONFLICT (environment) DO UPDATE SET sequence = EXCLUDED.sequence;
    END IF;
    CASE NEW.action
    WHEN 'kill' THEN
        INSERT INTO dataface_flags.kills VALUES (place, entry ->> 'flag', NEW.sequence)
        ON CONFLICT (environment, flag) DO UPDATE SET sequence = EXCLUDED.sequence;
    WHEN 'restore' THEN
        DELETE FROM dataface_flags.kills WHERE environment = place AND flag = entry ->> 'flag';
        IF FOUND THEN
            INSERT INTO dataface_flags.restores VALUES (place, entry ->> 'flag', 1)
            ON CONFLICT (environment, flag) DO UPDATE SET count = restores.count + 1;
        END IF;
    WHEN 'advance', 'pause', 'resume' THEN
        IF json_typeof(entry -> 'after') = 'object' THEN
            INSERT INTO dataface_flags.ramps VALUES (place, entry ->> 'rollout', NEW.sequence)
            ON CONFLICT (environment, rollout) DO UPDATE SET sequence = EXCLUDED.sequence;
        END IF;
    WHEN 'publish', 'rollback' THEN
        INSERT INTO dataface_flags.publications VALUES ((entry -> 'after' ->> 'number')::integer, entry -> 'after' ->> 'sha256', NEW.sequence);
        UPDATE dataface_flags.head SET number = (entry -> 'after' ->> 'number')::integer, document = entry -> 'after' ->> 'sha256';
        PERFORM pg_notify('dataface_flags', 'definitions');
    WHEN 'recover' THEN
        UPDATE dataface_flags.head SET lineage = replace(NEW.id::text, '-', '');
    WHEN 'refuse', 'checkpoint', 'configure' THEN
        NULL;
    END CASE;
    PERFORM pg_notify('dataface_flags', 'state');
    RETURN NULL;
END
$$;
CREATE TRIGGER apply_record AFTER INSERT ON dataface_flags.audit FOR EACH ROW EXECUTE FUNCTION dataface_flags.apply_record();

-- Against slips of those who may do everything: what has happened stays written.
CREATE FUNCTION dataface_flags.refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION '% of % is refused: it is only ever added to.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER refuse_edit BEFORE UPDATE OR DELETE OR TRUNCATE ON dataface_flags.audit FOR EACH STATEMENT EXECUTE FUNCTION dataface_flags.refuse_edit();
CREATE TRIGGER refuse_edit BEFORE UPDATE OR DELETE OR TRUNCATE ON dataface_flags.documents FOR EACH STATEMENT EXECUTE FUNCTION dataface_flags.refuse_edit();

CREATE FUNCTION dataface_flags.tell_of_setting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    UPDATE dataface_flags.head SET settings = settings + 1;
    PERFORM pg_notify('dataface_flags', 'settings');
    RETURN NULL;
END
$$;
CREATE TRIGGER tell_of_setting AFTER INSERT OR UPDATE OR DELETE ON dataface_flags.settings FOR EACH ROW EXECUTE FUNCTION dataface_flags.tell_of_setting();
