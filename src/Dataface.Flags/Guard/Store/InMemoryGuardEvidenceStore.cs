using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard;

/// <summary>Keeps evidence in memory, for one instance; the evidence starts empty at each start. Thread-safe.</summary>
public sealed class InMemoryGuardEvidenceStore : IGuardEvidenceStore
{
    private readonly TimeProvider _time;
    private readonly EvidenceLedgers _ledgers = new();
    private readonly Lock _gate = new();

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The clock for the time buckets; null for the system's.</param>
    public InMemoryGuardEvidenceStore(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public ValueTask AddAsync(GuardReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_gate) _ledgers.Add(report, _time.GetUtcNow());
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<GuardEvidence> ReadAsync(GuardEpoch epoch, int fromBucket, CancellationToken cancellationToken)
    {
        lock (_gate) return new(_ledgers.Read(epoch, fromBucket, _time.GetUtcNow()));
    }
}
