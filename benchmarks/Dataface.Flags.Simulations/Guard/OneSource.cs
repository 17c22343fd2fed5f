using Dataface.Flags.Documents;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// One source that sends fresh ids which err, all on the side that it has picked: to have a feature aborted, or to hide its harm.
/// </summary>
internal static class OneSource
{
    private const int Buckets = 300;
    private const int Sources = 2_000;

    /// <summary>The budget of the first epoch is half of α; here α is meant for the epoch.</summary>
    private static readonly GuardDefinition Guard =
        new() { Alpha = 2 * Setting.Alpha, Latency = false, GiveUps = false, Source = "network" };

    public static void Run(Report report, int runs, int harmRuns)
    {
        var table = report.Begin(
            $"One of {Sources + 1} sources sends fresh ids that err: {runs} harmless rollouts of {Buckets} buckets each, "
                + $"errors only, α = {Setting.Alpha}",
            "Ids a bucket", "their side", "share of treatment", "aborted", "without the rule");
        var seed = 700;
        foreach (var ids in (int[])[0, 20, 50])
        {
            foreach (var isTreated in ids == 0 ? [false] : (bool[])[true, false])
            {
                foreach (var share in (double[])[0.05, 0.5])
                {
                    var aborted = Aborted(Guard, runs);
                    var most = Runs.MostBy(runs, Setting.Alpha);
                    var (side, few) = (isTreated ? "with" : "without", Math.Min(runs, 100));
                    Report.Row(table, ids, side, share, aborted, Aborted(Guard with { Source = null }, few) / (double)few);
                    report.Judge($"{ids} ids {side} the feature, {share:P0} of units: {aborted} of {runs} aborted (<= {most})",
                        aborted <= most);

                    int Aborted(GuardDefinition guard, int count) => Runs.Of(
                        count, seed++, random => Rollout(new CalledUnits(random, guard, share)
                        {
                            Sources = Sources,
                            Attackers = ids,
                            AreAttackersTreated = isTreated,
                        })).Count(bucket => bucket <= Buckets);
                }
            }
        }

        Hidden(report, harmRuns);
    }

    /// <summary>What the rule costs, and whether one source can hide harm.</summary>
    private static void Hidden(Report report, int runs)
    {
        var table = report.Begin(
            $"Mean delay of an abort in buckets of ten seconds, {runs} harmful rollouts each, errors only, α = {Setting.Alpha}",
            "Ratio", "share of treatment", "without the rule", "with it", "times as long", "with 50 ids that hide it",
            "within three times");
        var seed = 800;
        foreach (var share in (double[])[0.05, 0.2, 0.5])
        {
            foreach (var harm in (double[])[2, 5, 10])
            {
                var plain = Delays(Guard with { Source = null }, 0);
                var limited = Delays(Guard, 0);
                var hidden = Delays(Guard, 50);
                var within = hidden.Average(delay => delay <= Math.Max(3 * limited.Average(), limited.Average() + 1) ? 1.0 : 0);
                var price = limited.Average() / plain.Average();
                Report.Row(table, harm, share, plain.Average(), limited.Average(), price, hidden.Average(), within);
                report.Judge(
                    $"price of sources at ratio {harm}, {share:P0}: {price:0.00} times (<= 1.6, or one bucket)",
                    price <= 1.6 || limited.Average() <= plain.Average() + 1);
                if (harm == 5)
                {
                    report.Judge($"ratio 5 that 50 ids hide, {share:P0}: {within:P1} found in three times the time (>= 95 %)",
                        within >= 0.95);
                }

                double[] Delays(GuardDefinition guard, int ids) => Runs.Of(runs, seed++, random => (double)Rollout(
                    new CalledUnits(random, guard, share) { Harm = harm, Sources = Sources, Attackers = ids }));
            }
        }
    }

    /// <summary>The bucket of the abort, from 1; one more than there are when there is none.</summary>
    private static int Rollout(CalledUnits units)
    {
        for (var bucket = 1; bucket <= Buckets; bucket++)
        {
            units.Next();
            if (units.Tests.Harm is not null) return bucket;
        }

        return Buckets + 1;
    }
}
