using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Deciding;

namespace Dataface.Flags.Guard;

/// <summary>Computes decisions again from their records, by the very code that decided.</summary>
public static class GuardReplay
{
    /// <summary>Computes a decision again.</summary>
    /// <param name="record">The record.</param>
    /// <returns>ln E and its threshold as computed now, and ln E after each bucket up to the decision.</returns>
    /// <exception cref="FormatException">The record contradicts itself; the message says in what.</exception>
    public static GuardReplayResult Run(AbortRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (AbortRecordCheck.Fault(record) is { } fault) throw new FormatException(fault);
        var shares = new ArmShares([.. record.Treatments.Select((share, i) => (i == record.Treatment ? record.Variant : "", share))], record.Control);
        var tests = new EpochTests(record.Guard(), shares, record.Treatment, record.Epoch);
        var signal = tests.Signals.FirstOrDefault(s => s.Signal == record.Signal) ?? throw new FormatException($"The guard has no signal '{record.Signal}'.");
        var counts = Counts(record);
        var (path, first, end) = (new List<double>(), 0, 0);
        for (var bucket = 0; bucket <= record.Bucket; bucket++)
        {
            while (first < counts.Count && counts[first].Bucket < tests.Next) first++;
            while (end < counts.Count && counts[end].Bucket <= bucket) end++;
            tests.Feed(bucket, counts.GetRange(first, Math.Max(0, end - first)));
            path.Add(signal.LogE);
        }

        return new(signal.LogE, signal.Threshold, signal.Treatment, signal.Control, path);
    }

    internal static AbortRecord Record(
        GuardEpoch epoch, GuardDefinition guard, ArmShares shares, int treatment, SignalTest signal, GuardEvidence evidence)
    {
        string[] relevant = signal.Kind == GuardSignalKind.Slo ? [GuardSignals.Requests, GuardSignals.RequestErrors, GuardSignals.Seen] : [signal.Signal, GuardSignals.Seen];
        return new()
        {
            Rollout = epoch.Rollout,
            Epoch = epoch.Number,
            Variant = shares.Treatments[treatment].Variant,
            Signal = signal.Signal,
            LogE = signal.LogE,
            Threshold = signal.Threshold,
            Treatments = [.. shares.Treatments.Select(t => t.Share)],
            Control = shares.Control,
            Treatment = treatment,
            Alpha = guard.Alpha,
            Tolerated = guard.Tolerated,
            Grid = guard.Grid,
            Errors = guard.Errors,
            Latency = guard.Latency,
            LatencyThresholds = [.. guard.LatencyThresholds.Select(t => t.TotalSeconds)],
            Counters = guard.Counters,
            SloObjective = guard.SloObjective,
            Bucket = evidence.Bucket,
            Signals = relevant,
            Counts =
            [
                .. evidence.Counts.Where(c => (c.Treatment < 0 || c.Treatment == treatment) && relevant.Contains(c.Signal))
                    .Select(c => new[] { c.Bucket, Array.IndexOf(relevant, c.Signal), c.Treatment < 0 ? 0 : 1, c.Bin, c.Count }),
            ],
        };
    }

    private static List<GuardCount> Counts(AbortRecord record)
    {
        var counts = new List<GuardCount>(record.Counts.Count);
        foreach (var row in record.Counts)
        {
            counts.Add(new((int)row[0], record.Signals[(int)row[1]], row[2] == 0 ? -1 : record.Treatment, (int)row[3], row[4]));
        }

        // Stable: within a bucket they stay in the order of the record.
        return [.. counts.OrderBy(c => c.Bucket)];
    }
}

/// <summary>A decision as computed again.</summary>
/// <param name="LogE">ln E.</param>
/// <param name="Threshold">ln of the evidence that was needed.</param>
/// <param name="Treatment">The units (or failed requests) counted in treatment.</param>
/// <param name="Control">Those counted in control.</param>
/// <param name="Path">ln E after each bucket.</param>
public sealed record GuardReplayResult(double LogE, double Threshold, long Treatment, long Control, IReadOnlyList<double> Path);
