-- Raw events, each once: its key is the hash of its source and id. Numbers are never given twice, so that what is beyond the last that was counted is new.
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE,
    environment TEXT NOT NULL,
    flag TEXT, -- of an exposure; an outcome has none
    name TEXT NOT NULL, -- the variant, or the type of the outcome
    unit TEXT NOT NULL,
    at INTEGER NOT NULL, -- microseconds since 1970
    attributes TEXT -- JSON
) STRICT;
CREATE INDEX events_by_unit ON events (unit);

-- How far an experiment's events are counted, and what that holds for. Deleted, they are counted anew, under another number.
CREATE TABLE aggregations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    experiment_id TEXT NOT NULL UNIQUE REFERENCES experiments,
    form INTEGER NOT NULL,
    environment TEXT NOT NULL,
    seen INTEGER NOT NULL -- the number of the last event
) STRICT;

-- What a unit adds to the sums, as "place:x/y". Place 0 counts the unit itself: x is 1, or y when it saw two variants; the others are the metrics, from 1,
-- in the order of the document. All numbers are exact, as text: taking away what was added leaves nothing behind.
CREATE TABLE experiment_units (
    aggregation INTEGER NOT NULL,
    unit TEXT NOT NULL,
    variant TEXT NOT NULL,
    day INTEGER NOT NULL,
    measures TEXT NOT NULL,
    PRIMARY KEY (aggregation, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE experiment_sums (
    aggregation INTEGER NOT NULL,
    place INTEGER NOT NULL,
    variant TEXT NOT NULL,
    day INTEGER NOT NULL,
    x TEXT NOT NULL,
    xx TEXT NOT NULL,
    y TEXT NOT NULL,
    yy TEXT NOT NULL,
    xy TEXT NOT NULL,
    PRIMARY KEY (aggregation, place, variant, day)
) STRICT, WITHOUT ROWID;
