using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>Two treatments and two success metrics, one of which is better when it falls.</summary>
[TestFixture]
internal sealed class SeveralTreatmentTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private static ExperimentDefinition Experiment => Results.Experiment with
    {
        Design = Results.Experiment.Design with { Treatments = ["five", "eight"], Test = TestKind.Sequential },
        Metrics =
        [
            new() { Name = "orders", Kind = MetricKind.Conversion, Event = "o", Baseline = 0.3 },
            new() { Name = "returns", Kind = MetricKind.Conversion, Event = "r", Baseline = 0.2, Direction = MetricDirection.Decrease },
        ],
        SuccessMetrics = ["orders", "returns"],
        FailureMetrics = [],
        Gates = [],
    };

    [Test]
    public void Decide_OneTreatmentWinsEverything_ShipsIt()
    {
        var decision = Decide(("five", 0.30, 0.20), ("eight", 0.35, 0.16));
        Assert.That((decision.Recommendation, decision.Variant), Is.EqualTo((Recommendation.Ship, "eight")), decision.Sentence);
    }

    [Test]
    public void Decide_BothWin_ShipsTheBetter() =>
        Assert.That(Decide(("five", 0.36, 0.16), ("eight", 0.34, 0.15)).Variant, Is.EqualTo("five"));

    [Test]
    public void Decide_OneMetricOfTwo_ShipsNothing() =>
        Assert.That(Decide(("five", 0.35, 0.20), ("eight", 0.30, 0.16)).Recommendation, Is.EqualTo(Recommendation.Iterate));

    [Test]
    public void Decide_OneTreatmentHarmedAndTheOtherWins_ShipsTheOther() =>
        Assert.That(Decide(("five", 0.25, 0.20), ("eight", 0.35, 0.16)).Variant, Is.EqualTo("eight"));

    [Test]
    public void Decide_DecreasingMetricRises_IsHarm()
    {
        var decision = Decide(("five", 0.30, 0.24), ("eight", 0.30, 0.25));
        Assert.That((decision.Recommendation, decision.Metric), Is.EqualTo((Recommendation.Kill, "returns")));
    }

    /// <summary>Four comparisons: what would pass alone does not pass among them.</summary>
    [Test]
    public void Decide_PrimaryPValues_AreAdjustedByHolm()
    {
        var decision = Decide(("five", 0.312, 0.20), ("eight", 0.30, 0.20));
        var readout = decision.Readouts.Single(r => r is { Metric: "orders", Variant: "five" });
        Assert.That(readout.AdjustedPValue, Is.EqualTo(Math.Min(1, 4 * readout.Absolute.PValue)).Within(1e-12));
    }

    private static Decision Decide(params (string Arm, double Orders, double Returns)[] treatments)
    {
        var arms = treatments.Prepend(("off", 0.30, 0.20)).ToList();
        var days = Enumerable.Range(0, 28).Select(Results.Start.AddDays).ToList();
        return ExperimentDecision.Decide(Experiment, new()
        {
            Kpis = [.. days.SelectMany(
                day => arms.SelectMany(
                    arm => new[] { Row(arm.Item1, "orders", day, arm.Item2), Row(arm.Item1, "returns", day, arm.Item3) }))],
            Exposures = [.. days.SelectMany(day => arms.Select(arm => new ExposureCount
            {
                Variant = arm.Item1,
                Cohort = day,
                Units = 2_000,
            }))],
        }, Now);
    }

    private static KpiValue Row(string arm, string metric, DateOnly day, double share) =>
        new()
        {
            Variant = arm,
            Metric = metric,
            Cohort = day,
            Statistics = SampleStatistics.OfProportion(2_000, (long)(2_000 * share)),
            RefreshedAt = Now,
        };
}
