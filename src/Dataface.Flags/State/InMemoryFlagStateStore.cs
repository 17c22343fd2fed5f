using System.Runtime.CompilerServices;
using Dataface.Flags.Background;

namespace Dataface.Flags.State;

/// <summary>Keeps state as long as the process lives; a kill reaches <see cref="StateReach.Local"/>. For tests, and for services that kill by other means. Thread-safe.</summary>
/// <param name="name">The store's name.</param>
public sealed class InMemoryFlagStateStore(string name = "memory") : IFlagStateStore, IDocumentTrail
{
    private readonly StateLedger _ledger = new(name);
    private readonly List<AuditRecord> _trail = [];
    private readonly ChangeListeners _listeners = new();
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken)
    {
        lock (_gate) return new(_ledger.State.StateOf(environment));
    }

    /// <inheritdoc/>
    public async ValueTask<StateReach> ApplyAsync(StateChange change, CancellationToken cancellationToken) =>
        (await RecordAsync(change, cancellationToken).ConfigureAwait(false)).Reach;

    ValueTask<DocumentRevision?> IDocumentTrail.LoadDocumentAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return new(_ledger.State.Document);
    }

    ValueTask<(AuditRecord? Record, StateReach Reach)> IDocumentTrail.RecordAsync(StateChange change, CancellationToken cancellationToken) =>
        RecordAsync(change, cancellationToken);

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    /// <inheritdoc/>
    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AuditRecord[] trail;
        lock (_gate) trail = [.. _trail];
        foreach (var record in trail)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return record;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private ValueTask<(AuditRecord? Record, StateReach Reach)> RecordAsync(StateChange change, CancellationToken cancellationToken)
    {
        ChangeCheck.ThrowIfNamesNothing(change);
        cancellationToken.ThrowIfCancellationRequested();
        AuditRecord record;
        lock (_gate)
        {
            if (_ledger.Knows(change)) return new((null, StateReach.Local));
            record = _ledger.Next(change);
            _ledger.Apply(record);
            _trail.Add(record);
        }

        _listeners.Tell();
        return new((record, StateReach.Local));
    }
}
