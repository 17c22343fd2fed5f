using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Guard;

/// <summary>Reports in the order in which they came, and what was counted of those that are kept no more.</summary>
internal static class ReportRows
{
    /// <summary>Adds a line at the end.</summary>
    /// <returns>Its position.</returns>
    public static long Insert(SqliteConnection connection, EvidenceLine line)
    {
        var epoch = line.Epoch!.Value;
        connection.Execute(
            "INSERT INTO guard_reports (rollout, number, line, seal) VALUES ($1, $2, $3, seal($1, $2, $3))",
            epoch.Rollout, epoch.Number, JsonSerializer.SerializeToUtf8Bytes(line, EvidenceLineJson.Default.EvidenceLine));
        return connection.Value<long>("SELECT last_insert_rowid()");
    }

    /// <summary>All of them: first what was counted, and then the reports that came later.</summary>
    /// <exception cref="InvalidDataException">One is not as it was written.</exception>
    public static List<(EvidenceLine Line, long Position)> Read(SqliteConnection connection) =>
        [.. connection.Rows("SELECT position, line FROM guard_reports ORDER BY position", row => (Line: Parse(row), row.GetInt64(0)))
            .OrderBy(row => row.Line.Ledger is null)];

    /// <summary>Keeps what was counted instead of the lines that it was counted from.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="line">What was counted.</param>
    /// <param name="last">The position of the last line that it was counted from.</param>
    public static long Replace(SqliteConnection connection, EvidenceLine line, long last)
    {
        var epoch = line.Epoch!.Value;
        connection.Execute(
            "DELETE FROM guard_reports WHERE rollout = $1 AND number = $2 AND position <= $3", epoch.Rollout, epoch.Number, last);
        return Insert(connection, line);
    }

    /// <summary>Removes all but those of the epochs that are kept.</summary>
    public static int Keep(SqliteConnection connection, IEnumerable<(string Rollout, int Number)> kept) => connection.Execute(
        "DELETE FROM guard_reports WHERE (rollout, number) NOT IN (SELECT value ->> 0, value ->> 1 FROM json_each($1))",
        new JsonArray([.. kept.Select(epoch => new JsonArray(epoch.Rollout, epoch.Number))]).ToJsonString());

    private static EvidenceLine Parse(SqliteDataReader row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(1), EvidenceLineJson.Default.EvidenceLine)!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Report {row.GetInt64(0)} of the guards' evidence is not as it was written: the database is damaged. "
                    + $"Stop the server, keep a copy of its data folder, and put the newest backup back with 'restore'."),
                error);
        }
    }
}
