using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Experiments;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Events;

/// <summary>
/// The tables <c>aggregations</c>, <c>experiment_units</c> and <c>experiment_sums</c>: how far an experiment's events are counted.
/// </summary>
internal static class AggregationRows
{
    /// <summary>Another number whenever the same events come to other sums than before.</summary>
    private const int Form = 1;

    private const string KeepUnit =
        """
        INSERT INTO experiment_units VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (aggregation, unit) DO UPDATE SET variant = $3, day = $4, measures = $5
        """;

    private const string KeepSums =
        """
        INSERT INTO experiment_sums VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (aggregation, place, variant, day) DO UPDATE SET x = $5, xx = $6, y = $7, yy = $8, xy = $9
        """;

    /// <summary>The numbers that units are kept under and no aggregation has: each found by a seek.</summary>
    private const string Forgotten =
        """
        WITH RECURSIVE kept (number) AS (
            SELECT min(aggregation) FROM experiment_units
            UNION ALL
            SELECT (SELECT min(aggregation) FROM experiment_units WHERE aggregation > kept.number) FROM kept WHERE kept.number IS NOT NULL)
        SELECT number FROM kept WHERE number IS NOT NULL AND number NOT IN (SELECT number FROM aggregations) LIMIT 1
        """;

    /// <summary>Where the last aggregation ended; of another form or environment, one begins anew.</summary>
    /// <exception cref="RefusalException">The experiment is decided, or there is none.</exception>
    public static Begun Begin(SqliteConnection connection, string id, string environment)
    {
        RegistryRules.ThrowIfDecided(ExperimentRows.Get(connection, id));
        var newest = connection.Value<long>("SELECT seq FROM sqlite_sequence WHERE name = 'events'");
        var known = connection.Rows(
            "SELECT number, seen FROM aggregations WHERE experiment_id = $1 AND form = $2 AND environment = $3 AND seen <= $4",
            row => (Number: row.GetInt64(0), Seen: row.GetInt64(1)), id, Form, environment, newest);
        if (known is [var last]) return new(last.Number, last.Seen, newest, IsNew: false, ReadSums(connection, last.Number));
        connection.Execute("DELETE FROM aggregations WHERE experiment_id = $1", id);
        connection.Execute("DELETE FROM experiment_sums WHERE aggregation NOT IN (SELECT number FROM aggregations)");
        var number = connection.Value<long>(
            "INSERT INTO aggregations (experiment_id, form, environment, seen) VALUES ($1, $2, $3, 0) RETURNING number", id, Form,
            environment);
        return new(number, 0, newest, IsNew: true, new());
    }

    /// <summary>Puts what units add now in the place of what they added before.</summary>
    public static bool Write(
        SqliteConnection connection, long number, long seen, IReadOnlyList<ChangedUnit> units,
        IReadOnlyList<(int Place, string Variant, DateOnly Cohort, ExactRow Row)> sums)
    {
        foreach (var unit in units)
        {
            if (unit.Now is { } now)
            {
                connection.Execute(KeepUnit, number, unit.Unit, now.Variant, now.Cohort.DayNumber, MeasureText.Write(now.Values));
            }
            else if (unit.Before is not null)
            {
                connection.Execute("DELETE FROM experiment_units WHERE aggregation = $1 AND unit = $2", number, unit.Unit);
            }
        }

        foreach (var (place, variant, cohort, row) in sums)
        {
            connection.Execute(
                KeepSums, number, place, variant, cohort.DayNumber,
                row.X.ToString(), row.XX.ToString(), row.Y.ToString(), row.YY.ToString(), row.XY.ToString());
        }

        return connection.Execute("UPDATE aggregations SET seen = $2 WHERE number = $1", number, seen) == 1
            ? true
            : throw new InvalidOperationException("The aggregation was restarted meanwhile, and continues with the next turn.");
    }

    /// <summary>Puts results in place; those stay that somebody has sent, as long as no exposure came among the events.</summary>
    /// <returns>How many rows they have.</returns>
    public static long End(SqliteConnection connection, RegistryEntry entry)
    {
        var data = entry.Data!;
        if (data.Kpis.Count == 0 && connection.Value<long>(
            """
            SELECT is_of_events = 0 AND (EXISTS (SELECT 1 FROM experiment_kpis WHERE experiment_id = $1)
                OR EXISTS (SELECT 1 FROM experiment_exposures WHERE experiment_id = $1)) FROM experiments WHERE id = $1
            """,
            entry.Id) != 0)
        {
            return 0;
        }

        SqliteExperimentRegistry.Replace(connection, entry);
        connection.Execute("UPDATE experiments SET is_of_events = $2 WHERE id = $1", entry.Id, data.Kpis.Count > 0 ? 1 : 0);
        ExperimentSeal.Set(connection, entry.Id);
        return data.Kpis.Count + data.Exposures.Count;
    }

    /// <summary>Removes some of the units that no aggregation counts any more.</summary>
    /// <returns>How many there were.</returns>
    public static int Forget(SqliteConnection connection, int most) => connection.Value<long>(Forgotten) is var number and > 0
        ? connection.Execute(
            """
            DELETE FROM experiment_units WHERE aggregation = $1
                AND unit IN (SELECT unit FROM experiment_units WHERE aggregation = $1 ORDER BY unit LIMIT $2)
            """,
            number, most)
        : 0;

    private static ExactSums ReadSums(SqliteConnection connection, long number)
    {
        var sums = new ExactSums();
        connection.Rows(
            "SELECT place, variant, day, x, xx, y, yy, xy FROM experiment_sums WHERE aggregation = $1",
            row =>
            {
                ExactDecimal At(int column) => ExactDecimal.Parse(row.GetString(column));
                sums.Load(row.GetInt32(0), row.GetString(1), DateOnly.FromDayNumber(row.GetInt32(2)),
                    new(At(3), At(4), At(5), At(6), At(7)));
                return true;
            },
            number);
        return sums;
    }
}

/// <summary>Where an aggregation begins.</summary>
/// <param name="Number">What its rows are kept under.</param>
/// <param name="Seen">The last event that is counted.</param>
/// <param name="Newest">The last event that there is.</param>
/// <param name="IsNew">Whether nothing is counted yet.</param>
/// <param name="Sums">What the units come to that are counted.</param>
internal sealed record Begun(long Number, long Seen, long Newest, bool IsNew, ExactSums Sums);
