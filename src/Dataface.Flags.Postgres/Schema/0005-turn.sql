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
