using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments.Validity;

/// <summary>
/// What exactness costs: the units until a real effect is shown, against those of the confidence sequence that does not look at the
/// split.
/// </summary>
internal static class NeededSample
{
    private const double Most = 1.3;
    private const int Looks = 56;

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"Units until an effect is shown that was planned for with power 0.8, as a multiple of those of the plain confidence "
            + $"sequence, {Looks} looks up to twice the plan, {runs} experiments each",
            "Metric", "Control : treatment", "lift", "as decided, mean", "as decided, median", "exact alone, mean",
                "shown by the plan, plain", "shown by the plan, as decided");
        var seed = 40_000;
        foreach (var (rate, lift) in new[] { (0.1, 0.05), (0.1, 0.2), (0.01, 0.2), (0.5, 0.05), (0.001, 0.5) })
        {
            foreach (var (name, weights) in FalseDecisions.Splits.Take(2))
            {
                var plan = SampleSize.Plan(new()
                {
                    Baseline = MetricBaseline.OfProportion(rate),
                    MinimumDetectableEffect = rate * lift,
                    Scale = EffectScale.Absolute,
                    Shares = weights,
                    Method = AnalysisMethod.Sequential,
                });
                var results = Runs.Of(runs, seed++, random => Stops(random, rate, lift, weights, plan));
                double Mean(int which) => results.Average(r => r[which]);
                double Median(int which) => results.Select(r => r[which]).Order().ElementAt(runs / 2);
                double ByPlan(int which) => results.Count(r => r[which] <= Looks / 2) / (double)runs;
                var (mean, median) = (Mean(1) / Mean(0), Median(1) / Median(0));
                Report.Row(table, $"proportion of {rate:0.##%}", name, lift, mean, median, Mean(2) / Mean(0), ByPlan(0), ByPlan(1));
                if (name == "50:50")
                {
                    report.Judge($"units until shown, {rate:0.##%}, lift {lift}: {mean:0.00} and {median:0.00} times as many (<= {Most})",
                        Math.Max(mean, median) <= Most);
                }
            }
        }
    }

    /// <summary>The look at which each of three tests shows the rise first.</summary>
    private static double[] Stops(Random random, double rate, double lift, double[] weights, SamplePlan plan)
    {
        double[] stops = [Looks + 1, Looks + 1, Looks + 1];
        var units = (int)(plan.Units * 2 / Looks);
        var look = 0;
        foreach (var strata in Validity.Looks.Of(random, new DailyRate(rate, IsLate: false), weights, units, Looks, lift))
        {
            look++;
            var all = strata[0];
            var effect = EffectTest.Calculate(all.Control, all.Treatment, EffectScale.Absolute, plan.Procedure);
            if (effect.IsComputed && effect.Lower > 0) stops[0] = Math.Min(stops[0], look);
            if (Comparison.Of(all, plan.Procedure).PAbove(Contrast.Zero) <= plan.Procedure.Alpha) stops[1] = Math.Min(stops[1], look);
            if (new CountComparison(all, plan.Procedure).PAbove(Contrast.Zero) <= plan.Procedure.Alpha) stops[2] = Math.Min(stops[2], look);
            if (stops.Max() <= Looks) break;
        }

        return stops;
    }
}
