using Dataface.Flags.Documents;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>Features that are used more, or less, at equal errors by call; and what accounting for use costs when there is harm.</summary>
internal static class Use
{
    private const int Buckets = 300;

    /// <summary>Runs of which a mean is judged; of fewer it is shown.</summary>
    private const int LeastJudged = 100;

    /// <summary>The budget of the first epoch is half of α; here α is meant for the epoch.</summary>
    private static readonly GuardDefinition Guard = new() { Alpha = 2 * Setting.Alpha, Latency = false, GiveUps = false };

    public static void Run(Report report, int runs)
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
    }

    /// <summary>Calls go to any instance, so that each hears of most units once.</summary>
    public static void RunFleet(Report report, int runs)
    {
        var table = report.Begin(
            $"Over many instances: {runs} rollouts of {Buckets} buckets each, errors only, α = {Setting.Alpha}",
            "Instances", "use", "ratio of errors by call", "share of treatment", "aborted", "median bucket");
        var seed = 560;
        foreach (var instances in (int[])[3, 10, 30])
        {
            foreach (var (use, harm) in ((double, double)[])[(1, 1), (1.5, 1), (2, 1), (1, 3)])
            {
                foreach (var share in (double[])[0.05, 0.5])
                {
                    var results = Runs.Of(runs, seed++, random => Rollout(
                        new CalledUnits(random, Guard, share, instances: instances) { Use = use, Harm = harm }));
                    var (aborted, most) = (results.Count(bucket => bucket <= Buckets), Runs.MostBy(runs, Setting.Alpha));
                    Array.Sort(results);
                    Report.Row(table, instances, use, harm, share, aborted, results[runs / 2] <= Buckets ? results[runs / 2] : "");
                    var what = $"{instances} instances, use {use}, {harm} times the errors, {share:P0} of units: "
                        + $"{aborted} of {runs} aborted";
                    if (harm == 1) report.Judge($"{what} (<= {most})", aborted <= most);
                    else report.Judge($"{what} (all)", aborted == runs);
                }
            }
        }
    }

    /// <summary>A service with errors enough to abort before its first bucket is over, looked at each second.</summary>
    public static void RunBusy(Report report, int runs)
    {
        const int Most = 20;
        var table = report.Begin(
            $"The first {Most} buckets of a busy service, 5,000 new units in each, half of them treated, 2 % of calls err, looked at each "
            + $"second: {runs} rollouts each, errors only, α = {Setting.Alpha}",
            "Use", "ratio of errors by call", "aborted", "median bucket");
        var seed = 540;
        foreach (var (use, harm) in ((double, double)[])[(1, 1), (1.5, 1), (2, 1), (0.5, 1), (1, 2), (2, 2)])
        {
            var results = Runs.Of(runs, seed++, random => Rollout(
                new CalledUnits(random, Guard, 0.5) { Units = 5_000, Use = use, Harm = harm, Errors = 0.02, Visit = 1, Looks = 10 }, Most));
            var (aborted, most) = (results.Count(bucket => bucket <= Most), Runs.MostBy(runs, Setting.Alpha));
            Array.Sort(results);
            Report.Row(table, use, harm, aborted, results[runs / 2] <= Most ? results[runs / 2] : "");
            if (harm == 1) report.Judge($"a busy service, use {use}: {aborted} of {runs} aborted (<= {most})", aborted <= most);
            else report.Judge($"a busy service, use {use}, {harm} times the errors: {aborted} of {runs} aborted (all)", aborted == runs);
        }
    }

    /// <summary>What it costs to account for use: the same rollouts by the evidence by unit alone.</summary>
    public static void RunDelays(Report report, int runs)
    {
        var seed = 520;
        var table = report.Begin(
            $"Mean delay of an abort in buckets of ten seconds, {runs} harmful rollouts each, errors only, α = {Setting.Alpha}",
            "Ratio", "share of treatment", "new units a bucket", "mean", "95th percentile", "by unit alone", "times as long");
        foreach (var units in (double[])[50, Setting.UnitsPerBucket])
        {
            foreach (var share in (double[])[0.05, 0.2, 0.5, 0.95])
            {
                foreach (var harm in (double[])[2, 5, 10])
                {
                    var buckets = (int)(4 * Buckets * Setting.UnitsPerBucket / units);
                    var delays = Runs.Of(runs, seed++, random => Delay(
                        new CalledUnits(random, Guard, share) { Harm = harm, Units = units }, new ErrorProcess(treatment: share), buckets));
                    double[] both = [.. delays.Select(d => (double)d.Both).Order()];
                    var (mean, alone) = (both.Average(), delays.Average(d => (double)d.Alone));
                    Report.Row(table, harm, share, units, mean, both[(int)(0.95 * runs)], alone, mean / alone);
                    if (runs >= LeastJudged) report.Judge(
                        $"price of use at ratio {harm}, {share:P0}, {units} units: {mean:0.0} buckets (<= 1.15 × {alone:0.0} + 1)",
                        mean <= (1.15 * alone) + 1);
                }
            }
        }
    }

    /// <summary>The buckets to an abort, and to one by the evidence by unit alone; one more than there are when there is none.</summary>
    private static (int Both, int Alone) Delay(CalledUnits units, ErrorProcess byUnit, int buckets)
    {
        var (alone, treated, others) = (0, 0L, 0L);
        for (var bucket = 1; bucket <= buckets; bucket++)
        {
            units.Next();
            var errors = units.Tests.Signals[0];
            for (; others < errors.Control; others++) byUnit.Count(isTreatment: false);
            for (; treated < errors.Treatment; treated++)
            {
                if (byUnit.Count(isTreatment: true) && alone == 0) alone = bucket;
            }

            byUnit.Close();
            if (units.Tests.Harm is not null) return (bucket, alone == 0 ? bucket : alone);
        }

        return (buckets + 1, alone == 0 ? buckets + 1 : alone);
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
