using System.Collections.Concurrent;
using System.Threading.Channels;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Access;

/// <summary>
/// Writes what was refused into the audit trail, without keeping anybody waiting. The same refusal again within a minute is counted, and told with
/// the next one, so that whoever tries keys cannot fill the disk.
/// </summary>
internal sealed class RefusalLog(ServerStorage storage, TimeProvider time, ILogger<RefusalLog> logger) : BackgroundService
{
    private const int QueueCapacity = 1_000;
    private const int MaxKinds = 1_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Channel<Refusal> _queue = Channel.CreateBounded<Refusal>(new BoundedChannelOptions(QueueCapacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly ConcurrentDictionary<Refusal, Repeats> _recent = new();

    /// <summary>Notes a refusal.</summary>
    /// <param name="http">The request.</param>
    /// <param name="by">Whose key it was.</param>
    /// <param name="problem">Why it was refused.</param>
    public void Add(HttpContext http, string by, Problem problem)
    {
        var what = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? http.Request.Path;
        var flag = http.GetRouteValue("key") as string;
        var refusal = new Refusal(by, http.Connection.RemoteIpAddress?.ToString() ?? "unknown", $"{http.Request.Method} {what}: {problem.Status} {problem.Code}.", Cut(flag) ?? "*");
        if (_recent.Count > MaxKinds) _recent.Clear();
        var repeats = _recent.GetOrAdd(refusal, _ => new Repeats());
        if (repeats.IsFirst(time.GetTimestamp(), time)) _queue.Writer.TryWrite(refusal);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } writing) await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var refusal in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            var earlier = _recent.TryGetValue(refusal, out var repeats) ? repeats.Take() : 0;
            await WriteAsync(refusal, earlier);
        }
    }

    private static string? Cut(string? text) => text is { Length: > 200 } ? text[..200] : text;

    private async Task WriteAsync(Refusal refusal, long earlier)
    {
        try
        {
            await storage.State.ApplyAsync(
                new StateChange
                {
                    Environment = "*",
                    Action = StateAction.Refuse,
                    Flag = refusal.Flag,
                    By = refusal.By,
                    From = refusal.From,
                    Reason = earlier == 0 ? refusal.Reason : $"{refusal.Reason} And {earlier} more like it since the last record.",
                    At = time.GetUtcNow(),
                },
                CancellationToken.None);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            AccessLog.RefusalNotRecorded(logger, refusal.By, refusal.From, refusal.Reason, error.Message);
        }
    }

    private sealed record Refusal(string By, string From, string Reason, string Flag);

    private sealed class Repeats
    {
        private readonly Lock _gate = new();
        private long? _since;
        private long _uncounted;

        public bool IsFirst(long now, TimeProvider time)
        {
            lock (_gate)
            {
                if (_since is { } since && time.GetElapsedTime(since, now) < Window)
                {
                    _uncounted++;
                    return false;
                }

                _since = now;
                return true;
            }
        }

        public long Take()
        {
            lock (_gate)
            {
                var count = _uncounted;
                _uncounted = 0;
                return count;
            }
        }
    }
}
