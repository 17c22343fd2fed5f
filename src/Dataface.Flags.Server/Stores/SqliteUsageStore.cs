using Dataface.Flags.Server.Storage;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Server.Stores;

/// <summary>Usage in the server's database, where nobody else writes. Thread-safe.</summary>
internal sealed class SqliteUsageStore(SqliteDatabase database, TimeProvider time) : IUsageStore
{
    /// <summary>So many different lines are written at once: a kill need not wait for more.</summary>
    private const int MostAtOnce = 200;

    /// <summary>Of so many reports at most, which mostly have the same lines.</summary>
    private const int MostReports = 500;

    /// <summary>So many rows are deleted at once.</summary>
    private const int MostSwept = 2_000;

    private const string MinutesOf =
        """
        SELECT m.minute * 60, v.service, s.variant, s.reason, m.count FROM usage_services v
        JOIN usage_series s ON s.service = v.id JOIN usage_minutes m ON m.series = s.id
        WHERE v.environment = $1 AND s.flag = $2 AND m.minute >= $3 ORDER BY m.minute DESC LIMIT $4
        """;

    private const string HoursOf =
        """
        SELECT h.hour * 3600, v.service, s.variant, s.reason, h.count FROM usage_services v
        JOIN usage_series s ON s.service = v.id JOIN usage_hours h ON h.series = s.id
        WHERE v.environment = $1 AND s.flag = $2 AND h.hour >= $3 ORDER BY h.hour DESC LIMIT $4
        """;

    private const string SumsOfMinutes =
        """
        SELECT s.flag, v.service, s.variant, s.reason, s.last_minute,
            coalesce((SELECT sum(m.count) FROM usage_minutes m WHERE m.series = s.id AND m.minute >= $3), 0)
        FROM usage_services v JOIN usage_series s ON s.service = v.id WHERE v.environment = $1 AND ($2 IS NULL OR s.flag = $2)
        """;

    private const string SumsOfHours =
        """
        SELECT s.flag, v.service, s.variant, s.reason, s.last_minute,
            coalesce((SELECT sum(h.count) FROM usage_hours h WHERE h.series = s.id AND h.hour >= $3), 0)
        FROM usage_services v JOIN usage_series s ON s.service = v.id WHERE v.environment = $1 AND ($2 IS NULL OR s.flag = $2)
        """;

    private const string IsFull =
        "SELECT count(*) >= $2 OR coalesce(sum(series), 0) >= $3 OR coalesce(max(series), 0) >= $4 OR coalesce(max(unknown), 0) >= $5 "
        + "FROM usage_services WHERE environment = $1";

    public async Task WriteAsync(IReadOnlyList<KeptUsage> reports, CancellationToken cancellationToken)
    {
        var (part, lines) = (new List<KeptUsage>(), new HashSet<(string, string, string, string, string)>());
        foreach (var report in reports.OrderBy(one => one.Environment, StringComparer.Ordinal)
            .ThenBy(one => one.Service, StringComparer.Ordinal))
        {
            var own = report.Lines.Select(line => (report.Environment, report.Service, line.Flag, line.Variant, line.Reason)).ToList();
            if (part.Count == MostReports || (part.Count > 0 && lines.Count + own.Count(line => !lines.Contains(line)) > MostAtOnce))
            {
                await WritePartAsync();
            }

            part.Add(report);
            lines.UnionWith(own);
        }

        if (part.Count > 0) await WritePartAsync();

        async Task WritePartAsync()
        {
            KeptUsage[] taken = [.. part];
            await database.WriteAsync(connection => Write(connection, taken), cancellationToken);
            part.Clear();
            lines.Clear();
        }
    }

    public Task<IReadOnlyList<UsageCell>> ReadAsync(UsageQuery query, int most, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<UsageCell>>(
            connection => connection.Rows(
                query.IsByMinute ? MinutesOf : HoursOf,
                row => new UsageCell(
                    DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetString(3),
                    row.GetInt64(4)),
                query.Environment, query.Flag, From(query), (long)most),
            cancellationToken);

    public Task<IReadOnlyList<UsageSum>> SumAsync(UsageQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<UsageSum>>(
            connection => connection.Rows(
                query.IsByMinute ? SumsOfMinutes : SumsOfHours,
                row => new UsageSum(
                    row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(5),
                    DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(4) * 60)),
                query.Environment, query.Flag, From(query)),
            cancellationToken);

    public Task<UsageSpan> SpanAsync(string environment, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection =>
            {
                var first = connection.Value<long?>("SELECT min(hour) FROM usage_heard WHERE environment = $1", environment);
                var hours = connection.Value<long>(
                    "SELECT count(*) FROM usage_heard WHERE environment = $1 AND hour >= $2", environment, HourOf(since));
                var isPartial = connection.Value<long>(
                    IsFull, environment, (long)UsageBounds.MostServices, (long)UsageBounds.MostOfEnvironment,
                    (long)UsageBounds.MostOfService, (long)UsageBounds.MostUnknown) != 0;
                return new UsageSpan(first is { } hour ? DateTimeOffset.FromUnixTimeSeconds(hour * 3600) : null, (int)hours, isPartial);
            },
            cancellationToken);

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (minutes, hours) = (MinuteOf(now - UsageBounds.Minutes), HourOf(now - UsageBounds.Hours));
        await SweepAsync("usage_minutes", "minute", minutes, cancellationToken);
        await SweepAsync("usage_hours", "hour", hours, cancellationToken);
        await SweepAsync("usage_heard", "hour", hours, cancellationToken);
        await SweepAsync("usage_sources", "heard", MinuteOf(now - UsageBounds.Sources), cancellationToken);
        await database.WriteAsync(
            connection =>
            {
                connection.Execute(
                    "DELETE FROM usage_sources WHERE source IN (SELECT source FROM usage_sources ORDER BY heard DESC LIMIT -1 OFFSET $1)",
                    (long)UsageBounds.MostSources);
                connection.Execute(
                    "DELETE FROM usage_series WHERE last_minute < $1 OR (reason = $2 AND last_minute < $3)",
                    MinuteOf(now - UsageBounds.Hours), UsageLine.NotFound, MinuteOf(now - UsageBounds.Unknown));
                return connection.Execute(
                    """
                    UPDATE usage_services AS v SET series = (SELECT count(*) FROM usage_series s WHERE s.service = v.id),
                        unknown = (SELECT count(*) FROM usage_series s WHERE s.service = v.id AND s.reason = $1)
                    """,
                    UsageLine.NotFound) + connection.Execute("DELETE FROM usage_services WHERE series = 0");
            },
            cancellationToken);
    }

    private async Task SweepAsync(string table, string column, long before, CancellationToken cancellationToken)
    {
        var key = table switch
        {
            "usage_sources" => "source",
            "usage_heard" => $"environment, {column}",
            _ => $"series, {column}",
        };
        var sql = $"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {column} < $1 LIMIT $2)";
        while (await database.WriteAsync(connection => connection.Execute(sql, before, (long)MostSwept), cancellationToken) == MostSwept)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private int Write(SqliteConnection connection, KeptUsage[] reports)
    {
        var (now, rows) = (time.GetUtcNow(), new SqliteUsageRows(connection));
        foreach (var report in reports)
        {
            var at = now - (report.Age < UsageBounds.LongestAge ? report.Age : UsageBounds.LongestAge);
            rows.Add(report, MinuteOf(now), MinuteOf(at));
        }

        rows.Write();
        return reports.Length;
    }

    private static long From(UsageQuery query) => query.IsByMinute ? MinuteOf(query.Since) : HourOf(query.Since);

    private static long MinuteOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;

    private static long HourOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / 3600;
}
