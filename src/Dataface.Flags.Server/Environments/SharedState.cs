using System.Collections.Concurrent;
using Dataface.Flags.Background;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Environments;

/// <summary>
/// The state of environments, read once for everybody in this server. A change that is made through it is read at most once, and is with
/// everybody who listens before its answer is given. Thread-safe.
/// </summary>
/// <remarks>
/// What was read stands until the store says that there is something newer, or somebody doubts it. Kept for environments that somebody
/// follows; what a client makes up is not asked of it.
/// </remarks>
internal sealed class SharedState : IFlagStateStore, IDisposable
{
    /// <summary>Whoever has made the change waits no longer; listeners go on trying.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, SharedReading> _readings = new(StringComparer.Ordinal);
    private readonly ChangeListeners<StateNews> _listeners = new();
    private readonly IFlagStateStore _store;
    private readonly IDisposable _subscription;

    public SharedState(ServerStorage storage)
    {
        _store = storage.State;
        _subscription = _store.OnChange(Heard);
    }

    public string Name => _store.Name;

    /// <summary>What is known, unless there may be something newer: then what the store says.</summary>
    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken) =>
        await Of(environment).GetAsync(cancellationToken);

    /// <summary>Somebody may know better, such as another server that has just answered: who asks next is told by the store.</summary>
    public void Doubt(string environment) => Of(environment).Doubt();

    public async ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        var reading = Of(change.Environment);
        var before = reading.Position;
        var recorded = await _store.ApplyAsync(change, cancellationToken);
        try
        {
            // Recorded before, or by a store that went back: what is known may be of records that are gone.
            if (recorded.Sequence <= before) reading.Doubt();
            var state = await reading.GetAsync(recorded, CancellationToken.None).WaitAsync(Patience, CancellationToken.None);
            _listeners.Tell(new() { Environment = change.Environment, Sequence = state.Sequence, State = state });
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // It has happened. Whoever listens reads on his own, and says so when he cannot.
            _listeners.Tell(new() { Environment = change.Environment });
        }

        return recorded;
    }

    public IDisposable OnChange(Action<StateNews> changed) => _listeners.Add(changed);

    public IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken) => _store.ReadAuditAsync(cancellationToken);

    public void Dispose()
    {
        _subscription.Dispose();
        foreach (var reading in _readings.Values) reading.Dispose();
    }

    private SharedReading Of(string environment) =>
        _readings.GetOrAdd(environment, static (name, store) => new(name, store), _store);

    private void Heard(StateNews news)
    {
        foreach (var reading in _readings.Values) reading.Hear(news);
        _listeners.Tell(news);
    }
}
