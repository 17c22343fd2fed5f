using Dataface.Flags.Server.Storage;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Server.Stores;

/// <summary>Adds one report of usage, in a transaction of whoever calls.</summary>
internal static class SqliteUsageRows
{
    /// <summary>Whether a report was not counted yet; notes that it is.</summary>
    public static bool IsNew(SqliteConnection connection, KeptUsage report, long minute) => connection.Execute(
        """
        INSERT INTO usage_sources (source, number, heard) VALUES ($1, $2, $3)
        ON CONFLICT (source) DO UPDATE SET number = excluded.number, heard = excluded.heard WHERE usage_sources.number < excluded.number
        """,
        report.Source.ToByteArray(), report.Number, minute) == 1;

    public static void Add(SqliteConnection connection, KeptUsage report, long minute, long hour)
    {
        connection.Execute("INSERT INTO usage_heard (environment, hour) VALUES ($1, $2) ON CONFLICT DO NOTHING", report.Environment, hour);
        if (report.Lines.Count == 0 || ServiceOf(connection, report) is not { } service) return;
        foreach (var line in report.Lines)
        {
            if (line.Count <= 0 || SeriesOf(connection, report.Environment, service, line, minute) is not { } series) continue;
            var count = Math.Min(line.Count, UsageBounds.MostOfLine);
            connection.Execute(
                """
                INSERT INTO usage_minutes (series, minute, count) VALUES ($1, $2, $3)
                ON CONFLICT (series, minute) DO UPDATE SET count = min(count + excluded.count, $4)
                """,
                series, minute, count, UsageBounds.MostOfCell);
            connection.Execute(
                """
                INSERT INTO usage_hours (series, hour, count) VALUES ($1, $2, $3)
                ON CONFLICT (series, hour) DO UPDATE SET count = min(count + excluded.count, $4)
                """,
                series, hour, count, UsageBounds.MostOfCell);
        }
    }

    /// <summary>The service's row; null when there is no room for one more service.</summary>
    private static long? ServiceOf(SqliteConnection connection, KeptUsage report)
    {
        const string Known = "SELECT id FROM usage_services WHERE environment = $1 AND service = $2";
        if (connection.Value<long?>(Known, report.Environment, report.Service) is { } id) return id;
        var count = connection.Value<long>("SELECT count(*) FROM usage_services WHERE environment = $1", report.Environment);
        if (count >= UsageBounds.MostServices) return null;
        connection.Execute("INSERT INTO usage_services (environment, service) VALUES ($1, $2)", report.Environment, report.Service);
        return connection.Value<long?>(Known, report.Environment, report.Service);
    }

    /// <summary>The row of a flag, variant and reason; null when there is no room for one more.</summary>
    private static long? SeriesOf(SqliteConnection connection, string environment, long service, UsageLine line, long minute)
    {
        const string Known = "SELECT id FROM usage_series WHERE service = $1 AND flag = $2 AND variant = $3 AND reason = $4";
        if (connection.Value<long?>(Known, service, line.Flag, line.Variant, line.Reason) is { } known)
        {
            connection.Execute("UPDATE usage_series SET last_minute = $2 WHERE id = $1 AND last_minute < $2", known, minute);
            return known;
        }

        if (!HasRoom(connection, environment, service, line)) return null;
        connection.Execute(
            "INSERT INTO usage_series (service, flag, variant, reason, last_minute) VALUES ($1, $2, $3, $4, $5)",
            service, line.Flag, line.Variant, line.Reason, minute);
        connection.Execute(
            "UPDATE usage_services SET series = series + 1, unknown = unknown + $2 WHERE id = $1",
            service, line.Reason == UsageLine.NotFound ? 1L : 0L);
        return connection.Value<long?>(Known, service, line.Flag, line.Variant, line.Reason);
    }

    private static bool HasRoom(SqliteConnection connection, string environment, long service, UsageLine line)
    {
        var ofAll = connection.Value<long>("SELECT sum(series) FROM usage_services WHERE environment = $1", environment);
        var own = connection.Value<long>("SELECT series FROM usage_services WHERE id = $1", service);
        var unknown = connection.Value<long>("SELECT unknown FROM usage_services WHERE id = $1", service);
        return ofAll < UsageBounds.MostOfEnvironment && own < UsageBounds.MostOfService
            && (line.Reason != UsageLine.NotFound || unknown < UsageBounds.MostUnknown);
    }
}
