namespace Dataface.Flags.Guard.Store;

/// <summary>All that a ledger knows of an epoch, to be kept instead of the reports that it was counted from.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Bucket">The open bucket.</param>
/// <param name="Counted">The units counted, over all signals.</param>
/// <param name="Signals">The signals, in the order of their numbers.</param>
/// <param name="Counts">What was counted, in ascending order of buckets: bucket, number of the signal, treatment, bin, count.</param>
/// <param name="Units">The units that were counted, by signal.</param>
/// <param name="Again">Those of later stretches of the epoch, by number.</param>
/// <param name="Sequences">The last report of each instance.</param>
internal sealed record CountedEvidence(
    GuardEpoch Epoch, int Bucket, long Counted, IReadOnlyList<string> Signals, IReadOnlyList<long[]> Counts,
    IReadOnlyDictionary<string, UnitsState> Units, IReadOnlyDictionary<int, UnitsState> Again,
    IReadOnlyDictionary<Guid, long> Sequences);

/// <summary>A sample of units.</summary>
/// <param name="Keys">The hashes of the units.</param>
/// <param name="Rejected">The low bits of a hash that must be zero.</param>
internal sealed record UnitsState(IReadOnlyList<uint> Keys, uint Rejected);
