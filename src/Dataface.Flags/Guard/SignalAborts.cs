using System.Collections.Concurrent;
using Dataface.Flags.Background;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Guard;

/// <summary>
/// Aborts because of signals of which one is enough. The kill is in force when the signaller goes on, on whichever thread; what
/// takes time, the store, is left to a loop of its own, which logs how far the kill got. Until the store has it, it is delivered
/// again. Thread-safe; never throws.
/// </summary>
internal sealed class SignalAborts : IAsyncDisposable
{
    private readonly GuardContext _context;
    private readonly TimeSpan _patience;
    private readonly ConcurrentDictionary<string, Mark> _marks = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<StateChange> _waiting = new();
    private readonly RetryingLoop _loop;
    private readonly Lock _gate = new();

    /// <param name="context">What guards share.</param>
    /// <param name="patience">How long disposal waits for a kill that is on its way.</param>
    public SignalAborts(GuardContext context, TimeSpan patience)
    {
        (_context, _patience) = (context, patience);
        _loop = new RetryingLoop(DeliverAsync, (error, _) => GuardLog.LookFailed(context.Logger, error), context.Time);
    }

    /// <summary>Rollouts that were aborted by a signal, or would have been, as they stood then.</summary>
    public IEnumerable<GuardStatus> All => _marks.Values.Select(m => m.Status);

    public bool IsAborted(string rollout) => _marks.TryGetValue(rollout, out var mark) && !mark.IsOnlyObserved;

    /// <summary>Whether it was said of a rollout that it would have been aborted.</summary>
    public bool IsObserved(string rollout) => _marks.TryGetValue(rollout, out var mark) && mark.IsOnlyObserved;

    /// <summary>Aborts once, whoever signals first; whoever comes second finds the kill in force as well.</summary>
    public void Abort(GuardedRollout rollout, string signal)
    {
        lock (_gate)
        {
            // What was only observed has ended nothing, so that it counts no more once the guard enforces.
            if (IsAborted(rollout.Id) || (rollout.Guard.ObserveOnly && IsObserved(rollout.Id))) return;
            AbortOnce(rollout, signal);
            _marks[rollout.Id] = new(Status(rollout, signal), rollout.Guard.ObserveOnly);
        }
    }

    /// <summary>Forgets rollouts that are over and begun anew.</summary>
    public void Forget(Func<GuardStatus, bool> isOver)
    {
        foreach (var (id, mark) in _marks)
        {
            if (isOver(mark.Status)) _marks.TryRemove(KeyValuePair.Create(id, mark));
        }
    }

    /// <summary>Forgets what was only observed of a rollout, because its guard enforces now.</summary>
    public void Enforce(string rollout)
    {
        if (_marks.TryGetValue(rollout, out var mark) && mark.IsOnlyObserved) _marks.TryRemove(KeyValuePair.Create(rollout, mark));
    }

    /// <summary>Waits for kills that are on their way, for as long as any kill waits for its store.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_waiting.IsEmpty) await _loop.RunAsync(CancellationToken.None).WaitAsync(_patience, _context.Time).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // It is in force here; the store does not answer.
        }

        await _loop.DisposeAsync().ConfigureAwait(false);
    }

    private void AbortOnce(GuardedRollout rollout, string signal)
    {
        var reason = GuardSentences.Signalled(signal);
        if (rollout.Guard.ObserveOnly)
        {
            GuardLog.WouldHaveAborted(_context.Logger, rollout.Key, reason);
            return;
        }

        var change = _context.Change(StateAction.Kill, rollout.Key, reason, rollout.Id);
        try
        {
            _context.State.PutInForce(change);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The client is being disposed of; the store is told all the same.
            GuardLog.LookFailed(_context.Logger, error);
        }

        _waiting.Enqueue(change);
        _loop.Signal();
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        while (_waiting.TryPeek(out var change))
        {
            // What fails is in force here, is logged, and is delivered again by the kill switch. What was restored meanwhile
            // stays restored.
            var reach = _context.State.IsUndelivered(change)
                ? (await _context.State.DeliverAsync(change, cancellationToken).ConfigureAwait(false)).Reach
                : StateReach.Durable;
            GuardLog.Aborted(_context.Logger, change.Flag, change.Reason, reach);
            _waiting.TryDequeue(out _);
        }
    }

    private GuardStatus Status(GuardedRollout rollout, string signal) => new()
    {
        Explanation = GuardSentences.Signalled(signal),
        Flag = rollout.Key,
        Rule = rollout.Rule,
        Rollout = rollout.Id,
        Health = GuardHealth.Aborted,
        Cause = GuardCause.Signal,
        Problem = rollout.Guard.ObserveOnly ? GuardSentences.OnlyObserved : null,
        Stage = rollout.Stage,
        Stages = Math.Max(rollout.Rollout.Steps.Count, 1),
        Percent = Percentage.Of(rollout.Rollout.MilliPercent),
        Epoch = rollout.Recorded?.Epoch ?? 1,
        Since = rollout.Recorded?.Since ?? _context.Time.GetUtcNow(),
        Signals = [],
    };

    private sealed record Mark(GuardStatus Status, bool IsOnlyObserved);
}
