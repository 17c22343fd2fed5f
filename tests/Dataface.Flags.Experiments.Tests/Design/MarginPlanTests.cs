using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Experiments.Tests.Readouts;
using Dataface.Flags.Tests;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Experiments.Tests.Design;

/// <summary>How many units it takes to show that a limit holds.</summary>
[TestFixture]
internal sealed class MarginPlanTests
{
    private static readonly GateRule Limit = new()
    {
        Metric = "guarded",
        Statistic = GateStatistic.DifferenceUpper,
        Comparison = GateComparison.AtMost,
        Threshold = 0.02,
        Role = GateRole.Guardrail,
    };

    [Test]
    public void All_PlannedUnits_HaveThePlannedPower()
    {
        var (experiment, plan) = (Guarded(Limit), MarginPlan.All(Guarded(Limit)).Single());
        Assert.That(MarginPower.Of(experiment, Limit)!.At(plan.Units.Value), Is.EqualTo(0.8).Within(1e-4));
        Assert.That(plan.Days, Is.EqualTo(Math.Ceiling(plan.Units.Value / 10_000)));
        Assert.That(plan.ToString(), Does.Match(
            "^guarded higher by at most 0.02: takes [0-9,]+ units \\([0-9]+ days\\) if the change does no harm$"));
    }

    [Test]
    public void All_HalfTheLimit_TakesAboutFourTimesTheUnits()
    {
        var half = MarginPlan.All(Guarded(Limit with { Threshold = 0.01 })).Single().Units.Value;
        Assert.That(half / MarginPlan.All(Guarded(Limit)).Single().Units.Value, Is.InRange(3.5, 4.8));
    }

    [Test]
    public void All_LimitReachedByExpectedUnits_IsReported()
    {
        var plan = MarginPlan.All(Guarded(Limit with { Threshold = 0.0001 })).Single();
        Assert.That(plan.IsShort);
        var reachable = MarginPlan.All(Guarded(Limit with { Threshold = MarginText.RoundedUp(plan.Reachable!.Value) })).Single();
        Assert.That(reachable.IsShort, Is.False, "the hint must itself be accepted");
    }

    [Test]
    public void All_LimitBeyondWhatIs_AsksForAnImprovement()
    {
        var plan = MarginPlan.All(Guarded(Limit with { Threshold = -0.01 })).Single();
        Assert.That(plan.Units.Reason, Is.EqualTo(StatisticsReason.Unreachable));
        Assert.That(plan.ToString(), Does.EndWith("it asks for an improvement, which a change that does no harm does not show"));
    }

    [Test]
    public void All_NotShownToBeWorse_TakesNothing() =>
        Assert.That(MarginPlan.All(Guarded(Limit with { Statistic = GateStatistic.DifferenceLower })), Is.Empty);

    [Test]
    public void All_MetricOfWhichNothingIsKnown_SaysSo() =>
        Assert.That(
            MarginPlan.All(Guarded(Limit, baseline: null)).Single().ToString(), Does.Contain("'baseline' or 'deviation' is not known"));

    /// <summary>A hundred and fifty experiments that do no harm, with the planned units, held against the very gate that decides.</summary>
    [TestCase(0.02, GateStatistic.DifferenceUpper, 0.1)]
    [TestCase(0.10, GateStatistic.LiftUpper, 0.3)]
    public void Decide_PlannedUnitsWithoutHarm_ShowTheLimitAsOftenAsPlanned(double limit, GateStatistic statistic, double rate)
    {
        const int Runs = 150;
        var rule = Limit with { Threshold = limit, Statistic = statistic };
        var units = (long)Math.Ceiling(MarginPlan.All(Guarded(rule, rate)).Single().Units.Value / 2);
        var (random, shown) = (new Random(7), 0);
        var trial = Guarding(rule);
        for (var run = 0; run < Runs; run++)
        {
            var decided = trial.With(0, "off", Trial.Count(units, units / 3), Trial.Count(units, Binomial.Sample(random, rate, (int)units)))
                .With(0, "on", Trial.Count(units, units / 3), Trial.Count(units, Binomial.Sample(random, rate, (int)units)));
            if (decided.Guardrail().State == GateState.Pass) shown++;
        }

        Assert.That((double)shown / Runs, Is.EqualTo(0.8).Within(0.1), "three standard errors");
    }

    private static Trial Guarding(GateRule rule) =>
        new() { Guarded = MetricKind.Conversion, Better = MetricDirection.Decrease, Gates = [rule], Baseline = 0.3 };

    private static ExperimentDefinition Guarded(GateRule rule, double? baseline = 0.1)
    {
        var definition = Guarding(rule).Definition;
        return definition with { Metrics = [definition.Metrics[0], definition.Metrics[1] with { Baseline = baseline }] };
    }
}
