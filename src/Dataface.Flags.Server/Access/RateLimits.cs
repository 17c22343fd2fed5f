using System.Threading.RateLimiting;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Access;

/// <summary>Counts requests for each key and kind, and those without a key for each address. Thread-safe.</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly PartitionedRateLimiter<(string Who, RequestKind Kind)> _limiter;
    private readonly ServerSettings.RateLimitOptions _options;

    public RateLimits(IOptions<ServerSettings> options)
    {
        _options = options.Value.RateLimit;
        _limiter = PartitionedRateLimiter.Create<(string Who, RequestKind Kind), (string, RequestKind)>(
            request => LimitOf(request.Kind) is var limit and > 0
                ? RateLimitPartition.GetTokenBucketLimiter(request, _ => Bucket(limit))
                : RateLimitPartition.GetNoLimiter(request));
    }

    /// <summary>Whether a request may be answered; the seconds until the next may be when not.</summary>
    /// <param name="who">The key's name; an address behind <c>address:</c> for requests without one.</param>
    /// <param name="kind">What it is for; <see cref="RequestKind.Free"/> counts requests without a key.</param>
    public int? TryTake(string who, RequestKind kind)
    {
        if (LimitOf(kind) == 0) return null;
        using var lease = _limiter.AttemptAcquire((who, kind));
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
    }

    /// <summary>The same for a request without a valid key, which counts for its address.</summary>
    public int? TryTakeFree(HttpContext http) => TryTake("address:" + http.Address(), RequestKind.Free);

    public void Dispose() => _limiter.Dispose();

    private int LimitOf(RequestKind kind) => kind switch
    {
        RequestKind.Read => _options.Read,
        RequestKind.Evaluate => _options.Evaluate,
        RequestKind.Change => _options.Change,
        RequestKind.OfInstance => _options.Report,
        _ => _options.Anonymous,
    };

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        // Ten times a second, so that a burst is no longer than a tenth of a second's worth above the limit.
        TokenLimit = Math.Max(perSecond, 1),
        TokensPerPeriod = Math.Max(perSecond / 10, 1),
        ReplenishmentPeriod = perSecond >= 10 ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(1.0 / perSecond),
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}
