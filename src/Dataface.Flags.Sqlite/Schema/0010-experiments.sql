-- Experiments, what was done to them, and their results. Times are ticks of UTC; days are numbered as .NET does, from 1 January of the year 1.
CREATE TABLE experiments (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hypothesis TEXT NOT NULL,
    owner TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'running', 'decided', 'cleaned_up')),
    kpis TEXT NOT NULL, -- names, as a JSON array
    definition TEXT,
    version INTEGER NOT NULL,
    decision TEXT,
    decided_at INTEGER,
    stable_at INTEGER,
    excluded_units INTEGER NOT NULL DEFAULT 0 CHECK (excluded_units >= 0),
    last_refresh_at INTEGER,
    data_version INTEGER NOT NULL DEFAULT 0, -- grows with each change of results
    is_of_events INTEGER NOT NULL DEFAULT 0, -- whether the results are what events came to
    seal BLOB -- the hash of the experiment with its audit and results
) STRICT;

CREATE TABLE experiment_audit (
    sequence INTEGER PRIMARY KEY,
    experiment_id TEXT NOT NULL REFERENCES experiments,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    action TEXT NOT NULL,
    reason TEXT,
    before TEXT,
    after TEXT
) STRICT;
CREATE INDEX experiment_audit_by_experiment ON experiment_audit (experiment_id);

-- A job that is about one experiment has its identifier as its name.
CREATE TABLE refresh_log (
    id INTEGER PRIMARY KEY,
    job TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'succeeded', 'failed')),
    rows INTEGER NOT NULL DEFAULT 0 CHECK (rows >= 0),
    error TEXT,
    lag INTEGER -- ticks
) STRICT;
CREATE INDEX refresh_log_by_job ON refresh_log (job);

-- One row for each day of first exposure.
CREATE TABLE experiment_kpis (
    experiment_id TEXT NOT NULL REFERENCES experiments,
    metric TEXT NOT NULL,
    variant TEXT NOT NULL,
    day INTEGER NOT NULL,
    kind TEXT NOT NULL,
    units INTEGER NOT NULL CHECK (units >= 0),
    sum REAL NOT NULL,
    sum_of_squares REAL NOT NULL,
    denominator_sum REAL NOT NULL,
    denominator_sum_of_squares REAL NOT NULL,
    cross_sum REAL NOT NULL,
    refreshed_at INTEGER NOT NULL,
    PRIMARY KEY (experiment_id, metric, variant, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE experiment_exposures (
    experiment_id TEXT NOT NULL REFERENCES experiments,
    variant TEXT NOT NULL,
    day INTEGER NOT NULL,
    units INTEGER NOT NULL CHECK (units >= 0),
    PRIMARY KEY (experiment_id, variant, day)
) STRICT, WITHOUT ROWID;

-- What was decided stays as it was decided, with the results that it rests on, whoever writes.
CREATE TRIGGER experiments_decided BEFORE UPDATE ON experiments
WHEN OLD.status IN ('decided', 'cleaned_up') AND (
    NEW.name <> OLD.name OR NEW.hypothesis <> OLD.hypothesis OR NEW.owner <> OLD.owner OR NEW.kpis <> OLD.kpis
    OR NEW.definition IS NOT OLD.definition OR NEW.decision IS NOT OLD.decision OR NEW.decided_at IS NOT OLD.decided_at
    OR NEW.excluded_units <> OLD.excluded_units OR NEW.last_refresh_at IS NOT OLD.last_refresh_at)
BEGIN SELECT RAISE(ABORT, 'What was decided, and on what, stays as it was.'); END;
CREATE TRIGGER kpis_decided_insert BEFORE INSERT ON experiment_kpis
WHEN (SELECT status IN ('decided', 'cleaned_up') FROM experiments WHERE id = NEW.experiment_id)
BEGIN SELECT RAISE(ABORT, 'The results that were decided on stay as they are.'); END;
CREATE TRIGGER kpis_decided_update BEFORE UPDATE ON experiment_kpis
WHEN (SELECT status IN ('decided', 'cleaned_up') FROM experiments WHERE id = OLD.experiment_id)
BEGIN SELECT RAISE(ABORT, 'The results that were decided on stay as they are.'); END;
CREATE TRIGGER kpis_decided_delete BEFORE DELETE ON experiment_kpis
WHEN (SELECT status IN ('decided', 'cleaned_up') FROM experiments WHERE id = OLD.experiment_id)
BEGIN SELECT RAISE(ABORT, 'The results that were decided on stay as they are.'); END;
CREATE TRIGGER exposures_decided_insert BEFORE INSERT ON experiment_exposures
WHEN (SELECT status IN ('decided', 'cleaned_up') FROM experiments WHERE id = NEW.experiment_id)
BEGIN SELECT RAISE(ABORT, 'The results that were decided on stay as they are.'); END;
CREATE TRIGGER exposures_decided_update BEFORE UPDATE ON experiment_exposures
WHEN (SELECT status IN ('decided', 'cleaned_up') FROM experiments WHERE id = OLD.experiment_id)
BEGIN SELECT RAISE(ABORT, 'The results that were decided on stay as they are.'); END;
CREATE TRIGGER exposures_decided_delete BEFORE DELETE ON experiment_exposures
WHEN (SELECT status IN ('decided', 'cleaned_up') FROM experiments WHERE id = OLD.experiment_id)
BEGIN SELECT RAISE(ABORT, 'The results that were decided on stay as they are.'); END;
CREATE TRIGGER experiment_audit_update BEFORE UPDATE ON experiment_audit
BEGIN SELECT RAISE(ABORT, 'The audit of experiments is only ever added to.'); END;
CREATE TRIGGER experiment_audit_delete BEFORE DELETE ON experiment_audit
BEGIN SELECT RAISE(ABORT, 'The audit of experiments is only ever added to.'); END;
