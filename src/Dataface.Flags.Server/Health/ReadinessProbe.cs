using System.Diagnostics;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Health;

/// <summary>
/// Finds out whether a change could be kept and announced now. However many ask, the store is asked once a second at most, and for two
/// at most. By real time, since the store goes by no clock of ours. Thread-safe.
/// </summary>
internal sealed class ReadinessProbe(ServerStorage storage, FeedHub hub, ILogger<ReadinessProbe> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<string?>? _probe;
    private long _endedAt;
    private string? _told;

    /// <summary>Why no change can be kept and announced; null when one can.</summary>
    public Task<string?> WhyNotAsync()
    {
        lock (_gate)
        {
            var isFresh = _probe is { IsCompleted: false } || (_probe is not null && Stopwatch.GetElapsedTime(_endedAt) < Kept);
            return isFresh ? _probe! : _probe = Task.Run(ProbeAsync);
        }
    }

    private async Task<string?> ProbeAsync()
    {
        var problem = await AskAsync();

        // The log has it once, not for each load balancer that asks.
        if (problem is not null && problem != _told) AccessLog.StoreFailed(logger, "GET", "/healthz/ready", problem);
        _told = problem;
        _endedAt = Stopwatch.GetTimestamp();
        return problem;
    }

    private async Task<string?> AskAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await storage.CheckAsync(patience.Token).WaitAsync(patience.Token);
            return hub.WhyFrozen;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return $"The store has not answered within {Patience.TotalSeconds} s.";
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return error.Message;
        }
    }
}
