namespace Dataface.Flags.Experiments.Postgres;

/// <summary>
/// The statements of an aggregation, in their order. They share temporary tables: <c>changed</c>, the units that something new is known of;
/// <c>fresh</c>, those of them that take part; <c>valued</c>, what each of these adds to the sums now.
/// </summary>
internal static class AggregationSql
{
    /// <summary>Another number whenever the same events come to other sums than before.</summary>
    public const int Form = 2;

    /// <summary>
    /// Keeps other servers from aggregating the same experiment, until <see cref="Unlock"/>. Taken before the transaction, whose snapshot
    /// then has what the one before has left: else whoever waited could not be serialized.
    /// </summary>
    public const string Lock =
        "SELECT pg_advisory_lock(hashtextextended($1, 1)) FROM (SELECT set_config('lock_timeout', '590s', false) OFFSET 0) AS bounded";

    public const string Unlock = "SELECT pg_advisory_unlock_all()";

    /// <summary>
    /// Where the last aggregation ended, nothing where this one must begin anew; and whether the results are of events. What is known of
    /// the last one holds for its form and environment, and where it was written: transactions of another cluster, or of a dump, have other
    /// numbers.
    /// </summary>
    public const string Begin =
        """
        SELECT (
            SELECT CASE WHEN form = $2 AND environment = $3 AND made_in = tableoid
                AND cluster = (SELECT system_identifier FROM pg_control_system())
                AND pg_snapshot_xmax(seen) <= pg_snapshot_xmax(pg_current_snapshot()) THEN seen::text END
            FROM metrics.aggregations WHERE experiment_id = $1 FOR UPDATE
        ), EXISTS (SELECT FROM metrics.experiment_units WHERE experiment_id = $1)
        """;

    /// <summary>
    /// Memory enough to sum up without sorting on the disk; code that is compiled for each statement would take longer than it saves.
    /// </summary>
    public const string MakeTables =
        """
        SET LOCAL work_mem = '64MB';
        SET LOCAL jit = off;
        CREATE TEMP TABLE changed (unit text PRIMARY KEY) ON COMMIT DROP;
        CREATE TEMP TABLE fresh (unit text PRIMARY KEY, variant text NOT NULL, first_at timestamptz NOT NULL, is_mixed boolean NOT NULL)
            ON COMMIT DROP;
        CREATE TEMP TABLE valued (unit text NOT NULL, variant text NOT NULL, cohort date NOT NULL, places integer[],
                xs numeric[], ys numeric[])
            ON COMMIT DROP
        """;

    public const string ForgetLast = "DELETE FROM metrics.aggregations WHERE experiment_id = $1";

    public const string ForgetUnits = "DELETE FROM metrics.experiment_units WHERE experiment_id = $1";

    public const string ForgetSums = "DELETE FROM metrics.experiment_sums WHERE experiment_id = $1";

    public const string FindAll =
        "INSERT INTO changed SELECT DISTINCT unit FROM metrics.exposure_events WHERE flag = $1 AND environment = $2";

    /// <summary>
    /// Events that were restored keep the numbers of another cluster's transactions: those that are still to come here are of no new event.
    /// </summary>
    public const string FindChanged =
        $"""
        INSERT INTO changed
        SELECT unit FROM metrics.exposure_events WHERE flag = $1 AND environment = $2 AND {IsNew}
        UNION
        SELECT unit FROM metrics.outcome_events WHERE type = ANY ($4) AND environment = $2 AND {IsNew}
        """;

    /// <summary>
    /// A unit belongs to the day of its first exposure, and to its variant unless it saw two. Here and below a subquery for each unit,
    /// which its index answers: left to itself, a planner that has not seen the newest statistics may read all events for a few units.
    /// </summary>
    public const string FindUnits =
        """
        INSERT INTO fresh
        SELECT c.unit, e.variant, e.first_at, e.is_mixed FROM changed c CROSS JOIN LATERAL (
            SELECT min(variant) AS variant, min(at) AS first_at, min(variant) <> max(variant) AS is_mixed FROM metrics.exposure_events
            WHERE unit = c.unit AND flag = $1 AND environment = $2 AND variant = ANY ($3)
                AND ($4 IS NULL OR at >= $4) AND ($5 IS NULL OR at < $5)
        ) AS e WHERE e.variant IS NOT NULL
        """;

    /// <summary>
    /// One value for each unit and metric, counted from its first exposure on, whenever its events came; metrics without an event are left
    /// out.
    /// </summary>
    public const string FindValues =
        """
        INSERT INTO valued
        WITH metric AS MATERIALIZED (
            SELECT * FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::interval[], $6::interval[],
                $7::timestamptz[], $8::boolean[],
                $11::text[]::numeric[])
                AS m (place, event, divisor, attribute, after, length, before, is_proportion, cap)
        )
        SELECT f.unit, f.variant, (f.first_at AT TIME ZONE 'UTC')::date,
            0 || l.places, (NOT f.is_mixed)::integer::numeric || l.xs, f.is_mixed::integer::numeric || l.ys
        FROM fresh f CROSS JOIN LATERAL (
            SELECT array_agg(counted.place) AS places, array_agg(counted.x) AS xs, array_agg(counted.y) AS ys FROM (
                SELECT m.place,
                    (CASE WHEN m.is_proportion THEN least(count(*) FILTER (WHERE o.type = m.event), 1)
                        ELSE least(m.cap, coalesce(sum(CASE WHEN m.attribute IS NULL THEN 1
                            WHEN jsonb_typeof(o.attributes -> m.attribute) = 'number'
                                THEN (o.attributes ->> m.attribute)::numeric ELSE 0 END)
                            FILTER (WHERE o.type = m.event), 0)) END)::numeric AS x,
                    (count(*) FILTER (WHERE o.type = m.divisor))::numeric AS y
                FROM metrics.outcome_events o JOIN metric m ON (o.type = m.event OR o.type = m.divisor)
                    AND o.at >= f.first_at + m.after
                        AND (m.length IS NULL OR o.at < f.first_at + m.length) AND (m.before IS NULL OR o.at < m.before)
                WHERE o.unit = f.unit AND o.type = ANY ($9) AND o.environment = $10 AND NOT f.is_mixed
                GROUP BY m.place, m.is_proportion, m.cap
            ) AS counted
        ) AS l
        """;

    /// <summary>Takes away what these units added before, and adds what they add now.</summary>
    public const string AddSums =
        """
        WITH part AS (
            SELECT 1 AS sign, variant, cohort, places, xs, ys FROM valued
            UNION ALL
            SELECT -1, u.variant, u.cohort, u.places, u.xs, u.ys FROM changed c CROSS JOIN LATERAL (
                SELECT * FROM metrics.experiment_units WHERE experiment_id = $1 AND unit = c.unit LIMIT 1
            ) AS u
        )
        INSERT INTO metrics.experiment_sums AS known
        SELECT $1, v.place, part.variant, part.cohort, sum(sign * x), sum(sign * x * x), sum(sign * y), sum(sign * y * y), sum(sign * x * y)
        FROM part CROSS JOIN LATERAL unnest(places, xs, ys) AS v (place, x, y)
        GROUP BY v.place, part.variant, part.cohort
        ON CONFLICT (experiment_id, place, variant, cohort) DO UPDATE SET
            x = known.x + EXCLUDED.x, xx = known.xx + EXCLUDED.xx, y = known.y + EXCLUDED.y,
                yy = known.yy + EXCLUDED.yy, xy = known.xy + EXCLUDED.xy
        """;

    /// <summary>Units whose exposures somebody has deleted add nothing any more; kept, they would be taken away again each time.</summary>
    public const string DropUnits =
        """
        DELETE FROM metrics.experiment_units
        WHERE experiment_id = $1 AND unit = ANY (ARRAY(SELECT unit FROM changed c WHERE NOT EXISTS (SELECT FROM fresh WHERE unit = c.unit)))
        """;

    public const string KeepUnits =
        """
        INSERT INTO metrics.experiment_units SELECT $1, unit, variant, cohort, places, xs, ys FROM valued
        ON CONFLICT (experiment_id, unit) DO UPDATE SET
            variant = EXCLUDED.variant, cohort = EXCLUDED.cohort, places = EXCLUDED.places, xs = EXCLUDED.xs, ys = EXCLUDED.ys
        """;

    public const string ReadSums =
        "SELECT place, variant, cohort, x::float8, xx::float8, y::float8, yy::float8, xy::float8 FROM metrics.experiment_sums WHERE "
        + "experiment_id = $1";

    public const string HasResults = "SELECT EXISTS (SELECT FROM metrics.experiment_kpis WHERE experiment_id = $1)";

    public const string End =
        """
        INSERT INTO metrics.aggregations (experiment_id, form, environment, made_in, cluster, seen)
        SELECT $1, $2, $3, 'metrics.aggregations'::regclass, system_identifier, pg_current_snapshot() FROM pg_control_system()
        ON CONFLICT (experiment_id) DO UPDATE SET seen = EXCLUDED.seen
        """;

    /// <summary>
    /// How old those exposures are that came since the aggregation before: what 95 of 100 waited for at most. Nothing where it began anew.
    /// Those of a restore have come before, even when transactions here reach their numbers.
    /// </summary>
    public const string MeasureLag =
        $"""
        SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM $5::timestamptz - at)::float8) FROM metrics.exposure_events
        WHERE flag = $1 AND environment = $2 AND {IsNew}
            AND received_at >= (SELECT begun_at FROM metrics.aggregations WHERE experiment_id = $4)
        """;

    private const string IsNew =
        "tx >= pg_snapshot_xmin($3::pg_snapshot) AND tx < pg_snapshot_xmax(pg_current_snapshot()) AND NOT pg_visible_in_snapshot(tx, "
        + "$3::pg_snapshot)";
}
