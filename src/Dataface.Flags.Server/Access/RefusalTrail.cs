using Dataface.Flags.Documents;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Access;

/// <summary>
/// Writes what was refused into the audit trail, without keeping anybody waiting: one record a minute for each key, route and
/// status, with a count. Nothing that a request names makes another record or a longer one, so that nobody fills the trail, or
/// memory, by being refused. Thread-safe.
/// </summary>
internal sealed class RefusalTrail(ServerStorage storage, TimeProvider time, ILogger<RefusalTrail> logger)
    : BackgroundService, IRefusalTrail
{
    /// <summary>Sums at a time; what comes beyond is counted in one.</summary>
    public const int MostSums = 1_000;

    /// <summary>How often sums are written.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly RefusalSum.Key Others = new("several", "other routes", 0, "of other keys, routes and statuses");

    private readonly Lock _gate = new();
    private Dictionary<RefusalSum.Key, RefusalSum> _sums = [];

    public void Note(HttpContext http, Problem problem)
    {
        var isChange = http.GetEndpoint()?.Metadata.GetMetadata<ScopeRequirement>() is { Limit: RequestKind.Change };
        if (isChange && http.Features.Get<Caller>() is { } caller) Add(http, caller.Name, problem);
    }

    /// <summary>Counts a refusal.</summary>
    /// <param name="http">The request.</param>
    /// <param name="by">Whose key it was.</param>
    /// <param name="problem">Why it was refused.</param>
    public void Add(HttpContext http, string by, Problem problem)
    {
        // The route and not the address: whoever asks chooses the address.
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern
            ? $"{http.Request.Method} {pattern}" : "no route";
        var flag = http.GetRouteValue("key") is string key && Names.IsName(key) ? key : RefusalSum.Several;
        Add(new(by, route, problem.Status, problem.Code), new(http.Address(), flag, 1));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is written by whoever stops it.
        }
    }

    private void Add(RefusalSum.Key key, RefusalSum sum)
    {
        lock (_gate)
        {
            if (_sums.Count >= MostSums && !_sums.ContainsKey(key)) key = Others;
            _sums[key] = _sums.TryGetValue(key, out var known) ? known.With(sum) : sum;
        }
    }

    /// <summary>Writes what was counted since the last time.</summary>
    internal async Task WriteAsync()
    {
        Dictionary<RefusalSum.Key, RefusalSum> sums;
        lock (_gate) (sums, _sums) = (_sums, []);
        foreach (var (key, sum) in sums)
        {
            try
            {
                await storage.State.ApplyAsync(sum.Change(key, time.GetUtcNow()), CancellationToken.None);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // The store is away: the rest waits for the next minute, and whoever stops the server reads it here.
                foreach (var (kept, counted) in sums.SkipWhile(s => s.Key != key)) Add(kept, counted);
                AccessLog.RefusalsNotRecorded(logger, sums.Values.Sum(s => s.Count), error.Message);
                return;
            }
        }
    }
}
