using Dataface.Flags.Documents;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>Features that are used more, or less, at equal errors by call; and what accounting for use costs when there is harm.</summary>
internal static class Use
{
    private const int Buckets = 300;

    /// <summary>The budget of the first epoch is half of α; here α is meant for the epoch.</summary>
    private static readonly GuardDefinition Guard = new() { Alpha = 2 * Setting.Alpha, Latency = false, GiveUps = false };

    public static void Run(Report report, int runs, int harmRuns)
    {
        var table = report.Begin(
            $"More or less use at equal errors by call: {runs} harmless rollouts "
            + $"of {Buckets} buckets each, errors only, α = {Setting.Alpha}",
            "Use", "share of treatment", "aborted");
        var seed = 500;
        foreach (var use in (double[])[1, 1.2, 1.5, 2, 0.5])
        {
            foreach (var share in (double[])[0.01, 0.05, 0.5, 0.95])
            {
                var results = Runs.Of(runs, seed++, random => Rollout(new CalledUnits(random, Guard, share) { Use = use }));
                var aborted = results.Count(bucket => bucket <= Buckets);
                var most = Runs.MostBy(runs, Setting.Alpha);
                Report.Row(table, use, share, aborted);
                report.Judge($"use {use}, {share:P0} of units: {aborted} of {runs} aborted (<= {most})", aborted <= most);
            }
        }

        var delays = report.Begin(
            $"Mean delay of an abort in buckets of ten seconds, {harmRuns} harmful rollouts each, errors only, α = {Setting.Alpha}",
            "Ratio", "share of treatment", "new units a bucket", "mean", "95th percentile");
        foreach (var units in (double[])[50, Setting.UnitsPerBucket])
        {
            foreach (var share in (double[])[0.05, 0.2, 0.5, 0.95])
            {
                foreach (var harm in (double[])[2, 5, 10])
                {
                    var delay = Runs.Of(harmRuns, seed++, random => (double)Rollout(
                        new CalledUnits(random, Guard, share) { Harm = harm, Units = units },
                            (int)(4 * Buckets * Setting.UnitsPerBucket / units)));
                    Array.Sort(delay);
                    Report.Row(delays, harm, share, units, delay.Average(), delay[(int)(0.95 * delay.Length)]);
                }
            }
        }
    }

    /// <summary>The bucket of the abort, from 1; one more than there are when there is none.</summary>
    private static int Rollout(CalledUnits units, int buckets = Buckets)
    {
        for (var bucket = 1; bucket <= buckets; bucket++)
        {
            units.Next();
            if (units.Tests.Harm is not null) return bucket;
        }

        return buckets + 1;
    }
}
