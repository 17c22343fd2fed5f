using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>Data that are fresh and empty, and exposures that have stopped.</summary>
[TestFixture]
internal sealed class ArrivalTests
{
    [Test]
    public void Decide_NoEventOfAGuardrailEverCame_ShipsNothingAndSaysSo()
    {
        var decision = Days(10, 0.36, revenue: 0).Decide();
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait), decision.Sentence);
        Assert.That(decision.Sentence, Does.Contain("No event of guarded has ever come"));
    }

    [Test]
    public void Decide_EventsCame_Ships() =>
        Assert.That(Days(10, 0.36, revenue: 5).Decide().Recommendation, Is.EqualTo(Recommendation.Ship));

    /// <summary>The planned sample is complete, and treatment is better; but of the last three days nobody has told anything.</summary>
    [TestCase(18, 0, false, TestName = "events of the last days are there")]
    [TestCase(18, 3, true, TestName = "events stop on both sides")]
    [TestCase(28, 3, false, TestName = "events stop on both sides, and it is over")]
    [Rule("a metric that is no longer recorded decides nothing")]
    public void Decide_EventsStopOnBothSides_WaitsAndSaysSinceWhen(int days, int silent, bool waits)
    {
        var results = new Results { Days = days, TreatmentOrders = 0.36, Now = Trial.At(days + 7) };
        var since = Results.Start.AddDays(days - silent);
        var kpis = results.Data.Kpis.Select(k => k.Metric == "orders" && k.Cohort >= since
            ? k with { Statistics = SampleStatistics.OfProportion(k.Statistics.Units, 0) } : k);
        var decision = ExperimentDecision.Decide(Results.Experiment, results.Data with { Kpis = [.. kpis] }, results.Now);
        var freshness = decision.Gates.Single(g => g is { Code: GateCode.Freshness, Metric: "orders" });
        Assert.That(freshness.State, Is.EqualTo(waits ? GateState.NotYet : GateState.Pass), decision.Sentence);
        Assert.That(freshness.Explanation.Contains($"No event of orders has come from units of {since:O} or later",
            StringComparison.Ordinal), Is.EqualTo(silent > 0), freshness.Explanation);
        if (waits) Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait), decision.Sentence);
    }

    /// <summary>That nothing failed is the best of news; a denominator shows that it would have been seen.</summary>
    [Test]
    public void Decide_NoFailuresOfManyCalls_IsFresh()
    {
        var calls = SampleStatistics.OfRatio(5_000, 0, 0, 20_000, 80_000, 0);
        var trial = new Trial().With(0, "off", Trial.Count(5_000, 1_500), calls).With(0, "on", Trial.Count(5_000, 1_500), calls);
        Assert.That(trial.Decide().Gates.Single(g => g is { Code: GateCode.Freshness, Metric: "guarded" }).State,
            Is.EqualTo(GateState.Pass));
    }

    [Test]
    public void Decide_NoCallsAtAll_IsNotFresh()
    {
        var calls = SampleStatistics.OfRatio(5_000, 0, 0, 0, 0, 0);
        var trial = new Trial().With(0, "off", Trial.Count(5_000, 1_500), calls).With(0, "on", Trial.Count(5_000, 1_500), calls);
        Assert.That(trial.Decide().Gates.Single(g => g is { Code: GateCode.Freshness, Metric: "guarded" }).State,
            Is.EqualTo(GateState.NotYet));
    }

    [Test]
    public void Decide_ExposuresHaveStopped_SaysSinceWhenAndPromisesNoDay()
    {
        var decision = (Days(3, 0.30, revenue: 5) with { Now = Trial.At(9) }).Decide();
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait));
        Assert.That(decision.Missing.Select(m => m.Explanation), Has.Some.Contain("Nobody has been exposed since 2026-12-03"));
        Assert.That(decision.ExpectedOn, Is.Null);
    }

    [Test]
    public void Decide_ExposuresCame_SaysNothingOfThem() =>
        Assert.That(Days(3, 0.30, revenue: 5).Decide().Gates.Select(g => g.Explanation), Has.None.Contain("Nobody has been exposed"));

    private static Trial Days(int days, double orders, double revenue)
    {
        var trial = new Trial { Guarded = MetricKind.Engagement, Better = MetricDirection.Increase, Baseline = 0.3 };
        for (var day = 0; day < days; day++)
        {
            trial = trial.With(day, "off", Trial.Count(5_000, 1_500), Sums()).With(
                day, "on", Trial.Count(5_000, (long)(5_000 * orders)), Sums());
        }

        return trial;

        SampleStatistics Sums() => SampleStatistics.OfMean(5_000, 5_000 * revenue, 5_000 * revenue * revenue * 4);
    }
}
