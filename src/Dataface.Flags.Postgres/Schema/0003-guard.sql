-- What instances see of guarded rollouts, each unit once for each signal and epoch.
CREATE TABLE dataface_flags.guard_epochs (
    rollout text,
    number integer,
    bucket integer NOT NULL,
    units bigint NOT NULL DEFAULT 0,
    signals_taken text[] NOT NULL DEFAULT '{}',
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

-- Ten seconds long; an hour after the epoch's day, when it only goes on as the record of a step.
CREATE FUNCTION dataface_flags.guard_bucket(start timestamptz, at timestamptz) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
    SELECT greatest(0, least(1000000, floor(CASE WHEN elapsed < 86400 THEN elapsed / 10 ELSE 8640 + (elapsed - 86400) / 3600 END)))::integer
    FROM extract(epoch FROM coalesce(at, clock_timestamp()) - start) AS elapsed
$$;

-- The stretch of an epoch that a bucket is in, from 1: units are counted once more in each from the second on. They begin every thirty buckets, and later
-- every sixteenth of the time that the epoch has lasted.
CREATE FUNCTION dataface_flags.guard_stretch(bucket integer) RETURNS integer
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    start integer := 0;
    number integer := 1;
BEGIN
    LOOP
        start := start + greatest(30, start / 16);
        EXIT WHEN start > bucket OR start >= 8640;
        number := number + 1;
    END LOOP;
    RETURN number;
END
$$;

-- Where the state says that a rollout stands: the epoch that began with its stage, and when. No row when no record tells of it. A rollout's id names the
-- environment that it is in, and a record of another environment says nothing about it.
CREATE FUNCTION dataface_flags.guard_stage(in_rollout text) RETURNS TABLE (epoch bigint, since timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
    SELECT (stage ->> 'epoch')::bigint, (stage ->> 'since')::timestamptz
    FROM dataface_flags.ramps JOIN dataface_flags.audit USING (sequence), LATERAL (SELECT convert_from(line, 'UTF8')::json -> 'after' AS stage) AS ramp
    WHERE ramps.environment = split_part(in_rollout, '/', 2) AND ramps.rollout = in_rollout
$$;

-- The days between two times, each of which has an epoch of its own.
CREATE FUNCTION dataface_flags.guard_days(since timestamptz, at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT greatest(0, floor(extract(epoch FROM at - since) / 86400))::bigint $$;

-- Whoever adds to an epoch holds this alone, whoever reads it shares it, each until its transaction ends: nothing comes late into a bucket that somebody
-- was told is closed, and reading writes nothing.
CREATE FUNCTION dataface_flags.guard_lock(in_rollout text, in_number integer) RETURNS bigint
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT hashtextextended(in_number || '/' || in_rollout, 3) $$;

-- The bucket that is open in an epoch that the state knows, or null for one long past. What is kept follows from the state, too, and from nothing that
-- whoever reports has named.
CREATE FUNCTION dataface_flags.open_epoch(in_rollout text, in_number integer, at timestamptz) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS
$$
DECLARE
    stage record;
    present bigint;
    start timestamptz;
    opened integer;
BEGIN
    PERFORM pg_advisory_xact_lock(dataface_flags.guard_lock(in_rollout, in_number));
    at := coalesce(at, clock_timestamp());
    SELECT * INTO stage FROM dataface_flags.guard_stage(in_rollout);
    -- An instance begins a day's epoch by its own clock, which may run a little ahead.
    IF NOT FOUND OR in_number < 1 OR in_number > stage.epoch + dataface_flags.guard_days(stage.since, at + interval '10 minutes') THEN
        RAISE EXCEPTION 'No record tells that the epoch % of the rollout % has begun.', in_number, in_rollout
            USING ERRCODE = 'check_violation', HINT = 'Record that the rollout begins, or goes on, in this database before you report of it.';
    END IF;
    present := stage.epoch + dataface_flags.guard_days(stage.since, at);
    -- Today, two days before it, and the day on which the step began: the budget of an objective goes over days, evidence of no harm over the step.
    IF in_number < present - 2 AND in_number <> stage.epoch THEN
        RETURN NULL;
    END IF;
    DELETE FROM dataface_flags.guard_epochs
    WHERE rollout = in_rollout AND (number < present - 2 OR number > present + 1) AND number <> stage.epoch;
    start := stage.since + greatest(0, in_number - stage.epoch) * interval '24 hours';
    INSERT INTO dataface_flags.guard_epochs AS known (rollout, number, bucket) VALUES (in_rollout, in_number, dataface_flags.guard_bucket(start, at))
    ON CONFLICT (rollout, number) DO UPDATE SET bucket = greatest(known.bucket, EXCLUDED.bucket) RETURNING bucket INTO opened;
    RETURN opened;
END
$$;

-- The time of a report: what is given counts from the tables' owner alone, who tests with it. Anybody else goes by the database's clock (null).
CREATE FUNCTION dataface_flags.guard_time(at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
    SELECT CASE WHEN pg_has_role(session_user, relowner, 'MEMBER') THEN at END FROM pg_class WHERE oid = 'dataface_flags.guard_epochs'::regclass
$$;

-- Refuses what no guard reports, since sums stay for as long as their epoch.
CREATE FUNCTION dataface_flags.check_report(
    signals text[], treatments integer[], units bigint[], bins integer[], sources bigint[],
    tally_signals text[], tally_treatments integer[], tally_counts bigint[]) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF cardinality(signals) IS DISTINCT FROM cardinality(units) OR cardinality(treatments) IS DISTINCT FROM cardinality(units)
        OR cardinality(bins) IS DISTINCT FROM cardinality(units) OR cardinality(sources) IS DISTINCT FROM cardinality(units)
        OR cardinality(tally_signals) IS DISTINCT FROM cardinality(tally_counts)
        OR cardinality(tally_treatments) IS DISTINCT FROM cardinality(tally_counts)
        OR EXISTS (SELECT FROM unnest(signals || tally_signals) s WHERE s IS NULL OR length(s) NOT BETWEEN 1 AND 400)
        OR EXISTS (SELECT FROM unnest(treatments || tally_treatments) t WHERE t IS NULL OR t NOT BETWEEN -1 AND 999)
        OR EXISTS (SELECT FROM unnest(units || sources) u WHERE u IS NULL)
        OR EXISTS (SELECT FROM unnest(bins) b WHERE b IS NULL OR b NOT BETWEEN 0 AND 10000)
        OR EXISTS (SELECT FROM unnest(tally_counts) c WHERE c IS NULL OR c NOT BETWEEN 0 AND 1000000000) THEN
        RAISE EXCEPTION 'Nothing was counted: a report has lists of one length, treatments from -1 to 999, and counts from 0 to 1000000000.'
            USING ERRCODE = 'check_violation';
    END IF;
END
$$;

-- Adds a report; "at" is for tests, null for the database's clock. The first hundred signals of an epoch count: a guard has fewer, and whoever reports
-- names them.
CREATE FUNCTION dataface_flags.add_evidence(
    in_rollout text, in_number integer, at timestamptz, in_instance uuid, in_sequence bigint,
    signals text[], treatments integer[], units bigint[], bins integer[], sources bigint[],
    tally_signals text[], tally_treatments integer[], tally_counts bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    opened integer;
    added bigint;
    taken text[];
    stretch integer;
BEGIN
    PERFORM dataface_flags.check_report(signals, treatments, units, bins, sources, tally_signals, tally_treatments, tally_counts);
    opened := dataface_flags.open_epoch(in_rollout, in_number, dataface_flags.guard_time(at));
    IF opened IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO dataface_flags.guard_reports AS known VALUES (in_rollout, in_number, in_instance, in_sequence)
    ON CONFLICT (rollout, number, instance) DO UPDATE SET sequence = EXCLUDED.sequence WHERE known.sequence < EXCLUDED.sequence;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT e.signals_taken INTO taken FROM dataface_flags.guard_epochs e WHERE e.rollout = in_rollout AND e.number = in_number;
    taken := taken || ARRAY(
        SELECT DISTINCT s FROM unnest(signals || tally_signals) s WHERE NOT s = ANY (taken) ORDER BY s LIMIT greatest(0, 100 - cardinality(taken)));
    -- Units that are counted again are known for as long as their stretch of the epoch is open, or one beside it.
    stretch := dataface_flags.guard_stretch(opened);
    IF 'again' = ANY (signals) THEN
        DELETE FROM dataface_flags.guard_units u
        WHERE u.rollout = in_rollout AND u.number = in_number
            AND u.signal = ANY (ARRAY(SELECT 'again/' || past FROM generate_series(greatest(2, stretch - 8), stretch - 2) AS past));
    END IF;
    -- A unit counts when neither it nor its source was counted for the signal; of a report, when it is the first of both in it.
    WITH seen AS (
        SELECT CASE WHEN signal = 'again' THEN 'again/' || bin / 64 ELSE signal END AS kind, signal, treatment, unit, bin, source,
            row_number() OVER (PARTITION BY CASE WHEN signal = 'again' THEN bin / 64 END, signal, unit ORDER BY place) AS of_unit,
            row_number() OVER (PARTITION BY CASE WHEN signal = 'again' THEN bin / 64 END, signal, source ORDER BY place) AS of_source
        FROM unnest(signals, treatments, units, bins, sources) WITH ORDINALITY AS seen (signal, treatment, unit, bin, source, place)
        WHERE signal = ANY (taken) AND (signal <> 'again' OR (bin >= 128 AND bin / 64 BETWEEN stretch - 1 AND stretch + 1))
    ), first AS (
        SELECT s.* FROM seen s
        WHERE of_unit = 1 AND (source = 0 OR of_source = 1) AND NOT EXISTS (
            SELECT FROM dataface_flags.guard_units u
            WHERE u.rollout = in_rollout AND u.number = in_number AND u.signal = s.kind
                AND (u.unit = s.unit OR (s.source <> 0 AND u.unit = s.source)))
    ), known AS (
        INSERT INTO dataface_flags.guard_units
        SELECT in_rollout, in_number, kind, unit FROM first UNION SELECT in_rollout, in_number, kind, source FROM first WHERE source <> 0
        ON CONFLICT DO NOTHING
    ), counted AS (
        SELECT signal, treatment, bin, 1::bigint AS count, 1 AS unit FROM first
        UNION ALL
        SELECT signal, treatment, 0, count, 0 FROM unnest(tally_signals, tally_treatments, tally_counts) AS tally (signal, treatment, count)
        WHERE signal = ANY (taken)
    ), kept AS (
        INSERT INTO dataface_flags.guard_counts AS known
        SELECT in_rollout, in_number, opened, signal, treatment, bin, sum(count) FROM counted GROUP BY signal, treatment, bin
        ON CONFLICT (rollout, number, bucket, signal, treatment, bin) DO UPDATE SET count = known.count + EXCLUDED.count
    )
    SELECT count(*) INTO added FROM first;
    UPDATE dataface_flags.guard_epochs AS epochs SET units = epochs.units + added, signals_taken = taken WHERE rollout = in_rollout AND number = in_number;
END
$$;

-- First a row with the open bucket and the units counted, and null for the rest; then the counts. Changes nothing, whatever it is asked for: it runs in
-- a transaction that may only read. Of an epoch that the state does not know, "start" says which bucket would be open.
CREATE FUNCTION dataface_flags.read_evidence(in_rollout text, in_number integer, start timestamptz, at timestamptz, from_bucket integer)
RETURNS TABLE (bucket integer, signal text, treatment integer, bin integer, count bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS
$$
DECLARE
    known_start timestamptz;
BEGIN
    SELECT since + least(greatest(0, in_number - epoch), 1000000) * interval '24 hours' INTO known_start FROM dataface_flags.guard_stage(in_rollout);
    start := coalesce(known_start, start);
    IF EXISTS (
        SELECT FROM dataface_flags.guard_epochs e
        WHERE e.rollout = in_rollout AND e.number = in_number AND e.bucket < dataface_flags.guard_bucket(start, at)) THEN
        -- A report that is just being added may be for the bucket before.
        PERFORM pg_advisory_xact_lock_shared(dataface_flags.guard_lock(in_rollout, in_number));
    END IF;
    RETURN QUERY
        SELECT greatest(coalesce(max(e.bucket), 0), dataface_flags.guard_bucket(start, at)), NULL::text, NULL::integer, NULL::integer, coalesce(max(e.units), 0)
        FROM dataface_flags.guard_epochs e WHERE e.rollout = in_rollout AND e.number = in_number
        UNION ALL
        (SELECT c.bucket, c.signal, c.treatment, c.bin, c.count FROM dataface_flags.guard_counts c
         WHERE c.rollout = in_rollout AND c.number = in_number AND c.bucket >= from_bucket ORDER BY c.bucket, c.signal, c.treatment, c.bin);
END
$$;
