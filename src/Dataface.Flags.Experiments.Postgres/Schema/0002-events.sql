-- Raw events, each once: its key is the hash of its source and id. Attributes have passed the allow-list before they come here.
CREATE TABLE metrics.exposure_events (
    key uuid PRIMARY KEY,
    environment text NOT NULL,
    flag text NOT NULL,
    unit text NOT NULL,
    variant text NOT NULL,
    at timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON metrics.exposure_events (flag, environment);

CREATE TABLE metrics.outcome_events (
    key uuid PRIMARY KEY,
    environment text NOT NULL,
    type text NOT NULL,
    unit text NOT NULL,
    at timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    attributes jsonb
);
CREATE INDEX ON metrics.outcome_events (type, environment);
