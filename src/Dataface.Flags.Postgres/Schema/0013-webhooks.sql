-- Who is told of what, what is to be told, and what waits for whom. Addresses and secrets are for the owner's role alone.
CREATE TABLE dataface_flags.webhooks (
    name text PRIMARY KEY,
    address text NOT NULL,
    secret text NOT NULL,
    events text[] NOT NULL,
    environment text,
    since bigint NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    succeeded_at timestamptz,
    failed_at timestamptz,
    failure text,
    dropped bigint NOT NULL DEFAULT 0
);

-- Written with what it tells of: a record of the trail, or what a look has found.
CREATE TABLE dataface_flags.outbox (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record bigint,
    at timestamptz,
    type text,
    environment text,
    data text
);

CREATE TABLE dataface_flags.deliveries (
    webhook text NOT NULL REFERENCES dataface_flags.webhooks ON DELETE CASCADE,
    sequence bigint NOT NULL,
    message text NOT NULL,
    body bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (webhook, sequence)
);
CREATE INDEX ON dataface_flags.deliveries (webhook, due_at);

-- What a look has found and told of, for as long as it stands; and which server looks.
CREATE TABLE dataface_flags.standing (
    key text PRIMARY KEY,
    seen_at timestamptz NOT NULL
);
CREATE TABLE dataface_flags.lead (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    server uuid NOT NULL,
    until timestamptz NOT NULL
);

-- In the transaction of the record, whoever makes it.
CREATE FUNCTION dataface_flags.tell_of_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF EXISTS (SELECT FROM dataface_flags.webhooks) THEN
        INSERT INTO dataface_flags.outbox (record) VALUES (NEW.sequence);
        PERFORM pg_notify('dataface_flags', 'webhooks');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER tell_of_record AFTER INSERT ON dataface_flags.audit FOR EACH ROW
    WHEN (NEW.sound AND NEW.action NOT IN ('refuse', 'checkpoint') AND NEW.environment <> '*probe*')
    EXECUTE FUNCTION dataface_flags.tell_of_record();

ALTER TABLE dataface_flags.webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.standing ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.lead ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON FUNCTION dataface_flags.tell_of_record FROM PUBLIC;

DO $$
DECLARE
    owned text;
BEGIN
    IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('dataface_flags_reader', 'dataface_flags_operator', 'dataface_flags_owner')) < 3 THEN
        RETURN;
    END IF;
    FOREACH owned IN ARRAY ARRAY['webhooks', 'outbox', 'deliveries', 'standing', 'lead'] LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON dataface_flags.%I TO dataface_flags_owner', owned);
        EXECUTE format('CREATE POLICY owned ON dataface_flags.%I FOR ALL TO dataface_flags_owner USING (true) WITH CHECK (true)', owned);
    END LOOP;
    GRANT SELECT ON SEQUENCE dataface_flags.outbox_sequence_seq TO dataface_flags_owner;
END
$$;
