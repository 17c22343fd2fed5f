namespace Dataface.Flags.Guard.Store;

/// <summary>The counts of all rollouts, for their last epochs. Not thread-safe.</summary>
internal sealed class EvidenceLedgers
{
    private const int EpochsKept = 2;

    private readonly Dictionary<string, SortedList<int, EvidenceLedger>> _rollouts = new(StringComparer.Ordinal);

    /// <summary>Adds a report; one of an epoch long past is dropped.</summary>
    public void Add(GuardReport report, DateTimeOffset now) => Open(report.Epoch)?.Add(report, now);

    /// <summary>What was counted. Whatever is asked for, nothing is made and nothing forgotten.</summary>
    public GuardEvidence Read(GuardEpoch epoch, int fromBucket, DateTimeOffset now) =>
        Find(epoch) is { } ledger ? ledger.Read(fromBucket, now) : new()
        {
            Bucket = EvidenceLedger.BucketAt(epoch.Start, now),
            Units = 0,
            Counts = [],
        };

    /// <summary>Whether an epoch is one of those that are kept.</summary>
    public bool Keeps(GuardEpoch epoch) => Find(epoch) is not null;

    private EvidenceLedger? Find(GuardEpoch epoch) =>
        _rollouts.TryGetValue(epoch.Rollout, out var epochs) ? epochs.GetValueOrDefault(epoch.Number) : null;

    /// <summary>The ledger that a report goes into: only what is added makes one, and lets the oldest go.</summary>
    private EvidenceLedger? Open(GuardEpoch epoch)
    {
        if (!_rollouts.TryGetValue(epoch.Rollout, out var epochs)) _rollouts.Add(epoch.Rollout, epochs = []);
        if (epochs.TryGetValue(epoch.Number, out var ledger)) return ledger;
        if (epochs.Count >= EpochsKept && epoch.Number < epochs.Keys[0]) return null;
        epochs.Add(epoch.Number, ledger = new(epoch.Start));
        if (epochs.Count > EpochsKept) epochs.RemoveAt(0);
        return ledger;
    }
}
