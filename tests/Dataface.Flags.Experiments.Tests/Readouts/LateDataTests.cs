using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>Harmless trouble with data, which must neither kill nor end an experiment; and waiting for what can still come.</summary>
[TestFixture]
internal sealed class LateDataTests
{
    [TestCase(1)]
    [TestCase(6)]
    [Rule("exposures without outcomes are told")]
    public void Decide_JoinOfOneVariantDropsUnitsWithoutEvents_DoesNotKill(int days)
    {
        var trial = Days(new(), 0, days, 3_000);
        var lossy = trial with
        {
            Kpis = [.. trial.Kpis.Select(k => k is { Variant: "on", Metric: "guarded" }
                ? k with { Statistics = Trial.Count(k.Statistics.Units / 3, (long)k.Statistics.Sum) } : k)],
        };
        var decision = lossy.Decide();
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait), decision.Sentence);
        Assert.That(decision.Sentence, Does.Contain("One variant has lost more of them than another"));
    }

    [Test]
    [Rule("a late row is no lost unit")]
    public void Decide_RowsOfOneVariantComeADayLater_Waits()
    {
        var trial = Days(new(), 0, 4, 2_000);
        var late = Without(trial, "on", 3);
        Assert.That(late.Decide().Recommendation, Is.EqualTo(Recommendation.Wait), late.Decide().Sentence);
        Assert.That(late.Decide().Gates.Single(g => g.Code == GateCode.SampleRatio).State, Is.EqualTo(GateState.Pass));
        Assert.That((late with { Now = Trial.At(6) }).Decide().Reason, Is.EqualTo(DecisionReason.SampleRatioMismatch), "they never came");
    }

    /// <summary>Values grow for days; those of one variant are from a day before.</summary>
    [Test]
    [Rule("variants are compared at one time")]
    public void Decide_DataOfOneVariantAreADayOlder_DoesNotKill()
    {
        var trial = new Trial { Better = MetricDirection.Increase, Guarded = MetricKind.Conversion };
        foreach (var (arm, hours) in new[] { ("off", 0), ("on", 23) })
        {
            for (var day = 0; day < 8; day++)
            {
                var share = 0.1 * (1 - Math.Exp(-(Trial.At(8) - Trial.At(day)).Add(TimeSpan.FromHours(12 - hours)).TotalDays / 3));
                trial = trial.With(day, arm, Trial.Count(20_000, 6_000), Trial.Count(20_000, (long)(20_000 * share)));
            }
        }

        var data = new ExperimentData
        {
            Kpis = [.. trial.Kpis.Select(k => k with { RefreshedAt = k.Variant == "on" ? Trial.At(8).AddHours(-23) : Trial.At(8) })],
            Exposures = trial.Exposures,
        };
        var decision = ExperimentDecision.Decide(trial.Definition, data, Trial.At(8));
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait), decision.Sentence);
        Assert.That(decision.Sentence, Does.Contain("from 2026-12-08 13:00:00Z for one variant, and from 2026-12-09 12:00:00Z for"));
        var together = data with { Kpis = [.. data.Kpis.Select(k => k with { RefreshedAt = Trial.At(8) })] };
        Assert.That(ExperimentDecision.Decide(trial.Definition, together, Trial.At(8)).Recommendation, Is.EqualTo(Recommendation.Kill));
    }

    [TestCase(9, 14)]
    [TestCase(0, 5)]
    [Rule("the calendar is honest")]
    public void Decide_OverAfterLessThanAWeek_DoesNotWaitForever(int from, int end)
    {
        var trial = Days(new() { End = Trial.Start.AddDays(end) }, from, end, 1_000);
        var decision = (trial with { Now = Trial.At(end + 10) }).Decide();
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Iterate, DecisionReason.Inconclusive)));
        Assert.That(decision.Sentence, Does.StartWith("Iterate: it is over. It has run 5 days since "));
    }

    [Test]
    [Rule("the calendar is honest")]
    public void Decide_EndsBeforeAWeek_ExpectsTheEnd()
    {
        var decision = Days(new() { End = Trial.Start.AddDays(5) }, 0, 3, 1_000).Decide();
        Assert.That(decision.Missing.Single(m => m.Gate == GateCode.RunTime).ExpectedOn, Is.EqualTo(Trial.Start.AddDays(5)));
    }

    [Test]
    [Rule("the calendar is honest")]
    public void Decide_DataFromBeforeTheEnd_SaysSoAndPromisesNoDayThatIsPast()
    {
        var trial = Days(new() { Baseline = 0.3, End = Trial.Start.AddDays(14) }, 0, 14, 1_000);
        var data = new ExperimentData
        {
            Kpis = [.. trial.Kpis.Select(k => k with { RefreshedAt = Trial.At(13) })],
            Exposures = trial.Exposures,
        };
        var decision = ExperimentDecision.Decide(trial.Definition, data, Trial.At(24));
        Assert.That(decision.Sentence, Does.Contain("from 2026-12-14 12:00:00Z, before it was over: send the rows once more."));
        Assert.That(decision.Missing.Select(m => m.ExpectedOn), Is.All.Null);
    }

    [Test]
    [Rule("the calendar is honest")]
    public void Decide_RampWentOn_ForecastsByTheLastWeek()
    {
        var trial = Days(new() { Baseline = 0.3, Traffic = 2_000, End = Trial.Start.AddDays(60) }, 0, 14, 50);
        var sample = Days(trial, 14, 21, 1_000).Decide().Samples.Single();
        Assert.That(sample.UnitsPerDay, Is.EqualTo(2_000));
        Assert.That(sample.UnitsAtEnd, Is.EqualTo(93_400));
        Assert.That(sample.IsShort, Is.False);
        Assert.That(sample.ExpectedOn, Is.EqualTo(Trial.Start.AddDays(43)), "58,638 units: 15,400 are there");
    }

    [Test]
    [Rule("the calendar is honest")]
    public void Decide_NoExposuresAtWeekends_ReportsNoStopOnMonday()
    {
        var trial = Days(Days(new() { Baseline = 0.3 }, 0, 5, 1_000), 7, 12, 1_000);
        Assert.That((trial with { Now = Trial.At(14) }).Decide().Gates.Select(g => g.Explanation), Has.None.Contain("Nobody has been"));
        Assert.That((trial with { Now = Trial.At(17) }).Decide().Gates.Select(g => g.Explanation), Has.Some.Contain("Nobody has been"));
    }

    private static Trial Days(Trial trial, int from, int to, long units)
    {
        for (var day = from; day < to; day++)
        {
            foreach (var arm in new[] { "off", "on" })
                trial = trial.With(day, arm, Trial.Count(units, units * 3 / 10), Trial.Count(units, units / 100));
        }

        return trial;
    }

    private static Trial Without(Trial trial, string arm, int day)
    {
        var cohort = Trial.Start.AddDays(day);
        return trial with
        {
            Kpis = [.. trial.Kpis.Where(k => k.Variant != arm || k.Cohort != cohort)],
            Exposures = [.. trial.Exposures.Where(e => e.Variant != arm || e.Cohort != cohort)],
        };
    }
}
