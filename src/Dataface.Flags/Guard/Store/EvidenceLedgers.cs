namespace Dataface.Flags.Guard.Store;

/// <summary>The counts of all rollouts, for their last epochs. Not thread-safe.</summary>
internal sealed class EvidenceLedgers
{
    private const int EpochsKept = 2;

    private readonly Dictionary<string, SortedList<int, EvidenceLedger>> _rollouts = new(StringComparer.Ordinal);

    /// <summary>Adds a report; one of an epoch long past is dropped.</summary>
    public void Add(GuardReport report, DateTimeOffset now) => Of(report.Epoch)?.Add(report, now);

    public GuardEvidence Read(GuardEpoch epoch, int fromBucket, DateTimeOffset now) => Of(epoch)?.Read(epoch, fromBucket, now) ?? new GuardEvidence(0, 0, []);

    /// <summary>Whether an epoch is one of those that are kept.</summary>
    public bool Keeps(GuardEpoch epoch) => _rollouts.TryGetValue(epoch.Rollout, out var epochs) && epochs.ContainsKey(epoch.Number);

    private EvidenceLedger? Of(GuardEpoch epoch)
    {
        if (!_rollouts.TryGetValue(epoch.Rollout, out var epochs)) _rollouts.Add(epoch.Rollout, epochs = []);
        if (epochs.TryGetValue(epoch.Number, out var ledger)) return ledger;
        if (epochs.Count >= EpochsKept && epoch.Number < epochs.Keys[0]) return null;
        epochs.Add(epoch.Number, ledger = new());
        if (epochs.Count > EpochsKept) epochs.RemoveAt(0);
        return ledger;
    }
}
