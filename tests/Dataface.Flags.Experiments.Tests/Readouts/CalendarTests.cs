using System.Text;
using System.Text.Json;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Deciding;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>What is said of days, plans and units, at every point of a run.</summary>
[TestFixture]
internal sealed class CalendarTests
{
    /// <summary>Ten days of a success that nobody may see yet: the window of three of them is over.</summary>
    private static readonly Results Early = new() { Days = 10, TreatmentOrders = 0.40, Now = Noon(10) };

    [Test]
    [Rule("a fixed test is looked at once")]
    public void Decide_FixedTestBeforeItsSample_ShowsNoDifferenceAnywhere()
    {
        var decision = Early.Decide();
        var orders = decision.Readouts.Single(r => r.Metric == "orders");
        Assert.That(orders.Absolute.Reason, Is.EqualTo(StatisticsReason.NotLookedAtYet));
        Assert.That(orders.Relative.Reason, Is.EqualTo(StatisticsReason.NotLookedAtYet));
        Assert.That(orders.AdjustedPValue, Is.EqualTo(1));
        Assert.That(orders.Treatment.Units, Is.EqualTo(3_000), "that data come is no secret");
        Assert.That(decision.Gates.Single(g => g.Code == GateCode.Primary).Numbers.Select(n => n.Name),
            Is.EqualTo(new[] { "threshold", "units" }));
        Assert.That((orders.Control, orders.Treatment), Is.EqualTo((SampleStatistics.OfUnits(3_000), SampleStatistics.OfUnits(3_000))));
        Assert.That(decision.Readouts.Single(r => r.Metric == "revenue").Absolute.IsComputed, "what decides nothing tempts nobody");
        Assert.That(ReadoutHistory.Of(Results.Experiment, new(Early.Data), Early.Now)
            .SelectMany(day => day.Readouts).Where(r => r.Metric == "orders").Select(r => r.Absolute.IsComputed), Is.All.False);
        Assert.That(ExperimentReport.Write(Results.Experiment, decision),
            Does.Contain("| orders | success | on |  |  | it is evaluated once, when the planned sample is complete |  |  |"));
    }

    [Test]
    [Rule("a fixed test is looked at once")]
    public void Decide_RuleForSuccessOfAnotherMetric_IsAsBlind()
    {
        var rule = Results.Experiment.Gates[0] with { Metric = "revenue" };
        var decision = Early.Decide(Results.Experiment with { Gates = [.. Results.Experiment.Gates, rule] });
        Assert.That(decision.Readouts.Single(r => r.Metric == "revenue").Absolute.Reason, Is.EqualTo(StatisticsReason.NotLookedAtYet));
    }

    [Test]
    [Rule("a fixed test is looked at once")]
    public void Decide_FixedTestAtItsSample_ShowsEverything()
    {
        var results = Early with { Days = 28, Now = Noon(30) };
        Assert.That(results.Decide().Readouts.Single(r => r.Metric == "orders").Absolute.IsComputed);
        var history = ReadoutHistory.Of(Results.Experiment, new(results.Data), results.Now);
        Assert.That(history.Select(day => day.Readouts[0].Absolute.IsComputed), Is.All.True, "also how it came about");
    }

    [Test]
    public void Decide_SequentialTestAtAnyTime_ShowsItsDifference() => Assert.That(
        Early.Decide(Sequential).Readouts.Single(r => r.Metric == "orders").Absolute.IsComputed, "its interval holds at every look");

    [Test]
    [Rule("the calendar is honest")]
    public void Decide_LookedAtLongAfterTheEnd_SaysHowLongItRan()
    {
        var experiment = Results.Experiment with { Design = Results.Experiment.Design with { End = Results.Start.AddDays(14) } };
        var gate = new Results { Days = 14, Now = Noon(21) }.Decide(experiment).Gates.Single(g => g.Code == GateCode.RunTime);
        Assert.That(gate.Explanation, Is.EqualTo("It has run 14 days since 2026-12-01; at least 7 are wanted."));
        Assert.That(gate.Numbers[0].Value, Is.EqualTo(14));
    }

    [Test]
    [Rule("the calendar is honest")]
    public void Decide_OnTheWay_ForecastsItsSample()
    {
        var sample = Early.Decide().Samples.Single();
        Assert.That(sample.Units, Is.EqualTo(6_000));
        Assert.That(sample.Exposed, Is.EqualTo(20_000));
        Assert.That(sample.Planned, Is.InRange(30_000, 31_000));
        Assert.That(sample.NeededDays, Is.EqualTo(16));
        Assert.That(sample.WindowDays, Is.EqualTo(7));
        Assert.That(sample.UnitsPerDay, Is.EqualTo(2_000));
        Assert.That(sample.ExpectedOn, Is.EqualTo(new DateOnly(2026, 12, 24)));
        Assert.That(sample.UnitsAtEnd, Is.EqualTo(56_000));
        Assert.That(sample.IsShort, Is.False);
        Assert.That(sample.ToString(), Is.EqualTo(
            "orders: 6,000 of 30,436 planned units have completed their window (19 %). The plan takes 16 days at 2,000 units a day, "
            + "and 7 days of window after them. At the present rate it is whole about 2026-12-24."));
    }

    [Test]
    [Rule("a flag that is stuck is told")]
    public void Decide_FarFewerUnitsThanDesigned_SaysSoAndThatThePlanIsNotReached()
    {
        var sample = (Early with { ControlUnits = 100, TreatmentUnits = 100 }).Decide().Samples.Single();
        Assert.That(sample.IsShort);
        Assert.That(sample.ToString(), Does.EndWith(
            "200 units a day come, where 2,000 were planned. At the present rate 5,600 come before the end, and the plan is not reached; "
            + "it would be about 2027-05-10."));
    }

    [Test]
    [Rule("the calendar is honest")]
    public void Decide_BeforeTheFirstUnit_ForecastsAsDesigned()
    {
        var sample = ExperimentDecision.Decide(Results.Experiment, ExperimentData.Empty, Noon(-5)).Samples.Single();
        Assert.That(sample.UnitsPerDay, Is.Null);
        Assert.That(sample.ExpectedOn, Is.EqualTo(new DateOnly(2026, 12, 24)));
        Assert.That(sample.ToString(), Does.EndWith("As designed it is whole about 2026-12-24."));
        Assert.That(sample.UnitsAtEnd, Is.EqualTo(56_000));
    }

    [Test]
    public void Samples_ThroughJson_AreTheSame([Values(10, 28, 0)] int days)
    {
        var decision = (Early with { Days = days }).Decide();
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            DecisionCodec.Write(json, decision);
            json.WriteEndObject();
        }

        var text = Encoding.UTF8.GetString(stream.ToArray());
        var read = DecisionCodec.Read(JsonElement.Parse(text));
        Assert.That(read.Samples, Is.EqualTo(decision.Samples));
        Assert.That(read.Readouts[0].TreatmentUnitsLeftOut, Is.EqualTo(decision.Readouts[0].TreatmentUnitsLeftOut));
        var older = DecisionCodec.Read(JsonElement.Parse(text.Replace("\"samples\"", "\"other\"", StringComparison.Ordinal)
            .Replace("UnitsLeftOut\"", "Other\"", StringComparison.Ordinal)));
        Assert.That(older.Samples, Is.Empty, "a server before this version does not say");
    }

    [Test]
    [Rule("values whose window is not over are told")]
    public void Decide_WindowsThatAreOpen_AreLeftOutAndCounted()
    {
        var decision = Early.Decide();
        var orders = decision.Readouts.Single(r => r.Metric == "orders");
        Assert.That((orders.ControlUnitsLeftOut, orders.TreatmentUnitsLeftOut), Is.EqualTo((7_000L, 7_000L)));
        Assert.That(decision.Readouts.Single(r => r.Metric == "revenue").ControlUnitsLeftOut, Is.Zero);
        Assert.That(ExperimentReport.Write(Results.Experiment, decision), Does
            .Contain("- orders: Units are counted when their window of 7 d is over. 14,000 more units are not counted")
            .And.Contain("- revenue: There is no window: events are counted until the experiment is over, so that these figures still "
                + "grow"));
    }

    [Test]
    [Rule("exposures without outcomes are told")]
    public void Decide_UnitsMissingFromBothVariants_AreReported()
    {
        var trial = Days(10, off: (1_000, 900), on: (1_000, 900));
        var decision = trial.Decide();
        var gate = decision.Gates.First(g => g.Code == GateCode.Outcomes);
        Assert.That((gate.State, gate.IsBinding), Is.EqualTo((GateState.Fail, false)));
        Assert.That(gate.Explanation, Does.StartWith(
            "1,800 of 18,000 exposed units have no value of orders, most of them (900) of 'off': send a row"));
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Ship));
        Assert.That(decision.Sentence, Does.Contain("1,800 of 18,000 exposed units have no value of orders"));
    }

    [Test]
    [Rule("exposures without outcomes are told")]
    public void Decide_UnitsThatOneVariantLacks_AreWaitedFor()
    {
        Assert.That(Days(10, off: (1_000, 1_000), on: (1_000, 1_000)).Decide().Recommendation, Is.EqualTo(Recommendation.Ship));
        var decision = Days(10, off: (1_000, 1_000), on: (1_000, 800)).Decide();
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait), decision.Sentence);
        Assert.That(decision.Sentence, Does.StartWith(
            "Wait: 2,000 of 20,000 exposed units have no value of orders, most of them (2,000) of 'on'")
            .And.Contain("One variant has lost more of them than another"));
        Assert.That(decision.ExpectedOn, Is.Null, "nobody knows when rows are sent again");
    }

    [Test]
    [Rule("outcomes without exposures are told")]
    public void Decide_UnexposedUnits_AreReported()
    {
        var gate = Days(10, off: (1_000, 1_100), on: (1_000, 1_100)).Decide().Gates.First(g => g.Code == GateCode.Outcomes);
        Assert.That(gate.Explanation, Does.StartWith("1,800 units have a value of orders and were never exposed"));
        var uncounted = (Days(10, off: (1_000, 1_000), on: (1_000, 1_000)) with { Exposures = [] }).Decide()
            .Gates.Single(g => g.Code == GateCode.Outcomes);
        Assert.That(uncounted.Explanation, Does.StartWith("Outcomes came without exposures: the units of orders stand for them"));
        Assert.That(uncounted.IsBinding, Is.False);
    }

    [Test]
    public void Decide_RowsStillDue_AreNotAFault()
    {
        var trial = Days(3, off: (1_000, 1_000), on: (1_000, 1_000));
        ExposureCount[] today = [new() { Variant = "off", Cohort = Trial.Start.AddDays(3), Units = 1_000 }, new()
        {
            Variant = "on",
            Cohort = Trial.Start.AddDays(3),
            Units = 1_000,
        }];
        var late = trial with { Exposures = [.. trial.Exposures, .. today] };
        Assert.That(late.Decide().Gates.Select(g => g.Code), Has.None.EqualTo(GateCode.Outcomes));
    }

    private static ExperimentDefinition Sequential =>
        Results.Experiment with { Design = Results.Experiment.Design with { Test = TestKind.Sequential } };

    /// <summary>So many exposed units a day, and so many with a value; 30 % and 40 % of those buy.</summary>
    private static Trial Days(int days, (long Exposed, long Valued) off, (long Exposed, long Valued) on)
    {
        var trial = new Trial { Traffic = 2_000 };
        for (var day = 0; day < days; day++)
        {
            trial = trial.With(day, "off", Trial.Count(off.Valued, off.Valued * 3 / 10), Trial.Count(off.Valued, off.Valued / 100))
                .With(day, "on", Trial.Count(on.Valued, on.Valued * 4 / 10), Trial.Count(on.Valued, on.Valued / 100));
        }

        var exposures = trial.Exposures.Select(e => e with { Units = e.Variant == "off" ? off.Exposed : on.Exposed });
        return trial with { Exposures = [.. exposures] };
    }

    private static DateTimeOffset Noon(int days) => new(Results.Start.AddDays(days), new(12, 0), TimeSpan.Zero);
}
