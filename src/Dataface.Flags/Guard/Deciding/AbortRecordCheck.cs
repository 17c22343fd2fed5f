using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Whether a record can be one of an abort. It comes with a kill, from whoever may kill, and is computed again wherever somebody
/// looks: its numbers must not be ones that nobody ever comes to the end of.
/// </summary>
internal static class AbortRecordCheck
{
    /// <summary>More buckets than the longest epoch has, eleven days.</summary>
    private const int MostBuckets = 100_000;

    private const int MostNames = 1_000;

    private const long LargestCount = 1_000_000_000_000;

    private const double LongestLatency = 86_400;

    /// <summary>What is wrong with it, as a sentence; null for nothing.</summary>
    public static string? Fault(AbortRecord record)
    {
        if (HasNull(record)) return "A part of it is null.";
        if (record.Bucket is < 0 or > MostBuckets) return $"'bucket' is not from 0 to {MostBuckets}.";
        if (record.Epoch < 1) return "'epoch' is not 1 or more.";
        if (!IsFew(record.Treatments, IsShare) || !IsShare(record.Control)) return "'treatments' and 'control' are not shares from 0 to 1.";
        if (record.Treatment < 0 || record.Treatment >= record.Treatments.Count) return $"There is no treatment {record.Treatment}.";
        if (record.Alpha is not (> 0 and < 1)) return "'alpha' is not between 0 and 1.";
        if (record.Alone is < 0 or > AlphaBudget.MostInstances) return $"'alone' is not from 0 to {AlphaBudget.MostInstances}.";
        if (record.Tolerated is not (> 0 and <= 1_000)) return "'tolerated' is not above 0 and at most 1000.";
        if (record.Grid.Count == 0 || !IsFew(record.Grid, ratio => ratio is > 0 and <= 1_000_000)) return "'grid' is not made of ratios.";
        if (!IsFew(record.LatencyThresholds, seconds => seconds is > 0 and <= LongestLatency))
        {
            return "'latencyThresholds' are not seconds of a day.";
        }

        if (record.SloObjective is { } objective && objective is not (> 0 and < 100)) return "'sloObjective' is not between 0 and 100.";
        if (!IsFew(record.Counters, name => name is not null)) return "'counters' are too many, or one is null.";
        if (!IsFew(record.Signals, name => name is not null)) return "'signals' are too many, or one is null.";
        return record.Counts.All(row => IsCount(row, record)) ? null : "A count is not made of bucket, signal, arm, bin and count.";
    }

    private static bool HasNull(AbortRecord record) => record is not
    {
        Rollout: not null, Variant: not null, Signal: not null, Treatments: not null, Grid: not null,
        LatencyThresholds: not null, Counters: not null, Signals: not null, Counts: not null,
    };

    private static bool IsFew<T>(IReadOnlyList<T> values, Predicate<T> isSound) =>
        values.Count <= MostNames && values.All(value => isSound(value));

    private static bool IsShare(double share) => share is >= 0 and <= 1;

    private static bool IsCount(long[] row, AbortRecord record) =>
        row is { Length: 5 } && row[0] >= 0 && row[0] <= record.Bucket && row[1] >= 0 && row[1] < record.Signals.Count
        && row[2] is 0 or 1 && row[3] >= 0 && row[3] < SubEpochs.Codes && row[4] is >= 0 and <= LargestCount;
}
