using System.Runtime.CompilerServices;
using Dataface.Flags.Background;

namespace Dataface.Flags.State;

/// <summary>
/// Keeps state for the life of the process; a kill reaches <see cref="StateReach.Local"/>. For tests, and for services that kill by other
/// means. Thread-safe.
/// </summary>
/// <param name="name">The store's name.</param>
public sealed class InMemoryFlagStateStore(string name = "memory")
    : IFlagStateStore
{
    private readonly StateLedger _ledger = new(name);
    private readonly List<AuditRecord> _trail = [];
    private readonly ChangeListeners<StateNews> _listeners = new();
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken)
    {
        lock (_gate) return new(_ledger.State.StateOf(environment));
    }

    /// <inheritdoc/>
    public ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AuditRecord? record;
        long position;
        string lineage;
        lock (_gate)
        {
            record = _ledger.Next(change);
            if (record is not null)
            {
                _ledger.Apply(record);
                _trail.Add(record);
            }

            (position, lineage) = (_ledger.PositionOf(change), _ledger.State.Lineage);
        }

        if (record is not null) _listeners.Tell(record.News);
        return new(new RecordedChange { Reach = StateReach.Local, Sequence = position, Lineage = lineage, Record = record });
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action<StateNews> changed) => _listeners.Add(changed);

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
}
