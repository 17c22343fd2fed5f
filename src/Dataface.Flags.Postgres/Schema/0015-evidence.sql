-- Rollouts that are over leave nothing behind: an epoch goes 30 days after the last report of its rollout.
ALTER TABLE dataface_flags.guard_epochs ADD COLUMN reported_at timestamptz NOT NULL DEFAULT clock_timestamp();

-- One epoch at most, so that no report waits for long; each rollout that goes on opens one a day. One that somebody is just adding to is passed over.
CREATE FUNCTION dataface_flags.forget_rollout(at timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS
$$
    DELETE FROM dataface_flags.guard_epochs WHERE (rollout, number) IN (
        SELECT e.rollout, e.number FROM dataface_flags.guard_epochs e
        WHERE NOT EXISTS (SELECT FROM dataface_flags.guard_epochs newer WHERE newer.rollout = e.rollout AND newer.reported_at >= at - interval '30 days')
        ORDER BY e.reported_at LIMIT 1 FOR UPDATE SKIP LOCKED)
$$;

-- The bucket that is open in an epoch that the state knows, or null for one long past. What is kept follows from the state, too, and from nothing that
-- whoever reports has named.
CREATE OR REPLACE FUNCTION dataface_flags.open_epoch(in_rollout text, in_number integer, at timestamptz) RETURNS integer
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
    IF NOT EXISTS (SELECT FROM dataface_flags.guard_epochs e WHERE e.rollout = in_rollout AND e.number = in_number) THEN
        PERFORM dataface_flags.forget_rollout(at);
    END IF;
    INSERT INTO dataface_flags.guard_epochs AS known (rollout, number, bucket, reported_at)
    VALUES (in_rollout, in_number, dataface_flags.guard_bucket(start, at), at)
    ON CONFLICT (rollout, number) DO UPDATE
    SET bucket = greatest(known.bucket, EXCLUDED.bucket), reported_at = greatest(known.reported_at, EXCLUDED.reported_at)
    RETURNING bucket INTO opened;
    RETURN opened;
END
$$;

REVOKE EXECUTE ON FUNCTION dataface_flags.forget_rollout FROM PUBLIC;
