-- What the server keeps beside flags. A value's version grows with each change.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL,
    hash BLOB NOT NULL,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    secret BLOB NOT NULL,
    ends_at INTEGER NOT NULL -- ticks of UTC
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_secret ON sessions (secret, ends_at);

-- What instances report of guarded rollouts, in the order in which it came.
CREATE TABLE guard_reports (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    rollout TEXT NOT NULL,
    number INTEGER NOT NULL,
    line BLOB NOT NULL
) STRICT;
CREATE INDEX guard_reports_by_epoch ON guard_reports (rollout, number);
