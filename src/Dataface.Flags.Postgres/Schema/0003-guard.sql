-- What instances see of guarded rollouts, each unit once for each signal and epoch.
CREATE TABLE dataface_flags.guard_epochs (
    rollout text,
    number integer,
    bucket integer NOT NULL,
    units bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (rollout, number)
);
CREATE TABLE dataface_flags.guard_reports (
    rollout text,
    number integer,
    instance uuid,
    sequence bigint NOT NULL,
    PRIMARY KEY (rollout, number, instance),
    FOREIGN KEY (rollout, number) REFERENCES dataface_flags.guard_epochs ON DELETE CASCADE
);
CREATE TABLE dataface_flags.guard_units (
    rollout text,
    number integer,
    signal text,
    unit bigint,
    PRIMARY KEY (rollout, number, signal, unit),
    FOREIGN KEY (rollout, number) REFERENCES dataface_flags.guard_epochs ON DELETE CASCADE
);
CREATE TABLE dataface_flags.guard_counts (
    rollout text,
    number integer,
    bucket integer,
    signal text,
    treatment integer,
    bin integer,
    count bigint NOT NULL,
    PRIMARY KEY (rollout, number, bucket, signal, treatment, bin),
    FOREIGN KEY (rollout, number) REFERENCES dataface_flags.guard_epochs ON DELETE CASCADE
);

CREATE FUNCTION dataface_flags.guard_bucket(start timestamptz, at timestamptz) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT greatest(0, least(1000000, floor(extract(epoch FROM coalesce(at, clock_timestamp()) - start) / 10)))::integer $$;

-- The bucket that is open, or null for an epoch long past. Its row stays locked until the transaction ends, so that nothing comes late into a bucket
-- that somebody was told is closed.
CREATE FUNCTION dataface_flags.open_epoch(in_rollout text, in_number integer, start timestamptz, at timestamptz) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    opened integer;
BEGIN
    IF (SELECT count(*) >= 2 AND in_number < min(number) FROM (
            SELECT number FROM dataface_flags.guard_epochs WHERE rollout = in_rollout ORDER BY number DESC LIMIT 2) newest) THEN
        RETURN NULL;
    END IF;
    INSERT INTO dataface_flags.guard_epochs (rollout, number, bucket) VALUES (in_rollout, in_number, 0) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        DELETE FROM dataface_flags.guard_epochs WHERE rollout = in_rollout AND number < (
            SELECT min(number) FROM (SELECT number FROM dataface_flags.guard_epochs WHERE rollout = in_rollout ORDER BY number DESC LIMIT 2) newest);
    END IF;
    PERFORM FROM dataface_flags.guard_epochs WHERE rollout = in_rollout AND number = in_number FOR UPDATE;
    UPDATE dataface_flags.guard_epochs SET bucket = greatest(bucket, dataface_flags.guard_bucket(start, at))
    WHERE rollout = in_rollout AND number = in_number RETURNING bucket INTO opened;
    RETURN opened;
END
$$;

-- Adds a report; "at" is for tests, null for the database's clock.
CREATE FUNCTION dataface_flags.add_evidence(
    in_rollout text, in_number integer, start timestamptz, at timestamptz, in_instance uuid, in_sequence bigint,
    signals text[], treatments integer[], units bigint[], bins integer[],
    tally_signals text[], tally_treatments integer[], tally_counts bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    opened integer := dataface_flags.open_epoch(in_rollout, in_number, start, at);
    added bigint;
BEGIN
    IF opened IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO dataface_flags.guard_reports AS known VALUES (in_rollout, in_number, in_instance, in_sequence)
    ON CONFLICT (rollout, number, instance) DO UPDATE SET sequence = EXCLUDED.sequence WHERE known.sequence < EXCLUDED.sequence;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    WITH seen AS (
        SELECT DISTINCT ON (signal, unit) signal, treatment, unit, bin
        FROM unnest(signals, treatments, units, bins) WITH ORDINALITY AS seen (signal, treatment, unit, bin, place)
        ORDER BY signal, unit, place
    ), fresh AS (
        INSERT INTO dataface_flags.guard_units SELECT in_rollout, in_number, signal, unit FROM seen
        ON CONFLICT DO NOTHING RETURNING signal, unit
    ), counted AS (
        SELECT signal, treatment, bin, 1::bigint AS count, 1 AS unit FROM fresh JOIN seen USING (signal, unit)
        UNION ALL
        SELECT signal, treatment, 0, count, 0 FROM unnest(tally_signals, tally_treatments, tally_counts) AS tally (signal, treatment, count)
    ), kept AS (
        INSERT INTO dataface_flags.guard_counts AS known
        SELECT in_rollout, in_number, opened, signal, treatment, bin, sum(count) FROM counted GROUP BY signal, treatment, bin
        ON CONFLICT (rollout, number, bucket, signal, treatment, bin) DO UPDATE SET count = known.count + EXCLUDED.count
    )
    SELECT count(*) INTO added FROM fresh;
    UPDATE dataface_flags.guard_epochs AS epochs SET units = epochs.units + added WHERE rollout = in_rollout AND number = in_number;
END
$$;

-- First a row with the open bucket and the units counted, and null for the rest; then the counts.
CREATE FUNCTION dataface_flags.read_evidence(in_rollout text, in_number integer, start timestamptz, at timestamptz, from_bucket integer)
RETURNS TABLE (bucket integer, signal text, treatment integer, bin integer, count bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF NOT EXISTS (
        SELECT FROM dataface_flags.guard_epochs e
        WHERE e.rollout = in_rollout AND e.number = in_number AND e.bucket >= dataface_flags.guard_bucket(start, at)) THEN
        PERFORM dataface_flags.open_epoch(in_rollout, in_number, start, at);
    END IF;
    RETURN QUERY
        SELECT e.bucket, NULL::text, NULL::integer, NULL::integer, e.units FROM dataface_flags.guard_epochs e WHERE e.rollout = in_rollout AND e.number = in_number
        UNION ALL
        (SELECT c.bucket, c.signal, c.treatment, c.bin, c.count FROM dataface_flags.guard_counts c
         WHERE c.rollout = in_rollout AND c.number = in_number AND c.bucket >= from_bucket ORDER BY c.bucket, c.signal, c.treatment, c.bin);
END
$$;
