using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Simulations.Output;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>The library's whole guard on errors and latencies: how often it is wrong, and how soon it notices slowness.</summary>
internal static class Latencies
{
    private const int Buckets = 500;
    private const int LateOnset = 101;

    private static readonly GuardDefinition Default = new();
    private static readonly GuardDefinition OnlyLatency = new() { Errors = false };

    private static readonly (string Name, LatencyHarm Harm, int Onset, double Most)[] Harms =
    [
        ("every request 25 % slower", new(Factor: 1.25), 1, 12),
        ("5 % of units one second slower", new(TailShare: 0.05, TailSeconds: 1), 1, 8),
        ("every request 25 % slower", new(Factor: 1.25), 101, 0),
        ("5 % of units one second slower", new(TailShare: 0.05, TailSeconds: 1), 101, 0),
    ];

    private static readonly (double Share, int Within)[] Late = [(0.05, 60), (0.2, 25)];

    public static void Run(Report report, int runs, int harmRuns)
    {
        RunLate(report, harmRuns);
        var harmless = report.Begin(
            $"False aborts of latency and of the default guard, {runs} harmless rollouts of {Buckets} buckets each, α = {Setting.Alpha}",
            "Guard", "false aborts", "95 % upper bound");
        Judge(report, harmless, "latency only", runs, 60, OnlyLatency);
        Judge(report, harmless, "default guard: errors and latency", runs, 61, Default);
        var table = report.Begin(
            $"Mean delay of an abort for latency in buckets of ten seconds, {harmRuns} harmful rollouts each, latency only, α "
            + $"= {Setting.Alpha}", "Harm", "begins", "mean", "95th percentile");
        for (var i = 0; i < Harms.Length; i++)
        {
            var (name, harm, onset, most) = Harms[i];
            var delays = Runs.Of(harmRuns, 62 + i, random => (double)(Rollout(random, OnlyLatency, harm, onset, 2_000) - onset + 1));
            Array.Sort(delays);
            Report.Row(table, name, onset == 1 ? "at the start" : $"in bucket {onset}", delays.Average(),
                delays[(int)(0.95 * delays.Length)]);
            if (most > 0) report.Judge($"{name}: {delays.Average():0.0} buckets (<= {most})", delays.Average() <= most);
        }
    }

    /// <summary>Slowness that begins late, as the whole default guard finds it with all of its budget, one half of which is the first
    /// epoch's.</summary>
    private static void RunLate(Report report, int runs)
    {
        var table = report.Begin(
            $"Every request 25 % slower from bucket {LateOnset} on, {runs} harmful rollouts each, default guard, α "
            + $"= {Setting.Alpha}, first epoch",
            "Share of treatment", "mean buckets", "95th percentile", "within", "found");
        foreach (var (share, within) in Late)
        {
            var delays = Runs.Of(
                runs, 660 + within,
                random => (double)(Rollout(random, Default, new(Factor: 1.25), LateOnset, 600, share, Setting.Alpha) - LateOnset + 1));
            var found = delays.Average(delay => delay is > 0 && delay <= within ? 1.0 : 0);
            Array.Sort(delays);
            Report.Row(table, share, delays.Average(), delays[(int)(0.95 * delays.Length)], within, found);
            report.Judge($"late slowness at {share:P0}: {found:P1} found within {within} buckets (>= 95 %)", found >= 0.95);
        }
    }

    private static void Judge(Report report, Table table, string name, int runs, int seed, GuardDefinition guard)
    {
        var share = Runs.Share(runs, seed, random => Rollout(random, guard, new(), int.MaxValue, Buckets) <= Buckets);
        Report.Row(table, name, share, Runs.UpperBound(share, runs));
        report.Judge($"false aborts, {name}: {share:0.00000} (<= {Setting.Alpha})", share <= Setting.Alpha);
    }

    /// <summary>The bucket of the abort, from 1; one more than there are when there is none. Looked at once a bucket.</summary>
    private static int Rollout(
        Random random, GuardDefinition guard, LatencyHarm harm, int onset, int buckets, double share = Setting.Treatment,
            double alpha = 2 * Setting.Alpha)
    {
        // The budget of the first epoch is half of α; unless another is given, α is meant for the epoch.
        var tests = new EpochTests(guard with { Alpha = alpha }, new ArmShares([("on", share)], 1 - share), treatment: 0, epoch: 1);
        var sample = new LatencySample(random, harm, share);
        var counts = new List<GuardCount>();
        for (var bucket = 1; bucket <= buckets; bucket++)
        {
            counts.Clear();
            counts.Add(GuardCounts.Of(bucket - 1, GuardSignals.Seen, 0, 0, (long)(Setting.UnitsPerBucket * share)));
            counts.Add(GuardCounts.Of(bucket - 1, GuardSignals.Seen, -1, 0, (long)(Setting.UnitsPerBucket * (1 - share))));
            if (guard.Errors)
            {
                counts.Add(GuardCounts.Of(bucket - 1, GuardSignals.Errors, 0, 0, Poisson.Sample(random, Setting.Erring * share)));
                counts.Add(GuardCounts.Of(bucket - 1, GuardSignals.Errors, -1, 0, Poisson.Sample(random, Setting.Erring * (1 - share))));
            }

            sample.Add(bucket - 1, bucket >= onset, counts);
            tests.Feed(bucket, counts);
            if (tests.Harm is not null) return bucket;
        }

        return buckets + 1;
    }
}
