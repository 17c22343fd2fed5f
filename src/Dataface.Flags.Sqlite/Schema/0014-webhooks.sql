-- Who is told of what, what is to be told, and what waits for whom.
CREATE TABLE webhooks (
    name TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    secret TEXT NOT NULL,
    events TEXT NOT NULL, -- with a space between
    environment TEXT,
    since INTEGER NOT NULL, -- the position in the outbox behind which it is told
    made_at INTEGER NOT NULL, -- ticks of UTC, as all times here
    made_by TEXT NOT NULL,
    succeeded_at INTEGER,
    failed_at INTEGER,
    failure TEXT,
    dropped INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Written with what it tells of: a record of the trail, or what a look has found. A position is never used again.
CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    record INTEGER, -- or
    at INTEGER,
    type TEXT,
    environment TEXT,
    data TEXT
) STRICT;

CREATE TABLE deliveries (
    webhook TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    message TEXT NOT NULL,
    body BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (webhook, sequence)
) STRICT;
CREATE INDEX deliveries_by_time ON deliveries (webhook, due_at);

-- What a look has found and told of, for as long as it stands.
CREATE TABLE standing (
    key TEXT PRIMARY KEY,
    seen_at INTEGER NOT NULL
) STRICT;
