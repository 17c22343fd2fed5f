using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Guard;

/// <summary>Reports, in the order in which they came.</summary>
internal static class ReportRows
{
    public static int Insert(SqliteConnection connection, EvidenceLine line) => connection.Execute(
        "INSERT INTO guard_reports (rollout, number, line, seal) VALUES ($1, $2, $3, seal($1, $2, $3))",
        line.Report.Epoch.Rollout, line.Report.Epoch.Number,
        JsonSerializer.SerializeToUtf8Bytes(line, EvidenceLineJson.Default.EvidenceLine));

    /// <summary>All of them.</summary>
    /// <exception cref="InvalidDataException">One is not as it was written.</exception>
    public static List<EvidenceLine> Read(SqliteConnection connection) =>
        connection.Rows("SELECT position, line FROM guard_reports ORDER BY position", Parse);

    /// <summary>Removes those of a rollout's epochs that are over.</summary>
    public static int Forget(SqliteConnection connection, string rollout, IReadOnlyCollection<int> kept) => connection.Execute(
        "DELETE FROM guard_reports WHERE rollout = $1 AND number NOT IN (SELECT value FROM json_each($2))",
        rollout, $"[{string.Join(',', kept)}]");

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
