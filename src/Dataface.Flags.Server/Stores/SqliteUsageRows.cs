using Dataface.Flags.Server.Storage;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Server.Stores;

/// <summary>Adds up reports of usage and writes them, in a transaction of whoever calls. Not thread-safe.</summary>
internal sealed class SqliteUsageRows(SqliteConnection connection)
{
    private const long MinutesOfHour = 60;

    private readonly Dictionary<(string Environment, string Service, long Minute), Dictionary<UsageLine, long>> _sums = [];
    private readonly HashSet<(string Environment, long Hour)> _heard = [];

    /// <summary>Adds a report, unless it was counted already.</summary>
    /// <param name="report">It.</param>
    /// <param name="now">This minute.</param>
    /// <param name="minute">The minute in which it came.</param>
    public void Add(KeptUsage report, long now, long minute)
    {
        var isNew = connection.Execute(
            """
            INSERT INTO usage_sources (source, number, heard) VALUES ($1, $2, $3)
            ON CONFLICT (source) DO UPDATE SET number = excluded.number, heard = excluded.heard WHERE usage_sources.number < excluded.number
            """,
            report.Source.ToByteArray(), report.Number, now) == 1;
        if (!isNew) return;
        _heard.Add((report.Environment, minute / MinutesOfHour));
        if (!_sums.TryGetValue((report.Environment, report.Service, minute), out var sums))
        {
            _sums[(report.Environment, report.Service, minute)] = sums = [];
        }

        foreach (var line in report.Lines.Where(line => line.Count > 0))
        {
            var key = line with { Count = 0 };
            sums[key] = Math.Min(sums.GetValueOrDefault(key) + Math.Min(line.Count, UsageBounds.MostOfLine), UsageBounds.MostOfCell);
        }
    }

    /// <summary>Writes what was added.</summary>
    public void Write()
    {
        foreach (var (environment, hour) in _heard)
        {
            connection.Execute("INSERT INTO usage_heard (environment, hour) VALUES ($1, $2) ON CONFLICT DO NOTHING", environment, hour);
        }

        foreach (var (place, sums) in _sums)
        {
            if (sums.Count == 0 || ServiceOf(place.Environment, place.Service) is not { } service) continue;
            foreach (var (line, count) in sums)
            {
                if (SeriesOf(place.Environment, service, line, place.Minute) is { } series) Count(series, place.Minute, count);
            }
        }
    }

    private void Count(long series, long minute, long count)
    {
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
            series, minute / MinutesOfHour, count, UsageBounds.MostOfCell);
    }

    /// <summary>The service's row; null when there is no room for one more service.</summary>
    private long? ServiceOf(string environment, string service)
    {
        const string Known = "SELECT id FROM usage_services WHERE environment = $1 AND service = $2";
        if (connection.Value<long?>(Known, environment, service) is { } id) return id;
        var count = connection.Value<long>("SELECT count(*) FROM usage_services WHERE environment = $1", environment);
        if (count >= UsageBounds.MostServices) return null;
        connection.Execute("INSERT INTO usage_services (environment, service) VALUES ($1, $2)", environment, service);
        return connection.Value<long?>(Known, environment, service);
    }

    /// <summary>The row of a flag, variant and reason; null when there is no room for one more.</summary>
    private long? SeriesOf(string environment, long service, UsageLine line, long minute)
    {
        const string Known = "SELECT id FROM usage_series WHERE service = $1 AND flag = $2 AND variant = $3 AND reason = $4";
        if (connection.Value<long?>(Known, service, line.Flag, line.Variant, line.Reason) is { } known)
        {
            connection.Execute("UPDATE usage_series SET last_minute = $2 WHERE id = $1 AND last_minute < $2", known, minute);
            return known;
        }

        if (!HasRoom(environment, service, line)) return null;
        connection.Execute(
            "INSERT INTO usage_series (service, flag, variant, reason, last_minute) VALUES ($1, $2, $3, $4, $5)",
            service, line.Flag, line.Variant, line.Reason, minute);
        connection.Execute(
            "UPDATE usage_services SET series = series + 1, unknown = unknown + $2 WHERE id = $1",
            service, line.Reason == UsageLine.NotFound ? 1L : 0L);
        return connection.Value<long?>(Known, service, line.Flag, line.Variant, line.Reason);
    }

    private bool HasRoom(string environment, long service, UsageLine line)
    {
        var ofAll = connection.Value<long>("SELECT sum(series) FROM usage_services WHERE environment = $1", environment);
        var own = connection.Value<long>("SELECT series FROM usage_services WHERE id = $1", service);
        var unknown = connection.Value<long>("SELECT unknown FROM usage_services WHERE id = $1", service);
        return ofAll < UsageBounds.MostOfEnvironment && own < UsageBounds.MostOfService
            && (line.Reason != UsageLine.NotFound || unknown < UsageBounds.MostUnknown);
    }
}
