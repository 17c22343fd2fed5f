using System.Data.Common;
using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Npgsql;

namespace Dataface.Flags.Experiments.Postgres;

/// <summary>
/// Makes results of raw events, in the database: one value for each unit, counted from its first exposure on, whenever its events came; then sums for
/// each variant and day of first exposure. A unit that saw two variants is in none of them, and counted. Thread-safe.
/// </summary>
internal sealed class EventAggregation(PostgresExperimentRegistry registry, TimeProvider time)
{
    private const string MakeUnits =
        """
        CREATE TEMP TABLE units (unit text PRIMARY KEY, variant text NOT NULL, first_at timestamptz NOT NULL, cohort date NOT NULL, is_mixed boolean NOT NULL) ON COMMIT DROP
        """;

    private const string Exposures =
        """
        FROM metrics.exposure_events
        WHERE flag = $1 AND environment = $2 AND variant = ANY ($3) AND ($4 IS NULL OR at >= $4) AND ($5 IS NULL OR at < $5)
        """;

    /// <summary>Whether there are results, and no events that they could be of: somebody has sent them as sums.</summary>
    private const string AreSums =
        $"SELECT EXISTS (SELECT FROM metrics.experiment_kpis WHERE experiment_id = $6) AND NOT EXISTS (SELECT {Exposures})";

    private const string FillUnits =
        $"""
        INSERT INTO units
        SELECT unit, min(variant), min(at), (min(at) AT TIME ZONE 'UTC')::date, min(variant) <> max(variant) {Exposures}
        GROUP BY unit
        """;

    private const string CountUnits =
        "SELECT variant, cohort, count(*) FILTER (WHERE NOT is_mixed), count(*) FILTER (WHERE is_mixed) FROM units GROUP BY variant, cohort";

    /// <summary>How old those exposures are that came since the load before: what 95 of 100 units waited for at most.</summary>
    private const string MeasureLag =
        """
        SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM clock_timestamp() - at)::float8) FROM metrics.exposure_events
        WHERE flag = $1 AND environment = $2 AND ($3 IS NULL OR received_at > $3)
        """;

    /// <summary>Days on which one variant has no unit still say so, so that variants are compared over the same days.</summary>
    private const string SumMetric =
        """
        WITH counted AS (
            SELECT u.unit, count(*) AS times,
                sum(CASE WHEN $4 IS NULL THEN 1 WHEN jsonb_typeof(o.attributes -> $4) = 'number' THEN (o.attributes ->> $4)::float8 ELSE 0 END) AS total
            FROM units u JOIN metrics.outcome_events o USING (unit)
            WHERE NOT u.is_mixed AND o.type = $2 AND o.environment = $1 AND o.at >= u.first_at + $5 AND ($6 IS NULL OR o.at < u.first_at + $6) AND ($7 IS NULL OR o.at < $7)
            GROUP BY u.unit
        ), divided AS (
            SELECT u.unit, count(*)::float8 AS times FROM units u JOIN metrics.outcome_events o USING (unit)
            WHERE NOT u.is_mixed AND o.type = $3 AND o.environment = $1 AND o.at >= u.first_at + $5 AND ($6 IS NULL OR o.at < u.first_at + $6) AND ($7 IS NULL OR o.at < $7)
            GROUP BY u.unit
        ), valued AS (
            SELECT u.variant, u.cohort, CASE WHEN $8 THEN (coalesce(c.times, 0) > 0)::integer::float8 ELSE coalesce(c.total, 0)::float8 END AS x, coalesce(d.times, 0) AS y
            FROM units u LEFT JOIN counted c USING (unit) LEFT JOIN divided d USING (unit) WHERE NOT u.is_mixed
        )
        SELECT variant, cohort, count(x), coalesce(sum(x), 0), coalesce(sum(x * x), 0), coalesce(sum(y), 0), coalesce(sum(y * y), 0), coalesce(sum(x * y), 0)
        FROM unnest($9::text[]) AS arm (variant) CROSS JOIN (SELECT DISTINCT cohort FROM units) AS days LEFT JOIN valued USING (variant, cohort)
        GROUP BY variant, cohort
        """;

    /// <summary>
    /// Aggregates an experiment's events anew, and puts the results in the place of those before; a row of the refresh log says how it went. Without
    /// any exposure it leaves sums as they are that somebody has sent.
    /// </summary>
    /// <param name="definition">The experiment; it has a flag.</param>
    /// <param name="environment">Events of others do not count.</param>
    /// <param name="since">When it was aggregated last; null for never.</param>
    /// <exception cref="NpgsqlException">It failed; the refresh log says so, if it can be written.</exception>
    public async Task RunAsync(ExperimentDefinition definition, string environment, DateTimeOffset? since, CancellationToken cancellation)
    {
        IExperimentStore store = registry;
        var refresh = await store.StartRefreshAsync(definition.Id, cancellation).ConfigureAwait(false);
        try
        {
            var (rows, lag) = await registry.RunAsync(connection => LoadAsync(connection, definition, environment, since, cancellation), cancellation).ConfigureAwait(false);
            await store.FinishRefreshAsync(refresh, RefreshStatus.Succeeded, rows, null, lag, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await store.FinishRefreshAsync(refresh, RefreshStatus.Failed, 0, error.Message, null, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(long Rows, TimeSpan? Lag)> LoadAsync(
        NpgsqlConnection connection, ExperimentDefinition definition, string environment, DateTimeOffset? since, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var design = definition.Design;
            var now = time.GetUtcNow();

            // In the transaction: sums that come meanwhile are not in its view, and so are not replaced either.
            var areSums = OfExposures(AreSums, definition, environment, definition.Id);
            if (await connection.ListAsync(areSums, row => row.GetBoolean(0), cancellation).ConfigureAwait(false) is [true]) return (0, null);
            await connection.ExecuteAsync(Sql.Command(MakeUnits), cancellation).ConfigureAwait(false);
            await connection.ExecuteAsync(OfExposures(FillUnits, definition, environment), cancellation).ConfigureAwait(false);
            await connection.ExecuteAsync(Sql.Command("ANALYZE units"), cancellation).ConfigureAwait(false);
            var counts = await connection.ListAsync(
                Sql.Command(CountUnits), row => (Count: new ExposureCount(row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetInt64(2)), Mixed: row.GetInt64(3)), cancellation)
                .ConfigureAwait(false);
            var kpis = new List<KpiValue>();
            foreach (var metric in definition.Metrics)
            {
                var sums = Sums(metric, design, environment);
                kpis.AddRange(await connection.ListAsync(sums, row => Read(row, metric, now), cancellation).ConfigureAwait(false));
            }

            var data = new ExperimentData { Kpis = kpis, Exposures = [.. counts.Select(c => c.Count).Where(c => c.Units > 0)], ExcludedUnits = counts.Sum(c => c.Mixed) };
            await PostgresExperimentRegistry.LoadAsync(connection, registry.Entry(RegistryAction.Results, definition.Id, "events") with { Data = data }, cancellation).ConfigureAwait(false);
            var lag = await connection.ListAsync(
                Sql.Command(MeasureLag, definition.Flag!, environment, Sql.Time(since)), row => row.IsDBNull(0) ? (double?)null : row.GetDouble(0), cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return (kpis.Count + data.Exposures.Count, lag[0] is { } seconds ? TimeSpan.FromSeconds(Math.Max(seconds, 0)) : null);
        }
    }

    /// <param name="sql">Has <see cref="Exposures"/> in it.</param>
    private static NpgsqlCommand OfExposures(string sql, ExperimentDefinition definition, string environment, params object[] more)
    {
        var design = definition.Design;
        return Sql.Command(sql, [definition.Flag!, environment, Arms(design), Sql.Time(Start(design.Start)), Sql.Time(Start(design.End)), .. more]);
    }

    private static string[] Arms(ExperimentDesign design) => [design.Control, .. design.Treatments];

    private static NpgsqlCommand Sums(MetricDefinition metric, ExperimentDesign design, string environment) => Sql.Command(
        SumMetric, environment, metric.Event, Sql.Text(metric.Kind == MetricKind.Latency ? metric.Event : metric.Denominator), Sql.Text(metric.Value),
        metric.ReturnAfter ?? TimeSpan.Zero, Sql.Span(metric.Window), Sql.Time(metric.Window is null ? Start(design.End) : null),
        KindOf(metric) == StatisticKind.Proportion, Arms(design));

    private static KpiValue Read(DbDataReader row, MetricDefinition metric, DateTimeOffset now)
    {
        var (units, sum, squares) = (row.GetInt64(2), row.GetDouble(3), row.GetDouble(4));
        var statistics = KindOf(metric) switch
        {
            StatisticKind.Proportion => SampleStatistics.OfProportion(units, (long)sum),
            StatisticKind.Mean => SampleStatistics.OfMean(units, sum, squares),
            _ => SampleStatistics.OfRatio(units, sum, squares, row.GetDouble(5), row.GetDouble(6), row.GetDouble(7)),
        };
        return new(row.GetString(0), metric.Name, row.GetFieldValue<DateOnly>(1), statistics, now);
    }

    /// <summary>Ratios where they are an answer: they count every event, also of units that have many.</summary>
    private static StatisticKind KindOf(MetricDefinition metric)
    {
        var kinds = DesignRequests.Kinds(metric.Kind);
        return kinds.Contains(StatisticKind.Ratio) ? StatisticKind.Ratio : kinds[0];
    }

    private static DateTimeOffset? Start(DateOnly? day) => day is { } date ? new(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
}
