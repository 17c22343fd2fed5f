using System.Data.Common;
using System.Text.Json;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Experiments;

/// <summary>The tables <c>experiments</c> and <c>experiment_audit</c>.</summary>
internal static class ExperimentRows
{
    private const string Select =
        "SELECT id, name, hypothesis, owner, created_at, status, kpis, definition, version, decision, decided_at, stable_at, data_version "
        + "FROM experiments";

    public static IReadOnlyList<ExperimentRecord> List(SqliteConnection connection) => connection.Rows(Select + " ORDER BY id", ReadRecord);

    public static ExperimentRecord? Find(SqliteConnection connection, string id) =>
        connection.Rows(Select + " WHERE id = $1", ReadRecord, id).FirstOrDefault();

    /// <exception cref="RefusalException">There is none.</exception>
    public static ExperimentRecord Get(SqliteConnection connection, string id) => Find(connection, id) ?? throw RegistryRules.NotFound(id);

    /// <summary>Adds an experiment, or puts it in the place of what was there, and notes it in the audit.</summary>
    public static ExperimentRecord Write(SqliteConnection connection, RegistryEntry entry, ExperimentRecord? before, ExperimentRecord after)
    {
        connection.Execute(
            """
            INSERT INTO experiments (id, name, hypothesis, owner, created_at, status, kpis, definition, version, decision,
            decided_at, stable_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (id) DO UPDATE SET name = $2, hypothesis = $3, owner = $4, status = $6, kpis = $7, definition = $8,
            version = $9, decision = $10,
                decided_at = $11, stable_at = $12
            """,
            after.Id, after.Name, after.Hypothesis, after.Owner, after.CreatedAt.UtcTicks, ExperimentWords.Statuses[after.Status],
            JsonSerializer.Serialize(after.Kpis), after.Definition, after.Version,
            after.Decision is { } decision ? DecisionJson.ToText(decision) : null, after.DecidedAt?.UtcTicks, after.StableAt?.UtcTicks);
        Note(connection, entry, before, after);
        return after;
    }

    public static void Note(SqliteConnection connection, RegistryEntry entry, ExperimentRecord? before, ExperimentRecord after)
    {
        var audit = RegistryAudit.Of(entry, before, after);
        connection.Execute(
            "INSERT INTO experiment_audit (experiment_id, at, by, action, reason, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            entry.Id, audit.At.UtcTicks, audit.By, audit.Action, audit.Reason, audit.Before, audit.After);
        ExperimentSeal.Set(connection, entry.Id);
    }

    /// <exception cref="RefusalException">There is no such experiment.</exception>
    public static IReadOnlyList<ExperimentAuditEntry> ReadAudit(SqliteConnection connection, string id)
    {
        var entries = connection.Rows(
            "SELECT at, by, action, reason, before, after FROM experiment_audit WHERE experiment_id = $1 ORDER BY sequence", ReadAudit, id);

        // Every experiment has at least the entry of its creation.
        return entries.Count > 0 ? entries : throw RegistryRules.NotFound(id);
    }

    public static IReadOnlyList<LatestAudit> ReadLatest(SqliteConnection connection, int limit) => connection.Rows(
        "SELECT at, by, action, reason, before, after, experiment_id FROM experiment_audit ORDER BY sequence DESC LIMIT $1",
        row => new LatestAudit(row.GetString(6), ReadAudit(row)), limit);

    private static ExperimentRecord ReadRecord(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        Hypothesis = row.GetString(2),
        Owner = row.GetString(3),
        CreatedAt = Time(row.GetInt64(4)),
        Status = ExperimentWords.Statuses.Parse(row.GetString(5)),
        Kpis = JsonSerializer.Deserialize<string[]>(row.GetString(6))!,
        Definition = Text(row, 7),
        Version = row.GetInt64(8),
        Decision = Text(row, 9) is { } decision ? DecisionJson.FromText(decision) : null,
        DecidedAt = TimeOrNull(row, 10),
        StableAt = TimeOrNull(row, 11),
        DataVersion = row.GetInt64(12),
    };

    private static ExperimentAuditEntry ReadAudit(SqliteDataReader row) => new()
    {
        At = Time(row.GetInt64(0)),
        By = row.GetString(1),
        Action = row.GetString(2),
        Reason = Text(row, 3),
        Before = Text(row, 4),
        After = Text(row, 5),
    };

    internal static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    internal static DateTimeOffset? TimeOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : Time(row.GetInt64(column));

    internal static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
