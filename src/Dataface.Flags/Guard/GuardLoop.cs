using System.Collections.Concurrent;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.Serving;

namespace Dataface.Flags.Guard;

/// <summary>Looks at all guarded rollouts of a client, again and again.</summary>
internal sealed class GuardLoop : IAsyncDisposable
{
    private readonly GuardContext _context;
    private readonly SnapshotPublisher _publisher;
    private readonly RecorderRegistry _recorders;
    private readonly TimeSpan _interval;
    private readonly ConcurrentDictionary<string, RolloutGuard> _guards = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _looking = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    public GuardLoop(GuardContext context, SnapshotPublisher publisher, RecorderRegistry recorders, TimeSpan interval) =>
        (_context, _publisher, _recorders, _interval) = (context, publisher, recorders, interval);

    public IReadOnlyList<GuardStatus> Status =>
        [.. _guards.Values.Select(g => g.Status).OfType<GuardStatus>().OrderBy(s => s.Rollout, StringComparer.Ordinal)];

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>The rollouts that are watched now.</summary>
    public IEnumerable<GuardedRollout> Rollouts => GuardedRollout.In(_publisher.Current, _context.Environment);

    /// <summary>Looks once at everything; one look at a time.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await LookAtAllAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>Aborts at once, on the thread of whoever signals.</summary>
    public void AbortOn(RolloutRecorder recorder, string signal)
    {
        if (Rollouts.FirstOrDefault(r => r.Id == recorder.Id) is not { } rollout) return;
        _guards.GetOrAdd(rollout.Id, _ => new RolloutGuard(_context, recorder)).AbortOn(rollout, signal);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested) await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
        _looking.Dispose();
    }

    private async Task LookAtAllAsync(CancellationToken cancellationToken)
    {
        var rollouts = Rollouts.Where(r => r.Rollout.Identity.Recorder is not null).ToList();
        Forget(rollouts);
        await Task.WhenAll(rollouts.Select(rollout =>
        {
            var guard = _guards.GetOrAdd(rollout.Id, _ => new RolloutGuard(_context, rollout.Rollout.Identity.Recorder!));
            return guard.LookAsync(rollout, _context.KillSwitch.State.Ramps.GetValueOrDefault(rollout.Id), cancellationToken);
        })).ConfigureAwait(false);
    }

    /// <summary>What is over is forgotten; what was aborted stays to be seen until it is restored.</summary>
    private void Forget(List<GuardedRollout> rollouts)
    {
        var current = rollouts.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var begunAnew = rollouts.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, guard) in _guards)
        {
            if (current.Contains(id) || (guard.Status is { Health: GuardHealth.Aborted } status && !begunAnew.Contains(status.Flag))) continue;
            _guards.TryRemove(id, out _);
        }

        _recorders.Keep(current);
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_interval, _context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                try
                {
                    await LookAsync(_stopping.Token).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
                {
                    GuardLog.LookFailed(_context.Logger, error);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
