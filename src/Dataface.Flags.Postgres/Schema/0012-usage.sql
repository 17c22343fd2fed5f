-- How often flags were evaluated, as instances report it: by minute for a day, by hour for 90 days. People look at it, and nothing is allowed or decided
-- by it. The numbers of UsageBounds stand here, too.
CREATE TABLE dataface_flags.usage_services (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    environment text NOT NULL CHECK (length(environment) BETWEEN 1 AND 128),
    service text NOT NULL CHECK (length(service) BETWEEN 1 AND 64),
    UNIQUE (environment, service)
);
CREATE TABLE dataface_flags.usage_series (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service bigint NOT NULL,
    flag text NOT NULL CHECK (length(flag) BETWEEN 1 AND 128),
    variant text NOT NULL CHECK (length(variant) <= 128),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 32),
    last_at timestamptz NOT NULL,
    UNIQUE (service, flag, variant, reason)
);
CREATE TABLE dataface_flags.usage_minutes (
    series bigint NOT NULL,
    at timestamptz NOT NULL,
    count bigint NOT NULL CHECK (count > 0),
    PRIMARY KEY (series, at)
);
CREATE INDEX ON dataface_flags.usage_minutes (at);
CREATE TABLE dataface_flags.usage_hours (
    series bigint NOT NULL,
    at timestamptz NOT NULL,
    count bigint NOT NULL CHECK (count > 0),
    PRIMARY KEY (series, at)
);
CREATE INDEX ON dataface_flags.usage_hours (at);
CREATE TABLE dataface_flags.usage_heard (
    environment text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (environment, at)
);
CREATE TABLE dataface_flags.usage_sources (
    source uuid PRIMARY KEY,
    number bigint NOT NULL,
    heard_at timestamptz NOT NULL,
    written_by name NOT NULL DEFAULT session_user
);
CREATE INDEX ON dataface_flags.usage_sources (heard_at);

-- Adds reports, each of another source, and each once. One writer after another: what is counted twice at once must not wait for each other in a circle.
CREATE FUNCTION dataface_flags.keep_usage(in_reports jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS
$$
DECLARE
    moment CONSTANT timestamptz := clock_timestamp();
    accepted uuid[];
    growing text[];
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    LOCK TABLE dataface_flags.usage_sources IN SHARE ROW EXCLUSIVE MODE;

    WITH kept AS (
        INSERT INTO dataface_flags.usage_sources AS known (source, number, heard_at)
        SELECT r.source, r.number, moment FROM jsonb_to_recordset(in_reports) AS r (source uuid, number bigint) WHERE r.number > 0
        ON CONFLICT (source) DO UPDATE SET number = EXCLUDED.number, heard_at = EXCLUDED.heard_at WHERE known.number < EXCLUDED.number
        RETURNING source)
    SELECT array_agg(k.source) INTO accepted FROM kept k;

    INSERT INTO dataface_flags.usage_heard (environment, at)
    SELECT DISTINCT r.environment, date_trunc('hour', moment - make_interval(secs => least(greatest(r.age, 0), 3600)), 'UTC')
    FROM jsonb_to_recordset(in_reports) AS r (source uuid, environment text, age double precision) WHERE r.source = ANY (accepted)
    ON CONFLICT DO NOTHING;

    INSERT INTO dataface_flags.usage_services (environment, service)
    SELECT n.environment, n.service
    FROM (
        SELECT r.environment, r.service, row_number() OVER (PARTITION BY r.environment ORDER BY r.service) AS place
        FROM (SELECT DISTINCT r.environment, r.service
              FROM jsonb_to_recordset(in_reports) AS r (source uuid, environment text, service text, lines jsonb)
              WHERE r.source = ANY (accepted) AND jsonb_array_length(r.lines) > 0) r
        WHERE NOT EXISTS (SELECT FROM dataface_flags.usage_services v WHERE v.environment = r.environment AND v.service = r.service)
    ) n
    WHERE n.place + (SELECT count(*) FROM dataface_flags.usage_services v WHERE v.environment = n.environment) <= 200;

    -- What there is no room for is left out; a flag that is known goes on being counted. How much there is is only looked up when there is something new.
    SELECT array_agg(DISTINCT v.environment) INTO growing
    FROM dataface_flags.usage_lines(in_reports, accepted) l
    JOIN dataface_flags.usage_services v ON v.environment = l.environment AND v.service = l.service
    WHERE NOT EXISTS (SELECT FROM dataface_flags.usage_series s
        WHERE s.service = v.id AND s.flag = l.flag AND s.variant = l.variant AND s.reason = l.reason);
    IF growing IS NOT NULL THEN
        WITH known AS (
            SELECT c.*, sum(c.series) OVER (PARTITION BY c.environment) AS of_environment
            FROM (SELECT v.id, v.environment, count(s.id) AS series, count(s.id) FILTER (WHERE s.reason = 'flag_not_found') AS unknown
                  FROM dataface_flags.usage_services v LEFT JOIN dataface_flags.usage_series s ON s.service = v.id
                  WHERE v.environment = ANY (growing) GROUP BY v.id) c
        ), fresh AS (
            SELECT l.*,
                row_number() OVER (PARTITION BY l.service ORDER BY l.flag, l.variant, l.reason) AS of_service,
                row_number() OVER (PARTITION BY l.environment ORDER BY l.flag, l.variant, l.reason) AS of_environment,
                row_number() OVER (PARTITION BY l.service, l.reason ORDER BY l.flag, l.variant) AS of_reason
            FROM (SELECT DISTINCT v.id AS service, v.environment, l.flag, l.variant, l.reason
                  FROM dataface_flags.usage_lines(in_reports, accepted) l
                  JOIN dataface_flags.usage_services v ON v.environment = l.environment AND v.service = l.service) l
            WHERE NOT EXISTS (SELECT FROM dataface_flags.usage_series s
                WHERE s.service = l.service AND s.flag = l.flag AND s.variant = l.variant AND s.reason = l.reason)
        )
        INSERT INTO dataface_flags.usage_series (service, flag, variant, reason, last_at)
        SELECT f.service, f.flag, f.variant, f.reason, '-infinity'
        FROM fresh f JOIN known k ON k.id = f.service
        WHERE f.of_service + k.series <= 5000 AND f.of_environment + k.of_environment <= 20000
            AND (f.reason <> 'flag_not_found' OR f.of_reason + k.unknown <= 100);
    END IF;

    INSERT INTO dataface_flags.usage_minutes AS m (series, at, count)
    SELECT s.id, date_trunc('minute', moment - make_interval(secs => l.age), 'UTC') AS minute, least(sum(l.count), 10000000000000)
    FROM dataface_flags.usage_lines(in_reports, accepted) l
    JOIN dataface_flags.usage_services v ON v.environment = l.environment AND v.service = l.service
    JOIN dataface_flags.usage_series s ON s.service = v.id AND s.flag = l.flag AND s.variant = l.variant AND s.reason = l.reason
    GROUP BY s.id, minute
    ON CONFLICT (series, at) DO UPDATE SET count = least(m.count + EXCLUDED.count, 10000000000000);

    INSERT INTO dataface_flags.usage_hours AS h (series, at, count)
    SELECT s.id, date_trunc('hour', moment - make_interval(secs => l.age), 'UTC') AS hour, least(sum(l.count), 10000000000000)
    FROM dataface_flags.usage_lines(in_reports, accepted) l
    JOIN dataface_flags.usage_services v ON v.environment = l.environment AND v.service = l.service
    JOIN dataface_flags.usage_series s ON s.service = v.id AND s.flag = l.flag AND s.variant = l.variant AND s.reason = l.reason
    GROUP BY s.id, hour
    ON CONFLICT (series, at) DO UPDATE SET count = least(h.count + EXCLUDED.count, 10000000000000);

    UPDATE dataface_flags.usage_series s SET last_at = n.at
    FROM (SELECT v.id AS service, l.flag, l.variant, l.reason, date_trunc('minute', moment - make_interval(secs => min(l.age)), 'UTC') AS at
          FROM dataface_flags.usage_lines(in_reports, accepted) l
          JOIN dataface_flags.usage_services v ON v.environment = l.environment AND v.service = l.service
          GROUP BY v.id, l.flag, l.variant, l.reason) n
    WHERE s.service = n.service AND s.flag = n.flag AND s.variant = n.variant AND s.reason = n.reason AND s.last_at < n.at;
END
$$;

-- The lines of the reports that count, within their bounds: of a thing that is none nothing is kept, and no count is below 0 or beyond reason.
CREATE FUNCTION dataface_flags.usage_lines(in_reports jsonb, accepted uuid[])
RETURNS TABLE (environment text, service text, age double precision, flag text, variant text, reason text, count numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
    SELECT r.environment, r.service, least(greatest(r.age, 0), 3600), l.flag, l.variant, l.reason, least(l.count, 100000000000)
    FROM jsonb_to_recordset(in_reports) AS r (source uuid, environment text, service text, age double precision, lines jsonb)
    CROSS JOIN LATERAL jsonb_to_recordset(r.lines) AS l (flag text, variant text, reason text, count numeric)
    WHERE r.source = ANY (accepted) AND l.count >= 1 AND length(l.flag) BETWEEN 1 AND 128 AND length(l.variant) <= 128
        AND length(l.reason) BETWEEN 1 AND 32 AND l.flag || l.variant || l.reason !~ '[[:cntrl:]]'
$$;

-- The usage of a service that follows the database itself: as an instance of its login, whatever it says. Gives the number of the report that was taken.
CREATE FUNCTION dataface_flags.report_usage(in_id uuid, in_number bigint, in_environment text, in_service text, in_lines jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS
$$
BEGIN
    IF in_id IS NULL OR coalesce(in_number, 0) < 1 OR coalesce(length(in_environment), 0) NOT BETWEEN 1 AND 128
        OR coalesce(length(in_service), 0) NOT BETWEEN 1 AND 64 OR jsonb_typeof(in_lines) IS DISTINCT FROM 'array'
        OR jsonb_array_length(in_lines) > 500 OR in_environment || in_service ~ '[[:cntrl:]]' THEN
        RAISE EXCEPTION 'This is no report of usage.' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM dataface_flags.instances i WHERE i.id = in_id AND i.written_by = session_user) THEN
        RAISE EXCEPTION 'There is no such instance of this login.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT FROM dataface_flags.usage_heard h WHERE h.environment = in_environment)
        AND (SELECT count(DISTINCT h.environment) FROM dataface_flags.usage_heard h) >= 100 THEN
        RAISE EXCEPTION 'Usage of no more environments is kept.' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    PERFORM dataface_flags.keep_usage(jsonb_build_array(jsonb_build_object(
        'source', in_id, 'number', in_number, 'age', 0, 'environment', in_environment, 'service', in_service, 'lines', in_lines)));
    RETURN in_number;
END
$$;

-- Forgets what is older than it is kept.
CREATE FUNCTION dataface_flags.sweep_usage() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS
$$
DECLARE
    moment CONSTANT timestamptz := clock_timestamp();
BEGIN
    LOCK TABLE dataface_flags.usage_sources IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM dataface_flags.usage_minutes WHERE at < date_trunc('minute', moment - interval '1 day', 'UTC');
    DELETE FROM dataface_flags.usage_hours WHERE at < date_trunc('hour', moment - interval '90 days', 'UTC');
    DELETE FROM dataface_flags.usage_heard WHERE at < date_trunc('hour', moment - interval '90 days', 'UTC');
    DELETE FROM dataface_flags.usage_sources WHERE heard_at < moment - interval '1 day';
    DELETE FROM dataface_flags.usage_sources WHERE source IN (
        SELECT u.source FROM dataface_flags.usage_sources u ORDER BY u.heard_at DESC OFFSET 200000);
    DELETE FROM dataface_flags.usage_series
    WHERE last_at < moment - interval '90 days' OR (reason = 'flag_not_found' AND last_at < moment - interval '7 days');
    DELETE FROM dataface_flags.usage_services v WHERE NOT EXISTS (SELECT FROM dataface_flags.usage_series s WHERE s.service = v.id);
END
$$;

ALTER TABLE dataface_flags.usage_services ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.usage_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.usage_minutes ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.usage_hours ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.usage_heard ENABLE ROW LEVEL SECURITY;
ALTER TABLE dataface_flags.usage_sources ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON FUNCTION dataface_flags.keep_usage, dataface_flags.usage_lines, dataface_flags.report_usage, dataface_flags.sweep_usage FROM PUBLIC;

DO $$
DECLARE
    part text;
BEGIN
    IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('dataface_flags_reader', 'dataface_flags_operator', 'dataface_flags_owner')) < 3 THEN
        RETURN;
    END IF;
    FOREACH part IN ARRAY ARRAY['usage_services', 'usage_series', 'usage_minutes', 'usage_hours', 'usage_heard'] LOOP
        EXECUTE format('GRANT SELECT ON dataface_flags.%I TO dataface_flags_owner', part);
        EXECUTE format('CREATE POLICY owned ON dataface_flags.%I FOR SELECT TO dataface_flags_owner USING (true)', part);
    END LOOP;
    GRANT EXECUTE ON FUNCTION dataface_flags.keep_usage, dataface_flags.sweep_usage TO dataface_flags_owner;
    GRANT EXECUTE ON FUNCTION dataface_flags.report_usage TO dataface_flags_operator, dataface_flags_owner;
END
$$;
