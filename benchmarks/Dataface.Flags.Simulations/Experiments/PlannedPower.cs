using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments;

/// <summary>How often an effect as large as planned for is noticed at the planned sample.</summary>
internal static class PlannedPower
{
    private const double Planned = 0.8;
    private const int Looks = 100;

    private static readonly (Population Population, double Lift)[] Lifts =
    [
        (Population.Half, 0.05), (Population.Half, 0.5), (Population.Half, -0.2), (Population.Percent, 0.2), (Population.Percent, 0.5),
        (Population.Percent, -0.2),
        (Population.Exponential, 0.05), (Population.Exponential, 0.2), (Population.Ratio, 0.05), (Population.Ratio, 0.2),
        (Population.Ratio, -0.2),
    ];

    public static void Run(Report report, int runs, int sequentialRuns)
    {
        var table = report.Begin(
            $"Power at the planned sample, planned {Planned}, {runs} experiments each (sequential {sequentialRuns})",
            "Metric", "Lift", "Scale", "Units, fixed", "power, fixed", "Units, sequential", "at the end", $"with {Looks} looks",
            "units until decided, mean");
        var seed = 300;
        foreach (var (population, lift) in Lifts)
        {
            var past = population.Past();
            foreach (var scale in Enum.GetValues<EffectScale>())
            {
                var request = new DesignRequest
                {
                    Baseline = past,
                    MinimumDetectableEffect = lift * (scale == EffectScale.Relative ? 1 : population.Mean),
                    Scale = scale,
                    Power = Planned,
                };
                var once = SampleSize.Plan(request);
                var power = Runs.Share(runs, seed++, random => Look(random, population, lift, scale, once, 1).End);
                var always = SampleSize.Plan(request with { Method = AnalysisMethod.Sequential });
                var paths = Runs.Of(sequentialRuns, seed++, random => Look(random, population, lift, scale, always, Looks));
                var end = paths.Average(p => p.End ? 1.0 : 0);
                Report.Row(
                    table, population.Name, lift, scale, once.Units, power, always.Units, end,
                    paths.Average(p => p.Decided < 1 ? 1.0 : p.End ? 1 : 0),
                    Math.Round(paths.Average(p => p.Decided) * always.Units));
                report.Judge($"power, {population.Name}, {lift}, {scale}: {power:0.000} ({Planned} within 0.02)",
                    Math.Abs(power - Planned) <= 0.02);
                var error = 3 * Math.Sqrt(Planned * (1 - Planned) / sequentialRuns);
                report.Judge($"power at the end, sequential, {population.Name}, {lift}, {scale}: {end:0.000} (>= {Planned} - "
                    + $"{error:0.000})", end >= Planned - error);
            }
        }
    }

    /// <summary>Whether the effect is noticed at the end, and after which share of the sample it was first.</summary>
    private static (bool End, double Decided) Look(
        Random random, Population population, double lift, EffectScale scale, SamplePlan plan, int looks)
    {
        var (control, treatment, decided, end) = (default(SampleStatistics), default(SampleStatistics), 1.0, false);
        for (var look = 1; look <= looks; look++)
        {
            var units = (int)((plan.UnitsPerVariant[0] * look / looks) - control.Units);
            control += population.Draw(random, units, 0);
            treatment += population.Draw(random, units, lift * population.Mean);
            end = EffectTest.Compare(control, treatment, scale, plan.Procedure).PValue < plan.Procedure.Alpha;
            if (end) decided = Math.Min(decided, (double)look / looks);
        }

        return (end, decided);
    }
}
