using System.Collections.Concurrent;
using Dataface.Flags.Background;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Guard.Recording;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Guard;

/// <summary>Looks at all guarded rollouts of a client, again and again.</summary>
internal sealed class GuardLoop : IAsyncDisposable
{
    private readonly GuardContext _context;
    private readonly Func<FlagSnapshot> _pin;
    private readonly RecorderRegistry _recorders;
    private readonly TimeSpan _interval;
    private readonly RetryingLoop _loop;
    private readonly ConcurrentDictionary<string, RolloutGuard> _guards = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _looking = new(1, 1);
    private readonly SignalAborts _signalled;
    private readonly ObjectiveWatches _objectives;
    private volatile Found? _found;
    private ITimer? _timer;
    private IDisposable? _changes;

    /// <param name="context">What guards share.</param>
    /// <param name="pin">The flags as they are now, with their rollouts.</param>
    /// <param name="recorders">Take what happens.</param>
    /// <param name="interval">How often it looks.</param>
    /// <param name="killTimeout">How long a kill waits for its store.</param>
    public GuardLoop(GuardContext context, Func<FlagSnapshot> pin, RecorderRegistry recorders, TimeSpan interval, TimeSpan killTimeout)
    {
        (_context, _pin, _recorders, _interval) = (context, pin, recorders, interval);
        (_signalled, _objectives) = (new SignalAborts(context, killTimeout), new ObjectiveWatches(context, Objectives));
        _recorders.AbortSignalled += AbortOn;
        _loop = new RetryingLoop(LookAsync, (error, _) => GuardLog.LookFailed(context.Logger, error), context.Time);
    }

    /// <summary>Count the requests of the objectives that guards share.</summary>
    public ObjectiveMeters Objectives { get; } = new();

    public IReadOnlyList<GuardStatus> Status
    {
        get
        {
            var statuses = _guards.Values.Select(g => g.Status).OfType<GuardStatus>().ToDictionary(s => s.Rollout, StringComparer.Ordinal);
            foreach (var signalled in _signalled.All)
            {
                statuses[signalled.Rollout] = statuses.TryGetValue(signalled.Rollout, out var seen)
                    ? seen with
                    {
                        Health = signalled.Health,
                        Cause = signalled.Cause,
                        Problem = signalled.Problem,
                        Explanation = signalled.Explanation,
                        Waiting = null,
                    }
                    : signalled;
            }

            return [.. statuses.Values.OrderBy(s => s.Rollout, StringComparer.Ordinal)];
        }
    }

    /// <summary>
    /// Looks now, at every interval, and when there may be other rollouts: until the first look nothing of them is recorded.
    /// </summary>
    public void Start(ChangeListeners changes)
    {
        _changes = changes.Add(_loop.Signal);
        _timer = _context.Time.CreateTimer(_ => _loop.Signal(), null, TimeSpan.Zero, _interval);
        _loop.Signal();
    }

    /// <summary>The rollouts that are watched now; looked for once in each snapshot, since most flags have none.</summary>
    public IReadOnlyList<GuardedRollout> Rollouts
    {
        get
        {
            var (snapshot, found) = (_pin(), _found);
            if (found is null || !ReferenceEquals(found.Snapshot, snapshot))
                _found = found = new Found(snapshot, [.. GuardedRollout.In(snapshot, _context.Environment)]);
            return found.Rollouts;
        }
    }

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

    /// <summary>Aborts at once: in force when it returns, on the thread of whoever signals.</summary>
    private void AbortOn(RolloutRecorder recorder, string signal)
    {
        if (_signalled.IsAborted(recorder.Id)) return;
        if (Rollouts.FirstOrDefault(r => r.Id == recorder.Id) is { } rollout) _signalled.Abort(rollout, signal);
    }

    public async ValueTask DisposeAsync()
    {
        _changes?.Dispose();
        if (_timer is not null) await _timer.DisposeAsync().ConfigureAwait(false);
        await _loop.DisposeAsync().ConfigureAwait(false);
        await _signalled.DisposeAsync().ConfigureAwait(false);
        foreach (var guard in _guards.Values) guard.Dispose();
        _objectives.Dispose();
    }

    private async Task LookAtAllAsync(CancellationToken cancellationToken)
    {
        var rollouts = Rollouts.Where(r => r.Rollout.Identity.Recorder is not null).ToList();
        Forget(rollouts);
        await _objectives.LookAsync(_pin(), cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(rollouts.Where(r => !_signalled.IsAborted(r.Id)).Select(r => LookAtAsync(r, cancellationToken)))
            .ConfigureAwait(false);
    }

    /// <summary>Looks at one rollout: what fails there keeps nobody from looking at the others.</summary>
    private async Task LookAtAsync(GuardedRollout rollout, CancellationToken cancellationToken)
    {
        var guard = _guards.GetOrAdd(rollout.Id, _ => new RolloutGuard(_context, _recorders.Of(rollout.Id)));
        if (_signalled.IsObserved(rollout.Id)) guard.WouldHaveAborted();
        try
        {
            await guard.LookAsync(rollout with { Objective = _objectives.Of(rollout.Guard) }, cancellationToken).ConfigureAwait(false);
            guard.IsFailing = false;
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            GuardLog.RolloutFailed(_context.Logger, guard.IsFailing ? LogLevel.Debug : LogLevel.Error, rollout.Id, error);
            guard.IsFailing = true;
        }
    }

    /// <summary>What is over is forgotten; what was aborted stays to be seen until it is restored.</summary>
    private void Forget(List<GuardedRollout> rollouts)
    {
        var current = rollouts.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var begunAnew = rollouts.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, guard) in _guards)
        {
            if (current.Contains(id) || (guard.Status is { Health: GuardHealth.Aborted } status && !begunAnew.Contains(status.Flag)))
                continue;
            if (_guards.TryRemove(id, out var gone)) gone.Dispose();
        }

        foreach (var rollout in rollouts.Where(r => !r.Guard.ObserveOnly)) _signalled.Enforce(rollout.Id);
        _signalled.Forget(status => !current.Contains(status.Rollout) && begunAnew.Contains(status.Flag));
        _recorders.Keep(current);
    }

    private sealed record Found(FlagSnapshot Snapshot, IReadOnlyList<GuardedRollout> Rollouts);
}
