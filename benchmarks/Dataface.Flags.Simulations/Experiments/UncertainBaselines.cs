using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments;

/// <summary>
/// Whether the refusal of uncertain baselines keeps α: rare events, looked at from the first on, relative, on seeds that the rule was not
/// found with.
/// </summary>
internal static class UncertainBaselines
{
    private const double Alpha = 0.05;
    private const int Looks = 1_000;

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"False decisions of relative effects of rare events, {Looks} looks, {runs} experiments each, α = {Alpha}, fresh seeds",
            "Rate", "Units more at each look", "false decisions",
            "its 95 % upper bound", "share of looks refused");
        var seed = 9_000;
        foreach (var (population, units) in new[] { (Population.Percent, 20), (Population.Percent, 50), (Population.PerMille, 200),
            (Population.PerMille, 500) })
        {
            var results = Runs.Of(runs, seed++, random => Look(random, population, units));
            var share = results.Average(r => r.IsDecided ? 1.0 : 0);
            Report.Row(table, population.Name, units, share, Runs.UpperBound(share, runs), results.Average(r => r.Refused / (double)Looks));
            report.Judge($"false decisions, {population.Name}, {units} units more: {share:0.0000} (<= {Alpha})", share <= Alpha);
        }
    }

    private static (bool IsDecided, int Refused) Look(Random random, Population population, int units)
    {
        var (control, treatment, isDecided, refused) = (default(SampleStatistics), default(SampleStatistics), false, 0);
        var procedure = TestProcedure.Sequential(Looks * units, Alpha);
        for (var look = 0; look < Looks; look++)
        {
            control += population.Draw(random, units, 0);
            treatment += population.Draw(random, units, 0);
            var effect = EffectTest.Compare(control, treatment, EffectScale.Relative, procedure);
            if (!effect.IsComputed) refused++;
            isDecided = isDecided || effect.PValue < Alpha;
        }

        return (isDecided, refused);
    }
}
