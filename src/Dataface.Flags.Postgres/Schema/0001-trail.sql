-- The audit chain, and what follows from it. Records are written, everything else is worked out from them by the triggers of 0002.
CREATE TABLE dataface_flags.head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    sequence bigint NOT NULL DEFAULT 0,
    hash text NOT NULL DEFAULT repeat('0', 64),
    number integer NOT NULL DEFAULT 0,
    document text,
    lineage text NOT NULL DEFAULT '',
    settings bigint NOT NULL DEFAULT 0
);
INSERT INTO dataface_flags.head DEFAULT VALUES;

CREATE TABLE dataface_flags.documents (
    hash text PRIMARY KEY CHECK (hash = encode(sha256(content), 'hex')),
    content bytea NOT NULL
);

-- A line is a record as docs/state.md describes it, to the byte; the other columns repeat what is in it, for finding it.
CREATE TABLE dataface_flags.audit (
    sequence bigint PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    action text NOT NULL,
    line bytea NOT NULL,
    written_by name NOT NULL,
    written_at timestamptz NOT NULL,
    environment text,
    flag text
);

-- A page of history is found by any of the three, and read backwards from its position.
CREATE INDEX audit_by_flag ON dataface_flags.audit (flag, sequence);
CREATE INDEX audit_by_environment ON dataface_flags.audit (environment, sequence);
CREATE INDEX audit_by_action ON dataface_flags.audit (action, sequence);
CREATE INDEX audit_by_flag_environment ON dataface_flags.audit (flag, environment, sequence);
CREATE INDEX audit_by_flag_action ON dataface_flags.audit (flag, action, sequence);
CREATE INDEX audit_by_environment_action ON dataface_flags.audit (environment, action, sequence);
CREATE INDEX audit_by_all ON dataface_flags.audit (flag, environment, action, sequence);

CREATE TABLE dataface_flags.environments (
    environment text PRIMARY KEY,
    sequence bigint NOT NULL
);

-- The records that hold the kills in force and where rollouts stand.
CREATE TABLE dataface_flags.kills (
    environment text,
    flag text,
    sequence bigint NOT NULL REFERENCES dataface_flags.audit,
    PRIMARY KEY (environment, flag)
);
CREATE TABLE dataface_flags.ramps (
    environment text,
    rollout text,
    sequence bigint NOT NULL REFERENCES dataface_flags.audit,
    PRIMARY KEY (environment, rollout)
);
CREATE TABLE dataface_flags.restores (
    environment text,
    flag text,
    count integer NOT NULL,
    PRIMARY KEY (environment, flag)
);

CREATE TABLE dataface_flags.publications (
    number integer PRIMARY KEY,
    hash text NOT NULL REFERENCES dataface_flags.documents,
    sequence bigint NOT NULL REFERENCES dataface_flags.audit
);

CREATE TABLE dataface_flags.settings (
    name text PRIMARY KEY,
    value bytea NOT NULL,
    version bigint NOT NULL
);
