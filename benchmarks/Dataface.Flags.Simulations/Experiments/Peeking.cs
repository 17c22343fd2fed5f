using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments;

/// <summary>How often an experiment without any effect is decided by somebody who looks 1,000 times.</summary>
internal static class Peeking
{
    private const double Alpha = 0.05;
    private const int Looks = 1_000;
    private const int UnitsPerLook = 50;

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"False decisions with {Looks} looks, {UnitsPerLook} units more on each side between "
            + $"them, {runs} experiments each, α = {Alpha}",
            "Metric", "Scale", "sequential", "its 95 % upper bound", "fixed horizon, looked at all the time");
        var seed = 100;
        foreach (var population in new[] { Population.Half, Population.Percent, Population.Exponential, Population.Heavy,
            Population.Ratio })
        {
            foreach (var scale in Enum.GetValues<EffectScale>())
            {
                var decided = Runs.Of(runs, seed++, random => Look(random, population, scale));
                var (always, once) = (decided.Average(d => d.Always ? 1.0 : 0), decided.Average(d => d.Once ? 1.0 : 0));
                Report.Row(table, population.Name, scale, always, Runs.UpperBound(always, runs), once);
                report.Judge($"false decisions, {population.Name}, {scale}: {always:0.0000} (<= {Alpha})", always <= Alpha);
            }
        }
    }

    private static (bool Always, bool Once) Look(Random random, Population population, EffectScale scale)
    {
        var (sequential, horizon) = (TestProcedure.Sequential(Looks * UnitsPerLook, Alpha), TestProcedure.FixedHorizon(Alpha));
        var (control, treatment) = (default(SampleStatistics), default(SampleStatistics));
        var (always, once) = (false, false);
        for (var look = 0; look < Looks; look++)
        {
            control += population.Draw(random, UnitsPerLook, 0);
            treatment += population.Draw(random, UnitsPerLook, 0);
            always = always || EffectTest.Compare(control, treatment, scale, sequential).PValue < Alpha;
            once = once || EffectTest.Compare(control, treatment, scale, horizon).PValue < Alpha;
        }

        return (always, once);
    }
}
