using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Experiments;

/// <summary>The tables <c>experiment_kpis</c> and <c>experiment_exposures</c>.</summary>
internal static class ResultRows
{
    /// <summary>An older value does not replace a newer one: files may be sent in any order.</summary>
    private const string AddKpi =
        """
        INSERT INTO experiment_kpis VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (experiment_id, metric, variant, day) DO UPDATE SET kind = $5, units = $6, sum = $7, sum_of_squares = $8,
            denominator_sum = $9, denominator_sum_of_squares = $10, cross_sum = $11, refreshed_at = $12
        WHERE refreshed_at <= $12
        """;

    private const string AddExposures =
        """
        INSERT INTO experiment_exposures VALUES ($1, $2, $3, $4)
        ON CONFLICT (experiment_id, variant, day) DO UPDATE SET units = $4 WHERE units < $4
        """;

    /// <summary>Writes results. The caller seals the experiment when all that it does is done.</summary>
    public static void Write(SqliteConnection connection, RegistryEntry entry)
    {
        var (id, data, isReplaced) = (entry.Id, entry.Data!, entry.Action == RegistryAction.Results);
        if (isReplaced)
        {
            connection.Execute("DELETE FROM experiment_kpis WHERE experiment_id = $1", id);
            connection.Execute("DELETE FROM experiment_exposures WHERE experiment_id = $1", id);
        }

        foreach (var kpi in data.Kpis)
        {
            var s = kpi.Statistics;
            connection.Execute(
                AddKpi, id, kpi.Metric, kpi.Variant, kpi.Cohort.DayNumber, KpiFields.KindName(s.Kind), s.Units, s.Sum, s.SumOfSquares,
                s.DenominatorSum, s.DenominatorSumOfSquares, s.CrossSum, kpi.RefreshedAt.UtcTicks);
        }

        foreach (var count in data.Exposures) connection.Execute(AddExposures, id, count.Variant, count.Cohort.DayNumber, count.Units);

        connection.Execute(
            """
            UPDATE experiments SET excluded_units = CASE WHEN $2 THEN $3 ELSE max(excluded_units, $3) END, last_refresh_at = $4,
                data_version = data_version + 1
            WHERE id = $1
            """,
            id, isReplaced ? 1 : 0, data.ExcludedUnits, entry.At.UtcTicks);
    }

    /// <exception cref="RefusalException">There is no such experiment.</exception>
    public static ExperimentData Read(SqliteConnection connection, string id)
    {
        var heads = connection.Rows(
            "SELECT excluded_units, last_refresh_at FROM experiments WHERE id = $1",
            row => (Excluded: row.GetInt64(0), LastRefresh: ExperimentRows.TimeOrNull(row, 1)), id);
        if (heads is not [var head]) throw RegistryRules.NotFound(id);
        return new()
        {
            Kpis = connection.Rows(
                """
                SELECT variant, metric, day, kind, units, sum, sum_of_squares, denominator_sum, denominator_sum_of_squares, cross_sum,
                    refreshed_at
                FROM experiment_kpis WHERE experiment_id = $1
                """,
                ReadKpi, id),
            Exposures = connection.Rows(
                "SELECT variant, day, units FROM experiment_exposures WHERE experiment_id = $1",
                row => new ExposureCount { Variant = row.GetString(0), Cohort = Day(row, 1), Units = row.GetInt64(2) }, id),
            ExcludedUnits = head.Excluded,
            LastRefresh = head.LastRefresh,
        };
    }

    private static KpiValue ReadKpi(SqliteDataReader row) => new()
    {
        Variant = row.GetString(0),
        Metric = row.GetString(1),
        Cohort = Day(row, 2),
        Statistics = KpiFields.StatisticsOf(
            row.GetString(3), row.GetInt64(4), row.GetDouble(5), row.GetDouble(6), row.GetDouble(7), row.GetDouble(8), row.GetDouble(9)),
        RefreshedAt = ExperimentRows.Time(row.GetInt64(10)),
    };

    private static DateOnly Day(SqliteDataReader row, int column) => DateOnly.FromDayNumber(row.GetInt32(column));
}
