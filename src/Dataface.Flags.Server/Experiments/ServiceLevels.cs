using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Experiments;

/// <summary>Measures the registry's promises on the registry itself. Thread-safe.</summary>
internal sealed class ServiceLevels(ServerStorage storage, ReadCounter reads, TimeProvider time)
{
    private const int MostLoads = 10_000;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Measures all experiments, or those that a caller may see.</summary>
    public async Task<ServiceLevelsAnswer> MeasureAsync(Caller? caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var experiments = (await storage.Experiments.ListAsync(cancellationToken)).Where(r => caller is null || caller.MaySee(r.Owner))
            .ToDictionary(r => r.Id, StringComparer.Ordinal);
        var loads = (await storage.Experiments.ReadRefreshLogAsync(null, MostLoads, cancellationToken))
            .Where(r => r.FinishedAt > now - Week && (caller?.Team is null || experiments.ContainsKey(r.Job))).ToList();
        var stable = experiments.Values.Where(r => r.StableAt is { } at && (r.DecidedAt is not null || at < now - Day)).ToList();
        var (answered, failed) = reads.Read();
        return new(
            Of(Percentile95([.. loads.Where(r => r.Lag is not null).Select(r => r.Lag!.Value.TotalSeconds)]), 15 * 60, isAtMost: true,
                loads.Count(r => r.Lag is not null)),
            Of(Share(stable.Count(r => r.DecidedAt - r.StableAt <= Day), stable.Count), 0.8, isAtMost: false, stable.Count),
            Of(Share(loads.Count(r => r.Status == RefreshStatus.Failed), loads.Count), 0.01, isAtMost: true, loads.Count),
            Of(Share(answered - failed, answered), 0.999, isAtMost: false, answered),
            now);
    }

    private static ServiceLevelAnswer Of(double? value, double target, bool isAtMost, long count) =>
        new(value, target, count, value is null ? null : isAtMost ? value <= target : value >= target);

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;

    /// <summary>The nearest rank.</summary>
    private static double? Percentile95(List<double> values)
    {
        if (values.Count == 0) return null;
        values.Sort();
        return values[(int)Math.Ceiling(0.95 * values.Count) - 1];
    }
}

/// <summary>The registry's promises, and how they are kept.</summary>
/// <param name="TelemetryP95Seconds">The age of data when they can be read, of 95 of 100 loads of the last week: at most 15
/// minutes.</param>
/// <param name="DecidedWithinADay">The share of experiments that were decided within 24 hours of the first data that allow it: at least
/// 0.8.</param>
/// <param name="FailedLoads">The share of the last week's loads that failed: at most 0.01.</param>
/// <param name="ReadAvailability">The share of this server's answers, since its start, that were no failure of its own: at least
/// 0.999.</param>
/// <param name="At">When it was measured.</param>
internal sealed record ServiceLevelsAnswer(
    ServiceLevelAnswer TelemetryP95Seconds, ServiceLevelAnswer DecidedWithinADay, ServiceLevelAnswer FailedLoads,
    ServiceLevelAnswer ReadAvailability, DateTimeOffset At);

/// <summary>One promise.</summary>
/// <param name="Value">What was measured; null when there is nothing to measure.</param>
/// <param name="Target">What was promised.</param>
/// <param name="Count">Of how many it was measured.</param>
/// <param name="IsMet">Whether it is kept; null when there is nothing to measure.</param>
internal sealed record ServiceLevelAnswer(double? Value, double Target, long Count, bool? IsMet);
