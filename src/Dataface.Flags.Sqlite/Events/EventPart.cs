using System.Text.Json;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Events;

/// <summary>Reads the units of an experiment that some events are of, and measures them.</summary>
/// <param name="plan">What counts.</param>
/// <param name="environment">Events of others do not.</param>
/// <param name="aggregation">The number that what is known of units is kept under.</param>
internal sealed class EventPart(EventPlan plan, string environment, long aggregation)
{
    private const string FindChanged =
        """
        SELECT unit, flag IS NOT NULL, at FROM events
        WHERE number > $1 AND number <= $2 AND environment = $3
            AND (flag = $4 OR (flag IS NULL AND name IN (SELECT value FROM json_each($5))))
        """;

    private const string ReadUnit =
        """
        SELECT flag IS NOT NULL, name, at, attributes FROM events
        WHERE unit = $1 AND environment = $2 AND (flag = $3 OR (flag IS NULL AND name IN (SELECT value FROM json_each($4))))
        """;

    private const string ReadKnown = "SELECT variant, day, measures FROM experiment_units WHERE aggregation = $1 AND unit = $2";

    private readonly UnitMeasure _measure = new(plan);
    private readonly string _types = JsonSerializer.Serialize(plan.Types);

    /// <param name="connection">Shows one moment.</param>
    /// <param name="from">The number of the last event that was counted.</param>
    /// <param name="until">The number of the last one of this part.</param>
    /// <param name="ages">Is told when the exposures of this part happened.</param>
    /// <returns>Those that add something, or did before.</returns>
    public List<ChangedUnit> Read(SqliteConnection connection, long from, long until, AgeSample ages)
    {
        var units = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (unit, exposedAt) in connection.Rows(FindChanged, ReadChanged, from, until, environment, plan.Flag, _types))
        {
            units.Add(unit);
            if (exposedAt is { } at) ages.Add(at);
        }

        var changed = new List<ChangedUnit>(units.Count);
        foreach (var unit in units)
        {
            var before = connection.Rows(ReadKnown, ReadMeasured, aggregation, unit).FirstOrDefault();
            var now = _measure.Of(connection.Rows(ReadUnit, ReadEvent, unit, environment, plan.Flag, _types));
            if (now is not null || before is not null) changed.Add(new(unit, before, now));
        }

        return changed;
    }

    private static (string Unit, long? ExposedAt) ReadChanged(SqliteDataReader row) =>
        (row.GetString(0), row.GetBoolean(1) ? row.GetInt64(2) : null);

    private static MeasuredUnit ReadMeasured(SqliteDataReader row) =>
        new(row.GetString(0), DateOnly.FromDayNumber(row.GetInt32(1)), MeasureText.Read(row.GetString(2)));

    private static UnitEvent ReadEvent(SqliteDataReader row) =>
        new(row.GetBoolean(0), row.GetString(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetString(3));
}

/// <summary>A unit that something new came of.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Before">What it added before; null for nothing.</param>
/// <param name="Now">What it adds now; null for nothing.</param>
internal sealed record ChangedUnit(string Unit, MeasuredUnit? Before, MeasuredUnit? Now);
