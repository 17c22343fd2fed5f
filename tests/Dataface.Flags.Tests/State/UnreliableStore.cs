using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>A store in memory whose connection can be cut, and made to hang.</summary>
internal sealed class UnreliableStore : IFlagStateStore
{
    private readonly InMemoryFlagStateStore _inner = new("unreliable");
    private volatile TaskCompletionSource? _hanging;
    private volatile TaskCompletionSource? _hangingLoads;

    public bool IsCut { get; set; }

    /// <summary>What it says to every change instead of taking it; null for nothing.</summary>
    public Exception? Refusal { get; set; }

    public string Name => "unreliable";

    public int Loads { get; private set; }

    /// <summary>Answers arrive only when the result is completed.</summary>
    public TaskCompletionSource Hang() => _hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads look at the state at once, but answer only when the result is completed.</summary>
    public TaskCompletionSource HangLoads() => _hangingLoads = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken)
    {
        if (IsCut) throw new IOException("The connection is cut.");
        var state = await _inner.LoadAsync(environment, cancellationToken);
        Loads++;
        if (_hangingLoads is { } hanging) await hanging.Task.WaitAsync(cancellationToken);
        return state;
    }

    public async ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        if (IsCut) throw new IOException("The connection is cut.");
        if (Refusal is not null) throw Refusal;
        if (_hanging is { } hanging) await hanging.Task.WaitAsync(cancellationToken);
        return await _inner.ApplyAsync(change, cancellationToken) with { Reach = StateReach.Fleet };
    }

    /// <summary>Somebody whose connection is not cut kills a flag.</summary>
    public async Task ChangedElsewhereAsync(string flag) => await _inner.ApplyAsync(
        new StateChange
        {
            Environment = "production",
            Action = StateAction.Kill,
            Flag = flag,
            By = "somebody",
            From = "elsewhere",
            Reason = "errors",
            At = DateTimeOffset.UnixEpoch
        }, default);

    public IDisposable OnChange(Action<StateNews> changed) => _inner.OnChange(changed);

    public IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken) => _inner.ReadAuditAsync(cancellationToken);
}
