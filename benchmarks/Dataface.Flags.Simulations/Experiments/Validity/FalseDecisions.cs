using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments.Validity;

/// <summary>How often an experiment without any effect is decided by somebody who looks after each of 28 days.</summary>
internal static class FalseDecisions
{
    public const int Days = 28;

    public static readonly double[] Alphas = [0.05, 0.005];

    public static readonly (string Name, double[] Weights)[] Splits =
        [("50:50", [1, 1]), ("90:10", [9, 1]), ("10:90", [1, 9]), ("99:1", [99, 1]), ("1:99", [1, 99])];

    private static readonly (Daily Metric, int UnitsPerDay)[] Metrics =
    [
        (new DailyRate(0.001, IsLate: true), 10_000), (new DailyRate(0.01, IsLate: true), 10_000),
            (new DailyRate(0.01, IsLate: false, Drift: 5), 2_000),
        (new DailyRate(0.1, IsLate: true), 2_000), (new DailyRate(0.5, IsLate: true), 2_000), (new DailyRate(0.5, IsLate: false), 500),
        (DailyValue.Exponential, 1_000), (DailyValue.LogNormal, 1_000), (DailyValue.Heavy, 1_000), (DailyValue.Revenue, 2_000),
            (DailyValue.RareRevenue, 2_000),
        (new DailyRatio(0.02), 1_000),
    ];

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"False decisions in either direction with {Days} daily looks, {runs} experiments each; of every second one the plan ends "
            + $"after three days",
            "Metric", "Units a day", "Control : treatment", "α = 0.05", "α = 0.005", "share of looks refused");
        var seed = 10_000;
        foreach (var (metric, units) in Metrics)
        {
            foreach (var (name, weights) in Splits)
            {
                var results = Runs.Of(runs, seed++, random => Look(random, metric, weights, units, 0, 0));
                Row(report, table, results, metric.Name, units, name);
            }
        }
    }

    /// <summary>Two to five arms, each treatment at its part of α.</summary>
    public static void RunArms(Report report, int runs)
    {
        var table = report.Begin(
            $"False decisions of any treatment against control, {Days} daily looks, {runs} experiments each, α divided by the treatments",
            "Metric", "Arms", "Control : each treatment", "α = 0.05", "α = 0.005", "share of looks refused");
        var seed = 20_000;
        foreach (var metric in new Daily[] { new DailyRate(0.01, IsLate: true), new DailyRate(0.1, IsLate: true), DailyValue.Exponential })
        {
            foreach (var arms in new[] { 3, 4, 5 })
            {
                foreach (var control in new[] { 1.0, 9 })
                {
                    double[] weights = [control, .. Enumerable.Repeat(1.0, arms - 1)];
                    Row(report, table, Runs.Of(runs, seed++, random => Look(random, metric, weights, 2_000, 0, 0)), metric.Name, arms,
                        $"{control}:1");
                }
            }
        }
    }

    /// <summary>
    /// One-sided rules with a margin, where the truth lies on the margin: a guardrail that is broken, and a proof that nothing worse
    /// happens.
    /// </summary>
    public static void RunMargins(Report report, int runs)
    {
        var table = report.Begin(
            $"Rules with a relative margin that the truth lies on, {Days} daily looks, {runs} experiments each: falsely beyond it, in "
            + $"either direction",
            "Metric", "Margin", "Control : treatment", "α = 0.05", "α = 0.005", "share of looks refused");
        var seed = 30_000;
        foreach (var metric in new Daily[] { new DailyRate(0.001, IsLate: true), new DailyRate(0.01, IsLate: true),
            new DailyRate(0.1, IsLate: true), DailyValue.Exponential })
        {
            foreach (var margin in new[] { 0.5, -0.1 })
            {
                foreach (var (name, weights) in Splits)
                {
                    var units = metric is DailyRate { Rate: 0.001 } ? 10_000 : 2_000;
                    Row(report, table, Runs.Of(runs, seed++, random => Look(random, metric, weights, units, margin, margin)), metric.Name,
                        margin, name);
                }
            }
        }
    }

    private static void Row(Report report, Table table, Outcome[][] results, string metric, object what, string split)
    {
        var shares = new double[Alphas.Length];
        for (var a = 0; a < Alphas.Length; a++)
        {
            var (place, count) = (a, results.Count(r => r[a].IsDecided));
            shares[a] = count / (double)results.Length;
            var most = Runs.MostBy(results.Length, Alphas[place]);
            report.Judge($"false decisions, {metric}, {what}, {split}, α = {Alphas[a]}: {count} of {results.Length} (<= {most})",
                count <= most);
        }

        Report.Row(table, metric, what, split, shares[0], shares[1], results.Average(r => r[0].Refused / (double)Days));
    }

    private static Outcome[] Look(Random random, Daily metric, double[] weights, int units, double lift, double margin)
    {
        var all = new Outcome[Alphas.Length];
        var tightest = units * (random.Next(2) == 0 ? Days : 3.0) * (weights[0] + weights[1]) / weights.Sum();
        foreach (var strata in Looks.Of(random, metric, weights, units, Days, lift))
        {
            for (var a = 0; a < Alphas.Length; a++)
            {
                var alpha = Alphas[a] / strata.Length;
                foreach (var treatment in strata)
                {
                    var comparison = Comparison.Of(treatment, TestProcedure.Sequential(tightest, alpha));
                    var contrast = Contrast.At(margin, EffectScale.Relative);
                    all[a].IsDecided |= Math.Min(comparison.PAbove(contrast), comparison.PBelow(contrast)) <= alpha;
                    all[a].Refused += comparison.IsComputed ? 0 : 1.0 / strata.Length;
                }
            }
        }

        return all;
    }

    private record struct Outcome(bool IsDecided, double Refused);
}
