-- Which instances have reported, for a server that is started again. What is lost here is reported anew within a minute.
CREATE TABLE instances (
    id BLOB PRIMARY KEY,
    sequence INTEGER NOT NULL,
    heard_at INTEGER NOT NULL, -- ticks of UTC
    line BLOB NOT NULL
) STRICT, WITHOUT ROWID;
