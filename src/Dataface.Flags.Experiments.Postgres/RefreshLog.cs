using System.Data.Common;
using Dataface.Flags.Experiments.Registry;
using Npgsql;
using NpgsqlTypes;

namespace Dataface.Flags.Experiments.Postgres;

/// <summary>The table <c>metadata.refresh_log</c>.</summary>
internal static class RefreshLog
{
    public static async Task<long> StartAsync(NpgsqlConnection connection, string job, DateTimeOffset now, CancellationToken cancellation)
    {
        var insert = Sql.Command("INSERT INTO metadata.refresh_log (job_name, started_at) VALUES ($1, $2) RETURNING id", job, now);
        return (await connection.ListAsync(insert, row => row.GetInt64(0), cancellation).ConfigureAwait(false))[0];
    }

    /// <exception cref="RefusalException">No such load runs.</exception>
    public static async Task<int> FinishAsync(NpgsqlConnection connection, EndedLoad ended, CancellationToken cancellation)
    {
        var update = Sql.Command(
            "UPDATE metadata.refresh_log SET finished_at = $2, status = $3, rows = $4, error = $5, lag_seconds = $6 WHERE id = $1 AND "
            + "status = 'running'",
            ended.Id, ended.At, NameOf(ended.Status), ended.Rows, Sql.Text(ended.Error),
            new NpgsqlParameter { Value = (object?)ended.Lag?.TotalSeconds ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double });
        var count = await connection.ExecuteAsync(update, cancellation).ConfigureAwait(false);
        return count == 1 ? count : throw new RefusalException(RefusalKind.NotFound, $"No load {ended.Id} runs.");
    }

    public static async Task<IReadOnlyList<RefreshEntry>> ReadAsync(
        NpgsqlConnection connection, string? job, int limit, CancellationToken cancellation) =>
        await connection.ListAsync(
            Sql.Command(
                """
                SELECT id, job_name, started_at, finished_at, status, rows, error, lag_seconds FROM metadata.refresh_log
                WHERE $1 IS NULL OR job_name = $1 ORDER BY id DESC LIMIT $2
                """,
                Sql.Text(job), limit),
            Read,
            cancellation).ConfigureAwait(false);

    private static RefreshEntry Read(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Job = row.GetString(1),
        StartedAt = row.GetFieldValue<DateTimeOffset>(2),
        FinishedAt = row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
        Status = Enum.Parse<RefreshStatus>(row.GetString(4), ignoreCase: true),
        Rows = row.GetInt64(5),
        Error = Sql.Text(row, 6),
        Lag = row.IsDBNull(7) ? null : TimeSpan.FromSeconds(row.GetDouble(7)),
    };

    private static string NameOf(RefreshStatus status) => status switch
    {
        RefreshStatus.Succeeded => "succeeded",
        RefreshStatus.Failed => "failed",
        _ => throw new ArgumentException("A load that is finished has succeeded or failed."),
    };
}
