using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Requests and failed ones of the last days by time, and whether they keep an objective. No test, and no part of α: it compares rates, as
/// alerts do. Not thread-safe.
/// </summary>
internal sealed class RequestWindows
{
    /// <summary>Failures in a window below which nothing is said: of ten requests at night one may fail.</summary>
    public const long LeastFailed = 10;

    /// <summary>Nothing recorded for so long, and nobody knows.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromHours(6);

    private readonly SortedDictionary<DateTimeOffset, (long Requests, long Failed)> _buckets = [];

    /// <summary>The windows of all burn rates, long and short.</summary>
    private static readonly TimeSpan[] Windows = [.. BurnRate.All.SelectMany(rate => new[] { rate.Long, rate.Short }).Append(Silence)];

    /// <summary>The window over which a budget is spent: that of the slowest burn rate.</summary>
    public static TimeSpan Longest => BurnRate.All[^1].Long;

    /// <summary>Says what was counted in a bucket, in place of what was said of it before.</summary>
    public void Set(DateTimeOffset end, long requests, long failed) => _buckets[end] = (requests, failed);

    /// <summary>Forgets what is older than any window.</summary>
    public void Forget(DateTimeOffset now)
    {
        while (_buckets.Count > 0 && _buckets.First().Key is var oldest && oldest <= now - Longest) _buckets.Remove(oldest);
    }

    /// <summary>How an objective stands.</summary>
    public GuardObjectiveStatus At(string? name, double percent, DateTimeOffset now)
    {
        var sums = Sums(now);
        var bad = 1 - (percent / 100);

        // The slowest rate is that at which the budget lasts just as long as its window; the others are those of alerts.
        var burning = Enumerable.Range(0, BurnRate.All.Count - 1)
            .Where(i => sums[2 * i].IsBeyond(BurnRate.All[i].Factor * bad, LeastFailed))
            .Where(i => sums[(2 * i) + 1].IsBeyond(BurnRate.All[i].Factor * bad, 1))
            .Cast<int?>().FirstOrDefault();
        var spent = 2 * (BurnRate.All.Count - 1);
        var shown = sums[2 * burning ?? spent];
        return new()
        {
            Name = name,
            Percent = percent,
            Health = burning is not null ? GuardObjectiveHealth.Burning
                : sums[spent].IsBeyond(bad, LeastFailed) ? GuardObjectiveHealth.Spent
                : sums[^1].Requests > 0 ? GuardObjectiveHealth.Sound
                : GuardObjectiveHealth.Unknown,
            Requests = shown.Requests,
            Failed = shown.Failed,
            Window = burning is { } rate ? BurnRate.All[rate].Long : Longest,
        };
    }

    private Sum[] Sums(DateTimeOffset now)
    {
        var sums = new Sum[Windows.Length];
        foreach (var (end, (requests, failed)) in _buckets)
        {
            for (var i = 0; i < sums.Length; i++)
            {
                if (end > now - Windows[i]) sums[i] = new(sums[i].Requests + requests, sums[i].Failed + failed);
            }
        }

        return sums;
    }

    private readonly record struct Sum(long Requests, long Failed)
    {
        public bool IsBeyond(double share, long least) => Failed >= least && Failed > Math.Min(share, 0.999) * Requests;
    }
}
