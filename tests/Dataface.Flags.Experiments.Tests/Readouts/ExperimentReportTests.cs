using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

[TestFixture]
internal sealed class ExperimentReportTests
{
    [Test]
    [Rule("every experiment leaves a document: owner, hypothesis, dates, metrics, decision, outcome")]
    public void Write_DecidedExperiment_SaysEverything()
    {
        var experiment = Results.Experiment with
        {
            Status = ExperimentStatus.Decided,
            Outcome = "Orders stayed up in February.",
            Decision = new()
            {
                Verdict = Verdict.Ship,
                On = new(2027, 1, 5),
                By = "Ada",
                Readout = "docs/readout.md",
                Rationale = "Orders rose.",
            },
        };
        var page = ExperimentReport.Write(experiment, new Results { TreatmentOrders = 0.33 }.Decide());
        string[] parts =
        [
            "# One-page checkout\n", "| Owner | team-payments |", "## Hypothesis\n\nIf it is one page",
            "| Dates | 2026-12-01 to 2026-12-29 |", "| orders | success | on | 30.0 % | 33.0 % | +10.0 % |",
            "| errors | guardrail | on |", "| Sample ratio | pass |", "**ship** on 2027-01-05 by Ada: Orders rose.",
            "## Outcome\n\nOrders stayed up in February.", "Evidence `",
        ];
        foreach (var part in parts) Assert.That(page, Does.Contain(part));
    }

    [Test]
    [Rule("the decision is the recommendation, or an override with a reason")]
    public void Write_DecidedAgainstTheRecommendation_SaysBoth()
    {
        var yaml = Given.Decided().Replace("rationale: Orders rose.",
            "rationale: Orders rose., override: { recommended: iterate, reason: The contract asks for it. }", StringComparison.Ordinal);
        var experiment = Given.ReadIn(Given.Context with { Flags = null }, yaml).Experiments.Single();
        Assert.That(experiment.Decision!.Override,
            Is.EqualTo(new DecisionOverride { Recommended = Verdict.Iterate, Reason = "The contract asks for it." }));
        Assert.That(ExperimentReport.Write(experiment, new Results().Decide()),
            Does.Contain("This overrides the recommendation, which was **iterate**: The contract asks for it."));
    }

    [Test]
    [Rule("what was recommended stays what is shown")]
    public void Write_DecidedOnWhatWasRecommended_ShowsThatWhateverIsSeenLater()
    {
        var experiment = Results.Experiment with
        {
            Status = ExperimentStatus.Decided,
            Decision = new()
            {
                Verdict = Verdict.Iterate,
                On = new(2027, 1, 5),
                By = "Ada",
                Rationale = "Its flag was changed.",
                Recommended = new() { Verdict = Verdict.Iterate, Reason = "FlagChanged", Sentence = "Iterate: ann has changed the flag." },
            },
        };
        var decision = new Results { TreatmentOrders = 0.40 }.Decide(experiment);
        Assert.That(new Results { TreatmentOrders = 0.40 }.Decide().Recommendation, Is.EqualTo(Recommendation.Ship), "the data alone");
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Iterate, DecisionReason.FlagChanged)));
        Assert.That(ExperimentReport.Write(experiment, decision),
            Does.Contain("**Iterate: ann has changed the flag.**").And.Contain("Recommended was iterate.").And.Not.Contain("Ship 'on'"));
    }

    [Test]
    public void Write_NothingDecided_SaysSo() =>
        Assert.That(ExperimentReport.Write(Results.Experiment, new Results { Days = 3 }.Decide()),
            Does.Contain("Not made yet. Recommended is **").And.Contain("## Outcome\n\nNot known yet."));
}
