using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard;

/// <summary>Recomputes decisions from their records, with the same code that made them.</summary>
public static class GuardReplay
{
    /// <summary>Recomputes a decision.</summary>
    /// <param name="record">The record.</param>
    /// <returns>ln E and its threshold as computed now, and ln E after each bucket up to the decision.</returns>
    /// <exception cref="FormatException">The record contradicts itself; the message says how.</exception>
    public static GuardReplayResult Run(AbortRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (AbortRecordCheck.Fault(record) is { } fault) throw new FormatException(fault);
        var shares = new ArmShares(
            [.. record.Treatments.Select((share, i) => (i == record.Treatment ? record.Variant : "", share))], record.Control);
        var tests = new EpochTests(record.Guard(), shares, record.Treatment, record.Epoch);
        tests.Divide(record.Alone);
        var signal = tests.Signals.FirstOrDefault(s => s.Signal == record.Signal)
            ?? throw new FormatException($"The guard has no signal '{record.Signal}'.");
        var counts = Counts(record);
        var (path, first, end) = (new List<double>(), 0, 0);
        for (var bucket = 0; bucket <= record.Bucket; bucket++)
        {
            while (first < counts.Count && counts[first].Bucket < tests.Next) first++;
            while (end < counts.Count && counts[end].Bucket <= bucket) end++;
            tests.Feed(bucket, counts.GetRange(first, Math.Max(0, end - first)));
            path.Add(signal.LogE);
        }

        return new()
        {
            LogE = signal.LogE,
            Threshold = signal.Threshold,
            Treatment = signal.Treatment,
            Control = signal.Control,
            Path = path,
        };
    }

    internal static AbortRecord Record(
        GuardEpoch epoch, GuardDefinition guard, ArmShares shares, int treatment, SignalTest signal, GuardEvidence evidence,
        int alone = 0)
    {
        // How the sides report is part of every decision: first records, with latency or without. So is how often their units are called,
        // and on how many instances.
        string[] decisive = signal.Kind == GuardSignalKind.Slo ? [GuardSignals.Requests, GuardSignals.RequestErrors] : [signal.Signal];
        string[] use = [GuardSignals.AtRiskUnits, GuardSignals.AtRisk(signal.Signal), GuardSignals.UnitInstances];
        string[] relevant =
        [
            .. decisive.Union([GuardSignals.Seen, GuardSignals.Latency, GuardSignals.Untimed, GuardSignals.Again])
                .Union(use).Union(use.Select(GuardSignals.Left)),
        ];
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
            Alone = alone,
            Tolerated = guard.Tolerated,
            Grid = guard.Grid,
            Errors = guard.Errors,
            GiveUps = guard.GiveUps,
            Latency = guard.Latency,
            LatencyThresholds = [.. guard.LatencyThresholds.Select(t => t.TotalSeconds)],
            Counters = guard.Counters,
            SloObjective = guard.SloObjective,
            HasSources = guard.Source is not null,
            Bucket = evidence.Bucket,
            Signals = relevant,
            Counts =
            [
                .. evidence.Counts.Where(c => (c.Treatment < 0 || c.Treatment == treatment) && relevant.Contains(c.Signal))
                    .GroupBy(c => (c.Bucket, Signal: Array.IndexOf(relevant, c.Signal), Arm: c.Treatment < 0 ? 0 : 1, Bin: BinOf(c)), c =>
                    c.Count)
                    .Select(group => new[] { group.Key.Bucket, group.Key.Signal, group.Key.Arm, group.Key.Bin, group.Sum() }),
            ],
        };

        // Bins matter to latency alone, and of later stretches only in the one that is open; for the rest it is enough that the unit
        // reported.
        int BinOf(GuardCount count) => signal.Kind != GuardSignalKind.LatencyBody ? 0
            : count.Signal == GuardSignals.Again && SubEpochs.Read(count.Bin).Number != SubEpochs.At(evidence.Bucket) ? 0
            : count.Bin;
    }

    private static List<GuardCount> Counts(AbortRecord record)
    {
        var counts = new List<GuardCount>(record.Counts.Count);
        foreach (var row in record.Counts)
        {
            counts.Add(new()
            {
                Bucket = (int)row[0],
                Signal = record.Signals[(int)row[1]],
                Treatment = row[2] == 0 ? -1 : record.Treatment,
                Bin = (int)row[3],
                Count = row[4],
            });
        }

        // Stable: within a bucket they stay in the order of the record.
        return [.. counts.OrderBy(c => c.Bucket)];
    }
}

/// <summary>A recomputed decision.</summary>
public sealed record GuardReplayResult
{
    /// <summary>ln E.</summary>
    public required double LogE { get; init; }

    /// <summary>ln of the evidence that was needed.</summary>
    public required double Threshold { get; init; }

    /// <summary>The units (or failed requests) counted in treatment.</summary>
    public required long Treatment { get; init; }

    /// <summary>Those counted in control.</summary>
    public required long Control { get; init; }

    /// <summary>ln E after each bucket.</summary>
    public required IReadOnlyList<double> Path { get; init; }
}
