using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>Days on which shares change: what days make up for among each other, and what sums over days would show.</summary>
[TestFixture]
[Rule("every day counts")]
internal sealed class EveryDayTests
{
    /// <summary>The same rates on both sides on each day; together the treatment looks better by 59 %.</summary>
    private static readonly (long Control, long Treatment, double Rate)[] Simpson = [(15_450, 4_700, 0.04), (4_700, 15_450, 0.1)];

    [Test]
    public void Decide_SharesThatMakeUpForEachOther_IteratesForTheSampleRatio()
    {
        var trial = new Trial();
        for (var day = 0; day < 2; day++) trial =
            Of(trial, day, Simpson[day], units => Trial.Count(units, (long)(units * Simpson[day].Rate)));
        var decision = (trial with { Now = Trial.At(10), End = Trial.Start.AddDays(2) }).Decide();
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Iterate, DecisionReason.SampleRatioMismatch)),
            decision.Sentence);
        Assert.That(decision.Sentence, Does.Contain("not day by day"));
    }

    private static IEnumerable<TestCaseData> Kinds()
    {
        yield return new TestCaseData(MetricKind.Conversion, (Func<long, double, SampleStatistics>)((units, rate) =>
            Trial.Count(units, (long)(units * rate)))).SetArgDisplayNames("counts");
        yield return new TestCaseData(MetricKind.Engagement, (Func<long, double, SampleStatistics>)((units, rate) =>
            SampleStatistics.OfMean(units, units * rate * 20, units * rate * 500))).SetArgDisplayNames("means");
        yield return new TestCaseData(MetricKind.Ratio, (Func<long, double, SampleStatistics>)((units, rate) =>
            SampleStatistics.OfRatio(units, units * rate, units * rate, units * 4, units * 16, units * rate * 4))).SetArgDisplayNames(
                "ratios");
    }

    /// <summary>Nobody counted exposures by day in the right shares here: the estimate alone must not be fooled.</summary>
    [TestCaseSource(nameof(Kinds))]
    public void Decide_SameRatesEachDayAndOtherShares_ShowsNoEffect(MetricKind kind, Func<long, double, SampleStatistics> sums)
    {
        var trial = new Trial { Success = kind };
        for (var day = 0; day < 2; day++) trial = Of(trial, day, Simpson[day], units => sums(units, Simpson[day].Rate));
        var readout = trial.Decide().Readouts.Single(r => r.Metric == "orders");
        Assert.Multiple(() =>
        {
            Assert.That(readout.Relative.Point, Is.EqualTo(0).Within(0.005));
            Assert.That(readout.Relative.Lower, Is.LessThan(0));
            Assert.That(readout.Relative.Upper, Is.GreaterThan(0));
        });
    }

    /// <summary>More days than are kept apart: those with like shares are put together, and the others are not.</summary>
    [TestCaseSource(nameof(Kinds))]
    public void Decide_ManyDaysWithTwoKindsOfShares_ShowsNoEffect(MetricKind kind, Func<long, double, SampleStatistics> sums)
    {
        var trial = new Trial { Success = kind, End = Trial.Start.AddDays(60) };
        var random = new Random(5);
        for (var day = 0; day < 40; day++)
        {
            var (control, treatment, rate) = Simpson[day % 5 == 0 ? 0 : 1];
            var shift = random.Next(-100, 100);
            trial = Of(trial, day, (control + shift, treatment - shift, rate), units => sums(units, rate));
        }

        Assert.That(trial.Decide().Readouts.Single(r => r.Metric == "orders").Relative.Point, Is.EqualTo(0).Within(0.01));
    }

    /// <summary>More of the audience is let in: each day's units are divided as before, and nothing is wrong.</summary>
    [Test]
    public void Decide_RampOfExposure_IsNotAMismatch()
    {
        var (trial, random) = (new Trial { Split = [9, 1] }, new Random(3));
        foreach (var (day, units) in new[] { 1_000, 1_000, 5_000, 25_000, 25_000, 100_000 }.Index())
        {
            var control = Binomial.Sample(random, 0.9, units);
            trial = Of(trial, day, (control, units - control, 0.1), n => Trial.Count(n, n / 10));
        }

        Assert.That(trial.Decide().Gates.Single(g => g.Code == GateCode.SampleRatio).State, Is.EqualTo(GateState.Pass));
    }

    [Test]
    public void Decide_OnlyTotals_SaysThatDaysCannotBeChecked()
    {
        var trial = Of(new Trial(), 0, (10_000, 10_050, 0.1), n => Trial.Count(n, n / 10)) with { Now = Trial.At(20) };
        var gate = trial.Decide().Gates.Single(g => g.Code == GateCode.SampleRatio);
        Assert.That(gate.Explanation, Does.Contain("cannot be checked"));
    }

    /// <summary>Exposures by day, results in one sum: what each day's was is gone.</summary>
    [Test]
    public void Decide_TotalsOfManyDaysAsOneRow_AreRefused()
    {
        var trial = new Trial();
        for (var day = 0; day < 10; day++) trial = Of(trial, day, (10_000, 10_000, 0.1), n => Trial.Count(n, n / 10));
        var totals = trial with
        {
            Kpis = [.. Trial.Arms.Take(2)
            .SelectMany(arm => new[] { "orders", "guarded" }.Select(
                metric => new KpiValue
                {
                    Variant = arm,
                    Metric = metric,
                    Cohort = Trial.Start,
                    Statistics = Trial.Count(100_000, arm == "on" ? 12_000 : 10_000),
                    RefreshedAt = default,
                }))]
        };
        var decision = totals.Decide();
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait), decision.Sentence);
        Assert.That(decision.Gates.First(g => g.Metric == "orders").Explanation, Does.Contain("send a row for each day"));
    }

    [Test]
    public void Decide_FivePercentOfAnArmLost_IsFoundWithinTheRun()
    {
        const int Runs = 40;
        Assert.That(Enumerable.Range(1, Runs).Count(seed => IsStopped(new(seed), 0.05)), Is.GreaterThanOrEqualTo(Runs - 2));
        Assert.That(Enumerable.Range(1, Runs).Count(seed => IsStopped(new(seed), 0)), Is.LessThanOrEqualTo(1));
    }

    private static bool IsStopped(Random random, double lost)
    {
        var days = new List<long[]>();
        for (var day = 0; day < 28; day++)
        {
            var control = Binomial.Sample(random, 0.5, 2_200);
            days.Add([control, Binomial.Sample(random, 1 - lost, 2_200 - control)]);
            if (SampleRatioEvidence.Log(days, [1, 1]) >= Math.Log(100)) return true;
        }

        return false;
    }

    private static Trial Of(Trial trial, int day, (long Control, long Treatment, double Rate) units, Func<long, SampleStatistics> sums) =>
        trial
        .With(day, "off", sums(units.Control), Trial.Count(units.Control, units.Control / 100))
        .With(day, "on", sums(units.Treatment), Trial.Count(units.Treatment, units.Treatment / 100));
}
