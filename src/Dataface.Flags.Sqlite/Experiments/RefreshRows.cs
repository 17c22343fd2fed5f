using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Experiments;

/// <summary>The table <c>refresh_log</c>.</summary>
internal static class RefreshRows
{
    public static long Start(SqliteConnection connection, string job, DateTimeOffset now) =>
        connection.Value<long>("INSERT INTO refresh_log (job, started_at) VALUES ($1, $2) RETURNING id", job, now.UtcTicks);

    /// <summary>Adds a load with its number, or puts it in the place of what was there.</summary>
    public static void Keep(SqliteConnection connection, RefreshEntry load) => connection.Execute(
        "INSERT OR REPLACE INTO refresh_log (id, job, started_at, finished_at, status, rows, error, lag) VALUES ($1, $2, $3, $4, $5, $6, "
        + "$7, $8)",
        load.Id, load.Job, load.StartedAt.UtcTicks, load.FinishedAt?.UtcTicks, Word(load.Status), load.Rows, load.Error, load.Lag?.Ticks);

    /// <exception cref="RefusalException">No such load runs.</exception>
    public static bool Finish(SqliteConnection connection, EndedLoad ended)
    {
        if (ended.Status == RefreshStatus.Running) throw new ArgumentException("A load that is finished has succeeded or failed.");
        var count = connection.Execute(
            "UPDATE refresh_log SET finished_at = $2, status = $3, rows = $4, error = $5, lag = $6 WHERE id = $1 AND status = 'running'",
            ended.Id, ended.At.UtcTicks, Word(ended.Status), ended.Rows, ended.Error,
            ended.Lag?.Ticks);
        return count == 1 ? true : throw new RefusalException(RefusalKind.NotFound, $"No load {ended.Id} runs.");
    }

    private static string Word(RefreshStatus status) => status switch
    {
        RefreshStatus.Running => "running",
        RefreshStatus.Succeeded => "succeeded",
        _ => "failed",
    };

    public static IReadOnlyList<RefreshEntry> Read(SqliteConnection connection, string? job, int limit) => job is null
        ? connection.Rows(Select + " ORDER BY id DESC LIMIT $1", ReadEntry, limit)
        : connection.Rows(Select + " WHERE job = $2 ORDER BY id DESC LIMIT $1", ReadEntry, limit, job);

    private const string Select = "SELECT id, job, started_at, finished_at, status, rows, error, lag FROM refresh_log";

    private static RefreshEntry ReadEntry(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Job = row.GetString(1),
        StartedAt = ExperimentRows.Time(row.GetInt64(2)),
        FinishedAt = ExperimentRows.TimeOrNull(row, 3),
        Status = Enum.Parse<RefreshStatus>(row.GetString(4), ignoreCase: true),
        Rows = row.GetInt64(5),
        Error = ExperimentRows.Text(row, 6),
        Lag = row.IsDBNull(7) ? null : TimeSpan.FromTicks(row.GetInt64(7)),
    };
}
