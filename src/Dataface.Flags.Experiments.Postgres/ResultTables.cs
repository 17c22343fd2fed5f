using System.Data.Common;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Npgsql;

namespace Dataface.Flags.Experiments.Postgres;

/// <summary>The tables <c>metrics.experiment_kpis</c> and <c>metrics.experiment_exposures</c>.</summary>
internal static class ResultTables
{
    /// <summary>An older value does not replace a newer one: files may be sent in any order.</summary>
    private const string AddKpis =
        """
        INSERT INTO metrics.experiment_kpis AS known
        SELECT $1, * FROM unnest($2::timestamptz[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::bigint[],
            $8::float8[], $9::float8[],
            $10::float8[],
            $11::float8[], $12::float8[], $13::timestamptz[])
        ON CONFLICT (experiment_id, metric, variant, ts) DO UPDATE SET value = EXCLUDED.value, kind = EXCLUDED.kind,
            units = EXCLUDED.units, sum = EXCLUDED.sum,
            sum_of_squares = EXCLUDED.sum_of_squares, denominator_sum = EXCLUDED.denominator_sum,
            denominator_sum_of_squares = EXCLUDED.denominator_sum_of_squares, cross_sum = EXCLUDED.cross_sum,
            last_refresh_at = EXCLUDED.last_refresh_at
        WHERE known.last_refresh_at <= EXCLUDED.last_refresh_at
        """;

    private const string AddExposures =
        """
        INSERT INTO metrics.experiment_exposures AS known SELECT $1, * FROM unnest($2::timestamptz[], $3::text[], $4::bigint[])
        ON CONFLICT (experiment_id, variant, ts) DO UPDATE SET units = EXCLUDED.units WHERE known.units < EXCLUDED.units
        """;

    /// <summary>One statement, so that all of it is of one moment.</summary>
    private const string Read =
        """
        SELECT NULL, NULL, NULL::date, NULL, excluded_units, 0::float8, 0::float8, 0::float8, 0::float8, 0::float8,
            last_refresh_at FROM metadata.experiments WHERE id = $1
        UNION ALL
        SELECT metric, variant, (ts AT TIME ZONE 'UTC')::date, kind, units, sum, sum_of_squares, denominator_sum,
            denominator_sum_of_squares, cross_sum, last_refresh_at
        FROM metrics.experiment_kpis WHERE experiment_id = $1
        UNION ALL
        SELECT NULL, variant, (ts AT TIME ZONE 'UTC')::date, 'exposure', units, 0, 0, 0, 0, 0, NULL
        FROM metrics.experiment_exposures WHERE experiment_id = $1
        """;

    public static async Task WriteAsync(NpgsqlConnection connection, RegistryEntry entry, CancellationToken cancellation)
    {
        var data = entry.Data!;
        var isReplaced = entry.Action == RegistryAction.Results;
        if (isReplaced)
        {
            await connection.ExecuteAsync(
                Sql.Command("DELETE FROM metrics.experiment_kpis WHERE experiment_id = $1", entry.Id), cancellation).ConfigureAwait(false);
            await connection.ExecuteAsync(Sql.Command("DELETE FROM metrics.experiment_exposures WHERE experiment_id = $1", entry.Id),
                cancellation).ConfigureAwait(false);
        }

        await connection.ExecuteAsync(Kpis(entry.Id, LastOfEach(data.Kpis)), cancellation).ConfigureAwait(false);
        await connection.ExecuteAsync(Exposures(entry.Id, LargestOfEach(data.Exposures)), cancellation).ConfigureAwait(false);
        await connection.ExecuteAsync(
            Sql.Command(
                "UPDATE metadata.experiments SET excluded_units = CASE WHEN $2 THEN $3 ELSE greatest(excluded_units, $3) END, "
                + "last_refresh_at = $4 WHERE id = $1",
                entry.Id, isReplaced, data.ExcludedUnits, entry.At),
            cancellation).ConfigureAwait(false);
    }

    /// <exception cref="RefusalException">There is no such experiment.</exception>
    public static async Task<ExperimentData> ReadAsync(NpgsqlConnection connection, string id, CancellationToken cancellation)
    {
        var (kpis, exposures) = (new List<KpiValue>(), new List<ExposureCount>());
        var heads = new List<(long Excluded, DateTimeOffset? LastRefresh)>();
        await connection.ListAsync(
            Sql.Command(Read, id),
            row =>
            {
                if (row.IsDBNull(1)) heads.Add((row.GetInt64(4), row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10)));
                else if (row.IsDBNull(0)) exposures.Add(new()
                {
                    Variant = row.GetString(1),
                    Cohort = row.GetFieldValue<DateOnly>(2),
                    Units = row.GetInt64(4),
                });
                else kpis.Add(new()
                {
                    Variant = row.GetString(1),
                    Metric = row.GetString(0),
                    Cohort = row.GetFieldValue<DateOnly>(2),
                    Statistics = Sums(row),
                    RefreshedAt = row.GetFieldValue<DateTimeOffset>(10),
                });
                return true;
            },
            cancellation).ConfigureAwait(false);
        if (heads is not [var head]) throw RegistryRules.NotFound(id);
        return new() { Kpis = kpis, Exposures = exposures, ExcludedUnits = head.Excluded, LastRefresh = head.LastRefresh };
    }

    private static SampleStatistics Sums(DbDataReader row) => KpiFields.StatisticsOf(
        row.GetString(3), row.GetInt64(4), row.GetDouble(5), row.GetDouble(6), row.GetDouble(7), row.GetDouble(8), row.GetDouble(9));

    private static NpgsqlCommand Kpis(string id, List<KpiValue> kpis) => Sql.Command(
        AddKpis, id, kpis.Select(k => Start(k.Cohort)).ToArray(), kpis.Select(k => k.Metric).ToArray(),
        kpis.Select(k => k.Variant).ToArray(),
        kpis.Select(k => k.Statistics.Mean).ToArray(), kpis.Select(k => KpiFields.KindName(k.Statistics.Kind)).ToArray(),
        kpis.Select(k => k.Statistics.Units).ToArray(),
        kpis.Select(k => k.Statistics.Sum).ToArray(), kpis.Select(k => k.Statistics.SumOfSquares).ToArray(),
        kpis.Select(k => k.Statistics.DenominatorSum).ToArray(),
        kpis.Select(k => k.Statistics.DenominatorSumOfSquares).ToArray(), kpis.Select(k => k.Statistics.CrossSum).ToArray(),
        kpis.Select(k => k.RefreshedAt.UtcDateTime).ToArray());

    private static NpgsqlCommand Exposures(string id, List<ExposureCount> counts) => Sql.Command(
        AddExposures, id, counts.Select(c => Start(c.Cohort)).ToArray(), counts.Select(c => c.Variant).ToArray(),
        counts.Select(c => c.Units).ToArray());

    /// <summary>One statement may touch a row once.</summary>
    private static List<KpiValue> LastOfEach(IReadOnlyList<KpiValue> kpis) =>
        [.. kpis.GroupBy(k => (k.Metric, k.Variant, k.Cohort)).Select(same => same.OrderBy(k => k.RefreshedAt).Last())];

    private static List<ExposureCount> LargestOfEach(IReadOnlyList<ExposureCount> counts) =>
        [.. counts.GroupBy(c => (c.Variant, c.Cohort)).Select(same => same.MaxBy(c => c.Units)!)];

    private static DateTime Start(DateOnly cohort) => cohort.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
