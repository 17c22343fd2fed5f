-- An experiment begins as a draft, whoever writes: a decision that no step has led to is none. The tables' owner may put back what a dump holds.
CREATE FUNCTION metadata.check_birth() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF (NEW.status <> 'draft' OR num_nonnulls(NEW.decision, NEW.decided_at, NEW.stable_at) > 0)
        AND NOT pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RAISE EXCEPTION 'An experiment begins as a draft.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION metadata.check_birth FROM PUBLIC;
CREATE TRIGGER check_birth BEFORE INSERT ON metadata.experiments FOR EACH ROW EXECUTE FUNCTION metadata.check_birth();
