using System.Buffers;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Postgres;
using Dataface.Flags.Server.Storage;
using Npgsql;

namespace Dataface.Flags.Server.Stores;

/// <summary>
/// Usage in PostgreSQL, where whatever the server's replicas write adds up. Uses none of the connections that changes are made or followed
/// with. Thread-safe.
/// </summary>
internal sealed class PostgresUsageStore(PostgresFlagDatabase database) : IUsageStore
{
    /// <summary>So many lines are written at once: others that write wait no longer than that.</summary>
    private const int MostAtOnce = 5_000;

    private const string Series =
        "dataface_flags.usage_services v JOIN dataface_flags.usage_series s ON s.service = v.id";

    private const string Span =
        """
        SELECT (SELECT min(h.at) FROM dataface_flags.usage_heard h WHERE h.environment = $1),
            (SELECT count(*) FROM dataface_flags.usage_heard h WHERE h.environment = $1 AND h.at >= $2),
            coalesce((SELECT count(*) >= $3 OR sum(n.series) >= $4 OR max(n.series) >= $5 OR max(n.unknown) >= $6 FROM (
                SELECT count(*) AS series, count(*) FILTER (WHERE s.reason = 'flag_not_found') AS unknown
                FROM dataface_flags.usage_services v JOIN dataface_flags.usage_series s ON s.service = v.id
                WHERE v.environment = $1 GROUP BY v.id) n), false)
        """;

    /// <summary>In rounds, each with one report of a source.</summary>
    public async Task WriteAsync(IReadOnlyList<KeptUsage> reports, CancellationToken cancellationToken)
    {
        var rounds = reports.GroupBy(report => report.Source).SelectMany(source => source.Select((report, i) => (Round: i, Report: report)))
            .GroupBy(place => place.Round, place => place.Report).OrderBy(round => round.Key);
        foreach (var round in rounds)
        {
            foreach (var part in Parts(round)) await WritePartAsync(part, cancellationToken);
        }
    }

    public Task<IReadOnlyList<UsageCell>> ReadAsync(UsageQuery query, int most, CancellationToken cancellationToken) => RowsAsync(
        $"""
        SELECT c.at, v.service, s.variant, s.reason, c.count FROM {Series} JOIN {CellsOf(query)} c ON c.series = s.id
        WHERE v.environment = $1 AND s.flag = $2 AND c.at >= $3 ORDER BY c.at DESC LIMIT $4
        """,
        [query.Environment, query.Flag!, From(query), most],
        row => new UsageCell(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4)),
        cancellationToken);

    public Task<IReadOnlyList<UsageSum>> SumAsync(UsageQuery query, CancellationToken cancellationToken) => RowsAsync(
        $"""
        SELECT s.flag, v.service, s.variant, s.reason, coalesce(
            (SELECT sum(c.count) FROM {CellsOf(query)} c WHERE c.series = s.id AND c.at >= $3), 0)::bigint, s.last_at
        FROM {Series} WHERE v.environment = $1 AND ($2 = '' OR s.flag = $2)
        """,
        [query.Environment, query.Flag ?? "", From(query)],
        row => new UsageSum(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4),
            row.GetFieldValue<DateTimeOffset>(5)),
        cancellationToken);

    public async Task<UsageSpan> SpanAsync(string environment, DateTimeOffset since, CancellationToken cancellationToken) =>
        (await RowsAsync(
            Span,
            [
                environment, HourOf(since), (long)UsageBounds.MostServices, (decimal)UsageBounds.MostOfEnvironment,
                (long)UsageBounds.MostOfService, (long)UsageBounds.MostUnknown,
            ],
            row => new UsageSpan(
                row.IsDBNull(0) ? null : row.GetFieldValue<DateTimeOffset>(0), (int)row.GetInt64(1), row.GetBoolean(2)),
            cancellationToken))[0];

    public Task SweepAsync(CancellationToken cancellationToken) =>
        RowsAsync("SELECT 1 FROM dataface_flags.sweep_usage()", [], row => row.GetInt32(0), cancellationToken);

    private static IEnumerable<List<KeptUsage>> Parts(IEnumerable<KeptUsage> reports)
    {
        var (part, lines) = (new List<KeptUsage>(), 0);
        foreach (var report in reports)
        {
            if (part.Count > 0 && lines + report.Lines.Count > MostAtOnce)
            {
                yield return part;
                (part, lines) = ([], 0);
            }

            part.Add(report);
            lines += report.Lines.Count + 1;
        }

        if (part.Count > 0) yield return part;
    }

    private Task WritePartAsync(List<KeptUsage> reports, CancellationToken cancellationToken) => RowsAsync(
        "SELECT 1 FROM dataface_flags.keep_usage($1::jsonb)", [Json(reports)], row => row.GetInt32(0), cancellationToken);

    private static string Json(List<KeptUsage> reports)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var report in reports) Write(json, report);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, KeptUsage report)
    {
        json.WriteStartObject();
        json.WriteString("source", report.Source);
        json.WriteNumber("number", report.Number);
        json.WriteNumber("age", report.Age.TotalSeconds);
        json.WriteString("environment", report.Environment);
        json.WriteString("service", report.Service);
        json.WriteStartArray("lines");
        foreach (var line in report.Lines)
        {
            json.WriteStartObject();
            json.WriteString("flag", line.Flag);
            json.WriteString("variant", line.Variant);
            json.WriteString("reason", line.Reason);
            json.WriteNumber("count", line.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string CellsOf(UsageQuery query) => query.IsByMinute ? "dataface_flags.usage_minutes" : "dataface_flags.usage_hours";

    private static DateTimeOffset From(UsageQuery query) => query.IsByMinute ? MinuteOf(query.Since) : HourOf(query.Since);

    private static DateTimeOffset MinuteOf(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);

    private static DateTimeOffset HourOf(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 3600 * 3600);

    /// <summary>May be done twice: a report that was taken is not taken again.</summary>
    private Task<IReadOnlyList<T>> RowsAsync<T>(
        string sql, object[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<T>>(
            async connection =>
            {
                var rows = new List<T>();
#pragma warning disable CA2100 // Texts of this file.
                var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
                foreach (var value in values) command.Parameters.Add(new() { Value = value });
                await using (command.ConfigureAwait(false))
                {
                    var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
                    }
                }

                return rows;
            },
            cancellationToken);
}
