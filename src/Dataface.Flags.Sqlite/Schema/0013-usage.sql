-- How often flags were evaluated, as instances report it. People look at it, and nothing rests on it. Times are whole minutes and hours since 1970.
CREATE TABLE usage_services (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
    environment TEXT NOT NULL,
    service TEXT NOT NULL,
    series INTEGER NOT NULL DEFAULT 0, -- how many there are
    unknown INTEGER NOT NULL DEFAULT 0, -- how many of them are of keys that no document defines
    UNIQUE (environment, service)
) STRICT;

CREATE TABLE usage_series (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    service INTEGER NOT NULL,
    flag TEXT NOT NULL,
    variant TEXT NOT NULL,
    reason TEXT NOT NULL,
    last_minute INTEGER NOT NULL,
    UNIQUE (service, flag, variant, reason)
) STRICT;

CREATE TABLE usage_minutes (
    series INTEGER NOT NULL,
    minute INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (series, minute)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_minutes_by_time ON usage_minutes (minute);

CREATE TABLE usage_hours (
    series INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (series, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_hours_by_time ON usage_hours (hour);

-- In which hours anybody has reported usage of an environment, be it none.
CREATE TABLE usage_heard (
    environment TEXT NOT NULL,
    hour INTEGER NOT NULL,
    PRIMARY KEY (environment, hour)
) STRICT, WITHOUT ROWID;

-- The last report of each instance that was counted, so that each counts once.
CREATE TABLE usage_sources (
    source BLOB PRIMARY KEY,
    number INTEGER NOT NULL,
    heard INTEGER NOT NULL -- minute
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_sources_by_time ON usage_sources (heard);
