-- The audit chain. A line is a record as docs/state.md describes it, to the byte; the other columns repeat what is in it, for finding it.
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    environment TEXT NOT NULL,
    flag TEXT NOT NULL,
    action TEXT NOT NULL,
    number INTEGER UNIQUE, -- of the document that it put in force
    line BLOB NOT NULL
) STRICT;

-- A page of history is found by any of the three, and read backwards from its position: every index ends with the sequence.
CREATE INDEX audit_by_flag ON audit (flag);
CREATE INDEX audit_by_environment ON audit (environment);
CREATE INDEX audit_by_action ON audit (action);
CREATE INDEX audit_by_flag_environment ON audit (flag, environment);
CREATE INDEX audit_by_flag_action ON audit (flag, action);
CREATE INDEX audit_by_environment_action ON audit (environment, action);
CREATE INDEX audit_by_all ON audit (flag, environment, action);

-- Where everything stood behind a record, so that a start need not read all of them. One row, under a hash of its own.
CREATE TABLE stand (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sequence INTEGER NOT NULL REFERENCES audit,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE documents (
    hash TEXT PRIMARY KEY,
    content BLOB NOT NULL
) STRICT, WITHOUT ROWID;
