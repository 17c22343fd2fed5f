using Dataface.Flags.Documents;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Simulations.Output;
using Dataface.Flags.Simulations.Rivals;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>How long harm lasts before it is noticed, in buckets of ten seconds.</summary>
internal static class Delays
{
    private static readonly (double Ratio, double MostTimesBound)[] FromStart = [(1.5, 0), (2, 1.4), (3, 0), (5, 1.6), (10, 2), (30, 0)];
    private static readonly (double Ratio, double MostBuckets)[] Late = [(2, 0), (5, 10), (10, 4)];

    /// <summary>What errors get of α in the first epoch of the default guard.</summary>
    private static double Shared => AlphaBudget.Of(new GuardDefinition(), GuardSignalKind.Errors, treatments: 1, epoch: 1);

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"Mean delay of an abort in buckets of ten seconds, {runs} harmful rollouts each, α = {Setting.Alpha}",
            "Harm begins", "ratio", "lower bound", "guard", "times the bound", "its 95th percentile", "as one signal of the default guard",
            "confidence sequence",
            "5 failed checks, 5 % allowed");
        foreach (var (ratio, most) in FromStart) Cell(report, table, runs, 1, ratio, most, double.PositiveInfinity);
        foreach (var (ratio, most) in Late) Cell(report, table, runs, Setting.LateOnset, ratio, 0, most);
    }

    private static void Cell(Report report, Table table, int runs, int onset, double ratio, double mostTimes, double mostBuckets)
    {
        var seed = 50 + (int)(ratio * 10) + onset;
        var ours = Runs.Of(runs, seed, random => Guard(random, onset, ratio, Setting.Alpha));
        var shared = Runs.Of(runs, seed, random => Guard(random, onset, ratio, Shared)).Average();
        var rivals = Runs.Of(Math.Min(runs, 2_000), seed, random => Rivals(random, onset, ratio));
        var (bound, mean) = (Setting.LowerBound(ratio), ours.Average());
        var sequence = rivals.Average(r => r.Sequence);
        Array.Sort(ours);
        Report.Row(
            table, onset == 1 ? "at the start" : $"in bucket {onset}", ratio, bound, mean, mean / bound, ours[(int)(0.95 * ours.Length)],
            shared, sequence,
            onset == 1 ? rivals.Average(r => r.Threshold)
                : $"aborts before the harm in {rivals.Average(r => r.Threshold == 0 ? 1.0 : 0):P0}");
        report.Judge($"price of the shared budget at ratio {ratio}: {(shared / mean) - 1:P0} (< 35 %)", shared / mean < 1.35);
        if (mostTimes > 0) report.Judge(
            $"delay at ratio {ratio}: {mean / bound:0.00} times the bound (<= {mostTimes})", mean / bound <= mostTimes);
        if (mostBuckets is > 0 and < double.PositiveInfinity)
            report.Judge($"late harm at ratio {ratio}: {mean:0.0} buckets (<= {mostBuckets})", mean <= mostBuckets);
        report.Judge($"delay at ratio {ratio} from bucket {onset}: {mean:0.0} buckets, confidence sequence {sequence:0.0}",
            mean < sequence);
    }

    /// <summary>
    /// Buckets from the beginning of harm to the abort; as if it came at the end when it never does. Aborts before harm count as none.
    /// </summary>
    private static double Guard(Random random, int onset, double ratio, double alpha)
    {
        var guard = new ErrorProcess(alpha);
        for (var bucket = 1; bucket <= Setting.Buckets; bucket++)
        {
            var treated = Setting.Erring * Setting.Treatment * (bucket >= onset ? ratio : 1);
            var erring = Poisson.Sample(random, treated + (Setting.Erring * Setting.Control));
            var theta = treated / (treated + (Setting.Erring * Setting.Control));
            for (var i = 1; i <= erring; i++)
            {
                if (guard.Count(random.NextDouble() < theta)) return bucket < onset ? 0 : bucket - onset + (i / (erring + 1.0));
            }

            guard.Close();
        }

        return Setting.Buckets - onset + 1;
    }

    private static (double Sequence, double Threshold) Rivals(Random random, int onset, double ratio)
    {
        var (counter, sequence) = (new ThresholdCounter(0.05), new ConfidenceSequence(Setting.Alpha, Setting.Treatment));
        var never = Setting.Buckets - onset + 1.0;
        var (bySequence, byThreshold) = (never, never);
        for (var bucket = 1; bucket <= Setting.Buckets; bucket++)
        {
            var rate = Setting.ErrorRate * Setting.UnitsPerBucket;
            var treatment = Poisson.Sample(random, rate * Setting.Treatment * (bucket >= onset ? ratio : 1));
            var control = Poisson.Sample(random, rate * Setting.Control);
            var delay = Math.Max(bucket - onset + 1, 0);
            if (sequence.Take(Setting.UnitsPerBucket, treatment, control)) bySequence = Math.Min(bySequence, delay);
            if (counter.Check(treatment)) byThreshold = Math.Min(byThreshold, delay);
            if (bySequence < never && byThreshold < never) break;
        }

        return (bySequence, byThreshold);
    }
}
