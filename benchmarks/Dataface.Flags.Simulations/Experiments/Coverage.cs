using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments;

/// <summary>How often the interval of a fixed horizon contains the true effect, a rise by a tenth of the metric.</summary>
internal static class Coverage
{
    private const double Alpha = 0.05;

    private static readonly (Population Population, int Units, bool IsPromised)[] All =
    [
        (Population.Half, 1_000, true),
        (Population.Percent, 10_000, true),
        (Population.Exponential, 1_000, true),
        (Population.Ratio, 1_000, true),
        (Population.PerMille, 2_000, false),
        (Population.PerMille, 20_000, false),
        (Population.Heavy, 1_000, false),
        (Population.Heavy, 10_000, false),
        (Population.Half, 20, false),
        (Population.Exponential, 20, false),
    ];

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"Coverage of intervals of 95 %, {runs} experiments each", "Metric", "Units on each side", "absolute", "relative", "refused");
        var seed = 200;
        var error = 3 * Math.Sqrt(Alpha * (1 - Alpha) / runs);
        foreach (var (population, units, isPromised) in All)
        {
            var results = Runs.Of(runs, seed++, random => Compare(random, population, units));
            var (absolute, relative) = (Share(results, r => r.Absolute, population.Mean / 10), Share(results, r => r.Relative, 0.1));
            Report.Row(table, population.Name, units, absolute, relative, results.Average(r => r.Relative.IsComputed ? 0 : 1.0));
            if (!isPromised) continue;
            report.Judge(
                $"coverage, {population.Name}: {absolute:0.0000} and {relative:0.0000} (0.95 within {error:0.0000})",
                Math.Max(Math.Abs(absolute - 1 + Alpha), Math.Abs(relative - 1 + Alpha)) <= error);
        }
    }

    private static (Effect Absolute, Effect Relative) Compare(Random random, Population population, int units)
    {
        var (control, treatment) = (population.Draw(random, units, 0), population.Draw(random, units, population.Mean / 10));
        var procedure = TestProcedure.FixedHorizon(Alpha);
        return (EffectTest.Compare(control, treatment, EffectScale.Absolute, procedure),
            EffectTest.Compare(control, treatment, EffectScale.Relative, procedure));
    }

    /// <summary>Of those that were not refused.</summary>
    private static double Share(
        (Effect Absolute, Effect Relative)[] results, Func<(Effect Absolute, Effect Relative), Effect> which, double truth) =>
        results.Select(which).Where(effect => effect.IsComputed)
            .Average(effect => effect.Lower <= truth && truth <= effect.Upper ? 1.0 : 0);
}
