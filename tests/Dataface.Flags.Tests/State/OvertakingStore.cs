using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>A store that applies changes at once, but whose answers can be held back until others have overtaken them.</summary>
internal sealed class OvertakingStore : IFlagStateStore
{
    private readonly InMemoryFlagStateStore _inner = new("overtaking");
    private volatile TaskCompletionSource? _held;
    private volatile TaskCompletionSource? _stopped;
    private int _changes;
    private int _read;

    public string Name => "overtaking";

    public bool IsCut { get; set; }

    /// <summary>How many changes came, those that came twice included.</summary>
    public int Changes => Volatile.Read(ref _changes);

    public bool HangBeforeApplying { get; set; }

    /// <summary>A flag whose changes are always refused.</summary>
    public string? Refused { get; set; }

    /// <summary>Completes when a change that hangs has been taken back.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource HoldAnswers() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void AnswerAtOnce() => _held = null;

    /// <summary>Changes that come from now on are applied when the returned source is completed.</summary>
    public TaskCompletionSource HoldChanges() => _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until everything that was applied has been read.</summary>
    public Task SettledAsync() =>
        Eventually.HoldsAsync(() => Volatile.Read(ref _read) == Volatile.Read(ref _changes), "every change was read");

    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken)
    {
        var changes = Volatile.Read(ref _changes);
        var state = await _inner.LoadAsync(environment, cancellationToken);
        Volatile.Write(ref _read, changes);
        return state;
    }

    public async ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        if (IsCut || change.Flag == Refused) throw new IOException("The store refuses.");
        if (HangBeforeApplying) await HangAsync(cancellationToken);
        if (_stopped is { } stopped) await stopped.Task.WaitAsync(cancellationToken);
        var held = _held;
        Interlocked.Increment(ref _changes);
        var recorded = await _inner.ApplyAsync(change, cancellationToken);
        if (held is not null) await held.Task;
        return recorded with { Reach = StateReach.Fleet };
    }

    public IDisposable OnChange(Action<StateNews> changed) => _inner.OnChange(changed);

    public IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken) => _inner.ReadAuditAsync(cancellationToken);

    private async Task HangAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled.SetResult();
            throw;
        }
    }
}
