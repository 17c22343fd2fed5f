namespace Dataface.Flags.Guard.Store;

/// <summary>The counts of all rollouts, for their last epochs. Not thread-safe.</summary>
internal sealed class EvidenceLedgers
{
    /// <summary>Two days, and the one in which the step began: evidence of no harm is carried over the step.</summary>
    private const int EpochsKept = 3;

    private readonly Dictionary<string, SortedList<int, EvidenceLedger>> _rollouts = new(StringComparer.Ordinal);
    private long _turns;

    /// <summary>Adds a report; one of an epoch long past is dropped.</summary>
    public void Add(GuardReport report, DateTimeOffset now)
    {
        if (Open(report.Epoch) is not { } ledger) return;
        ledger.Add(report, now);
        ledger.Turn = ++_turns;
    }

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

    /// <summary>The epochs of a rollout that are kept.</summary>
    public IReadOnlyCollection<int> Kept(string rollout) => _rollouts.TryGetValue(rollout, out var epochs) ? [.. epochs.Keys] : [];

    private EvidenceLedger? Find(GuardEpoch epoch) =>
        _rollouts.TryGetValue(epoch.Rollout, out var epochs) ? epochs.GetValueOrDefault(epoch.Number) : null;

    /// <summary>The ledger that a report goes into: only what is added makes one, and lets the one go that was added to the longest
    /// ago.</summary>
    private EvidenceLedger? Open(GuardEpoch epoch)
    {
        if (!_rollouts.TryGetValue(epoch.Rollout, out var epochs)) _rollouts.Add(epoch.Rollout, epochs = []);
        if (epochs.TryGetValue(epoch.Number, out var ledger)) return ledger;
        if (epochs.Count >= EpochsKept && epoch.Number < epochs.Keys[0]) return null;
        epochs.Add(epoch.Number, ledger = new(epoch.Start));
        if (epochs.Count > EpochsKept) epochs.Remove(epochs.SkipLast(1).MinBy(kept => kept.Value.Turn).Key);
        return ledger;
    }
}
