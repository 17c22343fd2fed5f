using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

[TestFixture]
internal sealed class ExperimentDecisionTests
{
    private static readonly ExperimentDefinition Sequential =
        Results.Experiment with { Design = Results.Experiment.Design with { Test = TestKind.Sequential } };

    [Test]
    [Rule("data decides")]
    public void Decide_EffectAtThePlannedSample_Ships()
    {
        var decision = new Results { TreatmentOrders = 0.33 }.Decide();
        Assert.That((decision.Recommendation, decision.Reason, decision.Variant),
            Is.EqualTo((Recommendation.Ship, DecisionReason.Success, "on")), decision.Sentence);
        Assert.That(decision.Sentence,
            Does.StartWith("Ship 'on': orders moved by +10.0 % (+").And.EndsWith("units, and no guardrail is broken."));
        Assert.That(decision.Gates.Where(g => g.IsBinding).Select(g => g.State), Is.All.EqualTo(GateState.Pass));
    }

    [Test]
    public void Decide_Gates_ComeInTheirOrder() => Assert.That(
        new Results().Decide().Gates.Select(g => g.Code).Distinct(),
        Is.EqualTo(new[]
        {
            GateCode.Freshness, GateCode.SampleRatio, GateCode.RunTime, GateCode.Guardrail, GateCode.Sample, GateCode.Primary,
            GateCode.Secondary,
        }));

    [TestCase(TestKind.Fixed)]
    [TestCase(TestKind.Sequential)]
    public void Decide_NoEffectAtThePlannedSample_Iterates(TestKind test)
    {
        var decision = new Results().Decide(
            Results.Experiment with { Design = Results.Experiment.Design with { Test = test, MinimumDetectableEffect = 0.07 } });
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Iterate, DecisionReason.NoEffect)),
            decision.Sentence);
        Assert.That(decision.Sentence, Does.Contain("the effect that was sought (7.0 %) does not show"));
    }

    [Test]
    public void Decide_PrimaryGotWorse_Kills()
    {
        var decision = new Results { TreatmentOrders = 0.27 }.Decide();
        Assert.That((decision.Recommendation, decision.Reason, decision.Metric),
            Is.EqualTo((Recommendation.Kill, DecisionReason.PrimaryHarmed, "orders")), decision.Sentence);
    }

    [TestCase(2)]
    [TestCase(28)]
    [Rule("a broken guardrail kills, at any time")]
    public void Decide_BrokenGuardrail_KillsWhateverThePrimarySays(int days)
    {
        var results = new Results
        {
            Days = days,
            TreatmentOrders = 0.40,
            TreatmentErrors = 0.06,
            Now = new(Results.Start.AddDays(days), new(12, 0), TimeSpan.Zero)
        };
        var decision = results.Decide();
        Assert.That((decision.Recommendation, decision.Reason, decision.Variant, decision.Metric),
            Is.EqualTo((Recommendation.Kill, DecisionReason.GuardrailBroken, "on", "errors")), decision.Sentence);
        Assert.That(decision.Sentence, Is.EqualTo("Kill: errors of 'on' (0.06 against 0.01) got worse, and a guardrail forbids it."));
    }

    [Test]
    [Rule("no result of damaged assignment")]
    public void Decide_SampleRatioMismatch_IteratesWhateverTheMetricsSay()
    {
        var decision = new Results { TreatmentUnits = 940, TreatmentOrders = 0.40, TreatmentErrors = 0.06 }.Decide();
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Iterate, DecisionReason.SampleRatioMismatch)),
            decision.Sentence);
        Assert.That(decision.Sentence, Does.Contain("on 26,320 of 27,160").And.Contain("no result can be trusted"));
    }

    [Test]
    public void Decide_UnequalSplitAsPlanned_IsNotAMismatch()
    {
        var split = Results.Experiment with
        {
            Design = Results.Experiment.Design with { Split = new Dictionary<string, double> { ["off"] = 2, ["on"] = 1 } }
        };
        var results = new Results { TreatmentUnits = 500 };
        Assert.That(State(results.Decide(split), GateCode.SampleRatio), Is.EqualTo(GateState.Pass));
        Assert.That(State(results.Decide(), GateCode.SampleRatio), Is.EqualTo(GateState.Fail));
    }

    [Test]
    [Rule("nothing is decided before a week but a kill")]
    public void Decide_ClearEffectAfterSixDays_Waits()
    {
        var metrics = Sequential.Metrics.Select(m => m with { Window = null }).ToList();
        var results = new Results { Days = 7, TreatmentOrders = 0.50, Now = new(2026, 12, 7, 12, 0, 0, TimeSpan.Zero) };
        var decision = results.Decide(Sequential with { Metrics = metrics });
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait), decision.Sentence);
        Assert.That(decision.Missing.Single(m => m.Gate == GateCode.RunTime).ExpectedOn, Is.EqualTo(new DateOnly(2026, 12, 8)));
        Assert.That((results with { Now = results.Now.AddDays(1), Days = 8 }).Decide(Sequential with { Metrics = metrics }).Recommendation,
            Is.EqualTo(Recommendation.Ship));
    }

    /// <summary>The fixed design looks once: what it would find before is not told.</summary>
    [Test]
    [Rule("a fixed test is looked at once")]
    public void Decide_FixedTestBeforeItsSample_WaitsAndSaysUntilWhen()
    {
        var results = new Results { Days = 17, TreatmentOrders = 0.33, Now = new(2026, 12, 18, 12, 0, 0, TimeSpan.Zero) };
        var decision = results.Decide();
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Wait, DecisionReason.EvidenceMissing)),
            decision.Sentence);

        // 15,218 units in each arm at 1,000 a day are there after 16 days; the last of them have had their 7 days on the 24th.
        Assert.That(decision.ExpectedOn, Is.EqualTo(new DateOnly(2026, 12, 24)), decision.Sentence);
        Assert.That(
            decision.Sentence,
            Does.StartWith("Wait until about 2026-12-24: ").And.Contain("planned units have completed their window"));
        Assert.That(decision.Gates.Single(g => g.Code == GateCode.Primary).Numbers.Select(n => n.Name), Has.None.EqualTo("adjustedPValue"));
    }

    [Test]
    public void Decide_FixedTestAfterItsSample_LaterDaysChangeNothing()
    {
        var once = new Results { TreatmentOrders = 0.31 };
        var first = once.Decide();
        var later = ExperimentDecision.Decide(Results.Experiment, once.Data.With(new Results { Days = 28, TreatmentOrders = 0.40 }.Data with
        {
            Kpis =
        [
            .. new Results { TreatmentOrders = 0.40, Refreshed = once.Now.AddMinutes(1) }.Data.Kpis.Where(
                k => k.Cohort > Results.Start.AddDays(20)),
        ]
        }), once.Now);
        Assert.That(later.Readouts.Single(r => r.Metric == "orders"), Is.EqualTo(first.Readouts.Single(r => r.Metric == "orders")));
    }

    [Test]
    [Rule("a readout rests on fresh data")]
    public void Decide_DataOlderThanADay_Waits()
    {
        var results = new Results
        {
            Days = 20,
            Now = new(2026, 12, 25, 12, 0, 0, TimeSpan.Zero),
            Refreshed = new(2026, 12, 24, 11, 0, 0, TimeSpan.Zero),
            TreatmentOrders = 0.33
        };
        var decision = results.Decide(Sequential);
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait), decision.Sentence);
        Assert.That(decision.Missing.Select(m => m.Gate), Does.Contain(GateCode.Freshness));
        Assert.That((results with { Refreshed = new(2026, 12, 24, 13, 0, 0, TimeSpan.Zero) }).Decide(Sequential).Recommendation,
            Is.EqualTo(Recommendation.Ship));
    }

    [Test]
    public void Decide_OverForMonths_DataDoNotGrowOld() =>
        Assert.That(new Results
        {
            TreatmentOrders = 0.33,
            Now = new(2027, 5, 1, 0, 0, 0, TimeSpan.Zero),
            Refreshed = new(2027, 1, 5, 0, 0, 0, TimeSpan.Zero)
        }.Decide().Recommendation, Is.EqualTo(Recommendation.Ship));

    [Test]
    public void Decide_OverWithTooFewUnits_IteratesAndSaysThatTheyWereTooFew()
    {
        var decision = new Results { ControlUnits = 100, TreatmentUnits = 100 }.Decide();
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Iterate, DecisionReason.Inconclusive)),
            decision.Sentence);
        Assert.That(decision.Sentence, Does.Contain("5,600 units were too few"));
    }

    [Test]
    public void Decide_UnitsWhoseWindowIsOpen_DoNotCountYet()
    {
        var decision = new Results { Days = 10, Now = new(2026, 12, 11, 12, 0, 0, TimeSpan.Zero) }.Decide();
        Assert.That(decision.Readouts.Single(r => r.Metric == "orders").Control.Units, Is.EqualTo(3_000),
            "of ten days three have had their week");
        Assert.That(decision.Readouts.Single(r => r.Metric == "errors").Control.Units, Is.EqualTo(10_000), "this metric has no window");
    }

    [Test]
    public void Decide_NoData_Waits()
    {
        var decision = ExperimentDecision.Decide(Results.Experiment, ExperimentData.Empty, new(2026, 12, 2, 0, 0, 0, TimeSpan.Zero));
        Assert.That((decision.Recommendation, decision.Gates.Any(g => g.State == GateState.Pass)),
            Is.EqualTo((Recommendation.Wait, false)));
        Assert.That(decision.Missing, Is.Not.Empty);
    }

    private static IEnumerable<TestCaseData> Damaged()
    {
        var future = new DateTimeOffset(2027, 1, 6, 0, 0, 0, TimeSpan.Zero);
        yield return Case("SumsContradictSquares",
            new KpiValue
            {
                Variant = "on",
                Metric = "revenue",
                Cohort = Results.Start,
                Statistics = SampleStatistics.OfMean(10, 100, 1),
                RefreshedAt = future.AddDays(-1),
            }, "SumsContradictSquares");
        yield return Case("NegativeCount",
            new KpiValue
            {
                Variant = "on",
                Metric = "revenue",
                Cohort = Results.Start,
                Statistics = SampleStatistics.OfMean(-10, 100, 1e6),
                RefreshedAt = future.AddDays(-1),
            }, "InvalidCount");
        yield return Case("Future", new KpiValue
        {
            Variant = "on",
            Metric = "revenue",
            Cohort = Results.Start,
            Statistics = SampleStatistics.OfMean(10, 10, 10),
            RefreshedAt = future,
        },
            "from the future");
        yield return Case("Kind", new KpiValue
        {
            Variant = "on",
            Metric = "revenue",
            Cohort = Results.Start,
            Statistics = SampleStatistics.OfProportion(10, 1),
            RefreshedAt = future.AddDays(-1),
        },
            "Proportion is not a form of this metric");

        static TestCaseData Case(string name, KpiValue row, string says) =>
            new TestCaseData(row, says).SetName($"Decide_Damaged{name}_FailsThatMetricOnly");
    }

    [TestCaseSource(nameof(Damaged))]
    [Rule("bad input loses nothing")]
    public void Decide_DamagedRow_FailsThatMetricOnly(KpiValue row, string says)
    {
        var results = new Results { TreatmentOrders = 0.33 };
        var data = results.Data with
        {
            Kpis = [.. results.Data.Kpis.Where(
            k => (k.Variant, k.Metric, k.Cohort) != (row.Variant, row.Metric, row.Cohort)), row]
        };
        var decision = ExperimentDecision.Decide(Results.Experiment, data, results.Now);
        var gate = decision.Gates.Single(g => g.Code == GateCode.Freshness && g.Metric == "revenue");
        Assert.That((gate.State, gate.Explanation), Is.EqualTo((GateState.Fail, gate.Explanation)));
        Assert.That(gate.Explanation, Does.Contain(says));
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Ship), "revenue decides nothing here");
    }

    [Test]
    public void Decide_ZeroVarianceEverywhere_DecidesNothingAndNamesTheReason()
    {
        var decision = new Results { ControlOrders = 0, TreatmentOrders = 0, ControlErrors = 0, TreatmentErrors = 0 }.Decide();
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Iterate));
        Assert.That(decision.Gates.Single(g => g.Code == GateCode.Primary).Explanation, Does.Contain("must be shown to rise: not shown."));
        Assert.That(decision.Gates.Single(g => g.Code == GateCode.Guardrail).State, Is.EqualTo(GateState.Pass),
            "no failure on either side is no harm");
    }

    private static GateState State(Decision decision, string code) => decision.Gates.Single(g => g.Code == code).State;
}
