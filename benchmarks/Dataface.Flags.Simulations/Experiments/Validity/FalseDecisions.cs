using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Simulations.Output;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Experiments.Validity;

internal static class FalseDecisions
{
    private const int Days = 28;

    private static readonly (string Name, double[] Weights)[] Splits =
        [("50:50", [1, 1]), ("90:10", [9, 1]), ("10:90", [1, 9]), ("99:1", [99, 1]), ("1:99", [1, 99])];

    public static Task RunAsync(Report report, Arguments arguments)
    {
        if (arguments.Text("skew") is { } s) Normality.MostSkewness = double.Parse(s, System.Globalization.CultureInfo.InvariantCulture);
        if (arguments.Text("least") is { } l) Normality.LeastUnits = double.Parse(l, System.Globalization.CultureInfo.InvariantCulture);
        var runs = arguments.Number("runs", 1000);
        var units = arguments.Number("units", 1000);
        List<Daily> metrics = arguments.Text("what") == "means"
            ? [DailyValue.Exponential, DailyValue.LogNormal, DailyValue.Heavy, DailyValue.Revenue, DailyValue.RareRevenue, new DailyRatio(0.02)]
            : [new DailyRate(0.001, true), new DailyRate(0.01, true), new DailyRate(0.1, true), new DailyRate(0.5, true), new DailyRate(0.1, false), new DailyRate(0.5, false), new DailyRate(0.9, true)];
        var table = report.Begin("false", "metric", "split", "alpha", "above", "below", "any", "quantile", "computed");
        var seed = 10_000;
        foreach (var metric in metrics)
        {
            foreach (var (name, weights) in Splits)
            {
                var results = Runs.Of(runs, seed++, random => Look(random, metric, weights, units));
                for (var a = 0; a < 2; a++)
                {
                    var alpha = a == 0 ? 0.05 : 0.005;
                    var any = results.Count(r => r[a].Above || r[a].Below) / (double)runs;
                    var most = Binomial.CDF(alpha, runs, any * runs - 1) < 0.999;
                    Report.Row(table, metric.Name, name, alpha, results.Count(r => r[a].Above) / (double)runs, results.Count(r => r[a].Below) / (double)runs, any, most ? "" : "EXCEEDED", results.Average(r => r[a].Computed) / Days);
                }
            }
        }

        return Task.CompletedTask;
    }

    private static (bool Above, bool Below, double Computed)[] Look(Random random, Daily metric, double[] weights, int units)
    {
        var all = new (bool Above, bool Below, double Computed)[2];
        foreach (var strata in Looks.Of(random, metric, weights, units, Days, 0))
        {
            for (var a = 0; a < 2; a++)
            {
                var alpha = a == 0 ? 0.05 : 0.005;
                var comparison = Comparison.Of(strata[0], TestProcedure.Sequential(units * Days, alpha));
                all[a].Above |= comparison.PAbove(Contrast.Zero) <= alpha;
                all[a].Below |= comparison.PBelow(Contrast.Zero) <= alpha;
                all[a].Computed += comparison is NormalComparison { IsComputed: true } ? 1 : 0;
            }
        }

        return all;
    }
}
