using Dataface.Flags.Documents;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>Callers that give up: as many on both sides, and more with the feature.</summary>
internal static class GiveUps
{
    private const int Buckets = 500;

    private static readonly ArmShares Shares = new([("on", Setting.Treatment)], Setting.Control);

    public static void Run(Report report, int runs, int harmRuns)
    {
        var table = report.Begin(
            $"False aborts of the default guard when as many give up on both "
            + $"sides, {runs} harmless rollouts of {Buckets} buckets each, α = {Setting.Alpha}",
            "Give-ups", "false aborts", "95 % upper bound");
        foreach (var rate in (double[])[0.01, 0.1, 0.5])
        {
            var share = Runs.Share(runs, 400 + (int)(rate * 100), random => Rollout(random, rate, rate, Buckets) <= Buckets);
            Report.Row(table, $"{rate:P0}", share, Runs.UpperBound(share, runs));
            report.Judge($"false aborts, give-ups of {rate:P0}: {share:0.00000} (<= {Setting.Alpha})", share <= Setting.Alpha);
        }

        var delays = report.Begin(
            $"Mean delay of an abort in buckets of ten seconds when more give up with the "
            + $"feature, {harmRuns} harmful rollouts each, default guard, α = {Setting.Alpha}",
            "Give-ups without", "with", "mean", "95th percentile");
        foreach (var (others, treated, most) in ((double, double, double)[])[(0.01, 0.5, 2), (0.1, 0.5, 2), (0.01, 0.05, 0), (0, 0.1, 0)])
        {
            var delay = Runs.Of(harmRuns, 450 + (int)(treated * 100), random => (double)Rollout(random, treated, others, Buckets));
            Array.Sort(delay);
            Report.Row(delays, $"{others:P0}", $"{treated:P0}", delay.Average(), delay[(int)(0.95 * delay.Length)]);
            if (most > 0)
            {
                report.Judge($"give-ups of {treated:P0} against {others:P0}: {delay.Average():0.00} buckets (<= {most})",
                    delay[(int)(0.95 * delay.Length)] <= most);
            }
        }
    }

    /// <summary>The bucket of the abort, from 1; one more than there are when there is none. Looked at once a bucket.</summary>
    private static int Rollout(Random random, double treated, double others, int buckets)
    {
        // The budget of the first epoch is half of α; here α is meant for the epoch.
        var tests = new EpochTests(new GuardDefinition { Alpha = 2 * Setting.Alpha }, Shares, treatment: 0, epoch: 1);
        var service = new Service(
            random, Setting.Treatment, Setting.UnitsPerBucket)
        { Treated = (0.01, treated, 1), Others = (0.01, others, 1) };
        for (var bucket = 1; bucket <= buckets; bucket++)
        {
            tests.Feed(bucket, service.Next(bucket - 1, Recorded.All, Recorded.All));
            if (tests.Harm is not null) return bucket;
        }

        return buckets + 1;
    }
}
