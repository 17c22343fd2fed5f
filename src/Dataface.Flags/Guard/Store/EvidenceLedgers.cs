namespace Dataface.Flags.Guard.Store;

/// <summary>The counts of all rollouts, for their last epochs. Not thread-safe.</summary>
internal sealed class EvidenceLedgers
{
    /// <summary>Two days, and the one in which the step began: evidence of no harm is carried over the step.</summary>
    private const int EpochsKept = 3;

    /// <summary>A rollout of which nothing has been reported for so long is over.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromDays(30);

    private readonly Dictionary<string, SortedList<int, EvidenceLedger>> _rollouts = new(StringComparer.Ordinal);
    private long _turns;

    /// <summary>Adds a report; one of an epoch long past is dropped.</summary>
    public void Add(GuardReport report, DateTimeOffset now)
    {
        if (Open(report.Epoch, now) is not { } ledger) return;
        ledger.Add(report, now);
        (ledger.Turn, ledger.At) = (++_turns, now);
    }

    /// <summary>Goes on with a ledger that was kept.</summary>
    /// <param name="state">What it knew.</param>
    /// <param name="at">When that was.</param>
    public void Add(CountedEvidence state, DateTimeOffset at)
    {
        if (!_rollouts.TryGetValue(state.Epoch.Rollout, out var epochs)) _rollouts.Add(state.Epoch.Rollout, epochs = []);
        epochs[state.Epoch.Number] = new(state) { Turn = ++_turns, At = at };
    }

    /// <summary>All ledgers, with when each was added to last, in that order.</summary>
    public IEnumerable<(DateTimeOffset At, CountedEvidence State)> Save() =>
        from rollout in _rollouts
        from epoch in rollout.Value
        orderby epoch.Value.Turn
        select (epoch.Value.At, epoch.Value.Save(new(rollout.Key, epoch.Key, default)));

    /// <summary>What is known of an epoch that is kept.</summary>
    public CountedEvidence? Save(GuardEpoch epoch) => Find(epoch)?.Save(epoch);

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

    /// <summary>The epochs that are kept, by rollout.</summary>
    public IEnumerable<(string Rollout, int Number)> Kept =>
        _rollouts.SelectMany(rollout => rollout.Value.Keys.Select(number => (rollout.Key, number)));

    private EvidenceLedger? Find(GuardEpoch epoch) =>
        _rollouts.TryGetValue(epoch.Rollout, out var epochs) ? epochs.GetValueOrDefault(epoch.Number) : null;

    /// <summary>The ledger that a report goes into: only what is added makes one, and lets the one go that was added to the longest
    /// ago.</summary>
    private EvidenceLedger? Open(GuardEpoch epoch, DateTimeOffset now)
    {
        if (!_rollouts.TryGetValue(epoch.Rollout, out var epochs)) _rollouts.Add(epoch.Rollout, epochs = []);
        if (epochs.TryGetValue(epoch.Number, out var ledger)) return ledger;
        if (epochs.Count >= EpochsKept && epoch.Number < epochs.Keys[0]) return null;
        epochs.Add(epoch.Number, ledger = new(epoch.Start));
        ledger.At = now;
        if (epochs.Count > EpochsKept) epochs.Remove(epochs.SkipLast(1).MinBy(kept => kept.Value.Turn).Key);
        foreach (var (over, _) in _rollouts.Where(rollout => rollout.Value.Values.All(kept => kept.At < now - Silence)).ToList())
            _rollouts.Remove(over);
        return ledger;
    }
}
