using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>Rules about what is merely measured: chance puts it on either side of any threshold.</summary>
[TestFixture]
[Rule("an experiment without effect is decided with a probability of at most α, however often one looks")]
internal sealed class MeasuredRuleTests
{
    private const int Units = 2_000;

    [TestCase(GateStatistic.Lift, GateComparison.AtMost, 0, GateRole.Guardrail)]
    [TestCase(GateStatistic.Difference, GateComparison.AtMost, 0.0002, GateRole.Guardrail)]
    [TestCase(GateStatistic.Value, GateComparison.AtMost, 0.01, GateRole.Guardrail)]
    [TestCase(GateStatistic.Lift, GateComparison.Above, 0, GateRole.Failure)]
    [TestCase(GateStatistic.Value, GateComparison.Above, 0.01, GateRole.Failure)]
    [TestCase(GateStatistic.LiftUpper, GateComparison.Above, 0.05, GateRole.Failure)]
    public void Decide_NoHarm_IsNotKilledByWhatIsMeasured(
        GateStatistic statistic, GateComparison comparison, double threshold, GateRole role)
    {
        var rule = new GateRule { Metric = "guarded", Statistic = statistic, Comparison = comparison, Threshold = threshold, Role = role };
        Assert.That(Ends(rule, 1).Count(end => end == Recommendation.Kill), Is.LessThanOrEqualTo(3));
    }

    [TestCase(GateStatistic.Lift, GateComparison.AtMost, 0, GateRole.Guardrail)]
    [TestCase(GateStatistic.Difference, GateComparison.AtMost, 0.0002, GateRole.Guardrail)]
    [TestCase(GateStatistic.Value, GateComparison.AtMost, 0.01, GateRole.Guardrail)]
    [TestCase(GateStatistic.Lift, GateComparison.Above, 0, GateRole.Failure)]
    [TestCase(GateStatistic.Value, GateComparison.Above, 0.01, GateRole.Failure)]
    public void Decide_Harm_IsKilledByWhatIsShown(GateStatistic statistic, GateComparison comparison, double threshold, GateRole role)
    {
        var rule = new GateRule { Metric = "guarded", Statistic = statistic, Comparison = comparison, Threshold = threshold, Role = role };
        Assert.That(Ends(rule, 2).Count(end => end == Recommendation.Kill), Is.GreaterThanOrEqualTo(18));
    }

    [TestCase(GateStatistic.Lift, 0.005)]
    [TestCase(GateStatistic.Value, 0.3)]
    public void Decide_NoEffect_IsNotShippedByWhatIsMeasured(GateStatistic statistic, double threshold)
    {
        var rule = new GateRule
        {
            Metric = "orders",
            Statistic = statistic,
            Comparison = GateComparison.AtLeast,
            Threshold = threshold,
            Role = GateRole.Success,
        };
        Assert.That(Ends(rule, 1).Count(end => end == Recommendation.Ship), Is.LessThanOrEqualTo(3));
    }

    /// <summary>What becomes of twenty experiments without an effect on orders.</summary>
    private static List<Recommendation> Ends(GateRule rule, double harm) =>
        [.. Enumerable.Range(1, 20).Select(seed => End(new(seed), new() { Baseline = 0.3, Traffic = 2 * Units, Gates = [rule] }, harm))];

    private static Recommendation End(Random random, Trial trial, double harm)
    {
        for (var day = 0; day < 28; day++)
        {
            var control = Binomial.Sample(random, 0.5, 2 * Units);
            foreach (var (arm, units, factor) in new[] { ("off", control, 1), ("on", (2 * Units) - control, harm) })
            {
                trial = trial.With(day, arm, Trial.Count(units, Binomial.Sample(random, 0.3, units)),
                    Trial.Count(units, Binomial.Sample(random, 0.01 * factor, units)));
            }

            // Every other day is enough to see what many looks do, and takes half as long.
            if (day % 2 == 1 && trial.Decide().Recommendation is not Recommendation.Wait and var end) return end;
        }

        return Recommendation.Wait;
    }
}
