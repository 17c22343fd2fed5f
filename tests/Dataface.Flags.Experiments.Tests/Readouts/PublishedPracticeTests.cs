using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>
/// Public experiments made again in shape, not copied, whose published decision was not to ship because a metric that must not suffer was
/// left open: with a practical limit the decision is the published one, and "not shown to be worse" ships, as it says.
/// </summary>
[TestFixture]
[Rule("what is guarded by a limit ships when the limit is shown")]
internal sealed class PublishedPracticeTests
{
    private const int Days = 23;

    private static readonly GateRule FewerTrials = new()
    {
        Metric = "orders",
        Statistic = GateStatistic.DifferenceUpper,
        Comparison = GateComparison.Below,
        Threshold = -0.01,
        Role = GateRole.Success,
    };

    /// <summary>
    /// A screener before a free trial (Udacity): fewer begin the trial, as was wanted; of all who clicked, a little fewer pay, from 11.8 %
    /// to 11.3 %, and the interval has the practical limit of 0.75 points in it. Published: do not launch.
    /// </summary>
    [TestCase(true, ExpectedResult = Recommendation.Iterate, TestName = "a net conversion whose limit is open is not launched")]
    [TestCase(false, ExpectedResult = Recommendation.Ship, TestName = "a net conversion that is not shown to be worse is launched")]
    public Recommendation Decide_FreeTrialScreener(bool hasLimit) => Screener(hasLimit, paying: 0.113).Recommendation;

    [Test]
    public void Decide_FreeTrialScreenerWhoseLimitIsOpen_SaysWhyAndWhatItTakes()
    {
        var decision = Screener(hasLimit: true, paying: 0.113);
        Assert.That(decision.Sentence, Is.EqualTo(
            "Iterate: 'on' was a success, but its guardrails were not shown to hold before the end."));
        var gate = decision.Gates.Single(g => g.Code == GateCode.Guardrail);
        Assert.That(gate.State, Is.EqualTo(GateState.NotYet));
        Assert.That(gate.Explanation, Does.Contain("not shown yet. Without harm that takes about "));
    }

    [Test]
    [Rule("the calendar is honest")]
    public void Decide_LimitStillOpen_IsExpectedWhenItsUnitsAreComplete()
    {
        var missing = Screener(hasLimit: true, paying: 0.118, days: 10).Missing.Single(m => m.Gate == GateCode.Guardrail);
        Assert.That(missing.ExpectedOn, Is.EqualTo(Trial.Start.AddDays(Days)), "the units that it takes do not come before the end");
        var soon = Screener(hasLimit: true, paying: 0.118, times: 4, days: 4).Missing.Single(m => m.Gate == GateCode.Guardrail);
        Assert.That(soon.ExpectedOn, Is.InRange(Trial.Start.AddDays(8), Trial.Start.AddDays(Days - 1)));
    }

    [Test]
    public void Decide_FreeTrialScreenerWithoutALoss_IsLaunchedWithEnoughUnits() =>
        Assert.That(Screener(hasLimit: true, paying: 0.118, times: 6).Recommendation, Is.EqualTo(Recommendation.Ship));

    /// <summary>
    /// A coupon: more buy, and what they spend is open, from a few per cent less to a few per cent more. Published: no decision to roll out
    /// on conversion alone.
    /// </summary>
    [TestCase(true, ExpectedResult = Recommendation.Iterate, TestName = "a coupon whose revenue is open by 2 % is not rolled out")]
    [TestCase(false, ExpectedResult = Recommendation.Ship, TestName = "a coupon whose revenue is not shown to be less is rolled out")]
    public Recommendation Decide_Coupon(bool hasLimit)
    {
        var limit = Guard(hasLimit, GateStatistic.LiftLower, GateStatistic.LiftUpper, -0.02);
        var trial = Guarded(MetricKind.Engagement, [limit]);
        for (var day = 0; day < Days; day++)
        {
            trial = trial.With(day, "off", Trial.Count(400, 40), Revenue(400, 10.0))
                .With(day, "on", Trial.Count(400, 60), Revenue(400, 9.9));
        }

        return trial.Decide().Recommendation;
    }

    private static Decision Screener(bool hasLimit, double paying, int times = 1, int days = Days)
    {
        var limit = Guard(hasLimit, GateStatistic.DifferenceLower, GateStatistic.DifferenceUpper, -0.0075);
        var trial = Guarded(MetricKind.Conversion, [FewerTrials, limit]);
        for (var day = 0; day < days; day++)
        {
            trial = trial.With(day, "off", Share(750 * times, 0.22), Share(750 * times, 0.118))
                .With(day, "on", Share(750 * times, 0.18), Share(750 * times, paying));
        }

        var definition = trial.Definition;
        var (begun, paid) =
            (definition.Metrics[0] with { Direction = MetricDirection.Decrease }, definition.Metrics[1] with { Baseline = 0.118 });
        definition = definition with { Metrics = [begun, paid] };
        var rows = trial.Kpis.Select(k => k with { RefreshedAt = trial.Now });
        var data = new ExperimentData { Kpis = [.. rows], Exposures = trial.Exposures };
        return ExperimentDecision.Decide(definition, data, trial.Now);
    }

    private static Trial Guarded(MetricKind kind, IReadOnlyList<GateRule> gates) =>
        new() { Guarded = kind, Better = MetricDirection.Increase, Gates = gates, End = Trial.Start.AddDays(Days) };

    /// <summary>A limit that has to be shown, or harm that has not to be.</summary>
    private static GateRule Guard(bool hasLimit, GateStatistic lower, GateStatistic upper, double limit) => new()
    {
        Metric = "guarded",
        Statistic = hasLimit ? lower : upper,
        Comparison = GateComparison.AtLeast,
        Threshold = hasLimit ? limit : 0,
        Role = GateRole.Guardrail,
    };

    private static SampleStatistics Share(long units, double share) => Trial.Count(units, (long)Math.Round(units * share));

    /// <summary>A deviation of three times the mean.</summary>
    private static SampleStatistics Revenue(long units, double mean) =>
        SampleStatistics.OfMean(units, units * mean, units * mean * mean * 10);
}
