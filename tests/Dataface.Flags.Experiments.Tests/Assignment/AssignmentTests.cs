using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.ExperimentProblemCode;

namespace Dataface.Flags.Experiments.Tests.Assignment;

/// <summary>
/// An experiment and its flag say the same of who gets what. The good flag: half of a layer, all of it, off and on in equal parts.
/// </summary>
[TestFixture]
internal sealed class AssignmentTests
{
    private const string Split = """ "split": { "off": 1, "on": 1 } """;

    private const string Ramp = """, "ramp": { "steps": [5, 100] } """;

    [TestCase("exposure: 50 %", "exposure: 77 %", ExposureDiffers,
        "The design exposes 77 % of the audience, and the flag 'checkout-v2' 50 % (50 % of the layer 'checkout', and of these 100 %).")]
    [TestCase("test: fixed", "test: fixed\n  split: { \"off\": 9, \"on\": 1 }", SplitDiffers,
        "The design divides units as { off: 9, on: 1 }, and the flag 'checkout-v2' as { off: 50, on: 50 }: that reads as a sample-ratio "
        + "mismatch.")]
    [Rule("a running experiment holds its flag")]
    public void Lint_DesignThatTheFlagDoesNotHave_SaysWhatTheFlagDoes(string old, string replacement, string code, string message)
    {
        var problem = Given.Read(Given.With(old, replacement)).Problems.Single(p => p.Severity == ProblemSeverity.Error);
        Assert.That(problem.Code, Is.EqualTo(code));
        Assert.That(problem.Message, Is.EqualTo(message));
    }

    [TestCase(""" "split": { "off": 1, "on": 3 } """, SplitDiffers, "as { off: 25, on: 75 }")]
    [TestCase(""" "split": { "off": 0, "on": 1 } """, SplitDiffers, "gives nobody 'off'")]
    [TestCase(""" "split": { "off": 1, "on": 0 } """, SplitDiffers, "gives nobody 'on'")]
    public void Lint_FlagWithAnotherSplit_IsRefusedOnceItIsAgreed(string split, string code, string words)
    {
        var context = Given.Context with { Flags = Given.FlagsWith(Split.Trim(), split.Trim()) };
        var problem = Given.ReadIn(context, Given.Yaml).Problems.Single();
        Assert.That((problem.Code, problem.Severity), Is.EqualTo((code, ProblemSeverity.Error)), problem.ToString());
        Assert.That(problem.Message, Does.Contain(words));
        var draft = Given.ReadIn(context, Given.With("status: running", "status: draft"))
            .Problems.Single(p => p.Code != ExperimentProblemCode.NoLimit);
        Assert.That((draft.Code, draft.Severity), Is.EqualTo((code, ProblemSeverity.Warning)));
    }

    [Test]
    public void Lint_RolloutBelowTheDesign_CountsLayerRolloutAndSplit()
    {
        var context = Given.Context with
        {
            Flags = Given.FlagsWith("\"percent\": 100, " + Split.Trim() + Ramp.TrimEnd(),
            "\"percent\": 4, " + Split.Trim())
        };
        Assert.That(Given.ReadIn(context, Given.Yaml).Problems.Single().Message,
            Does.EndWith("the flag 'checkout-v2' 2 % (50 % of the layer 'checkout', and of these 4 %)."));
        Assert.That(Given.ReadIn(context, Given.With("exposure: 50 %", "exposure: 2 %")
            .Replace("traffic: 4000", "traffic: 400000", StringComparison.Ordinal)).Problems, Is.Empty);
    }

    [Test]
    public void Lint_ControlOutsideARolloutWithoutSteps_IsEverybodyElse()
    {
        var context = Given.Context with
        {
            Flags = Given.FlagsWith("\"percent\": 100, " + Split.Trim() + Ramp.TrimEnd(),
            "\"percent\": 5")
        };
        var yaml = Given.With("test: fixed", "test: fixed\n  split: { \"off\": 95, \"on\": 5 }");
        Assert.That(Given.ReadIn(context, yaml).Problems.Where(p => p.Code != TooSmall), Is.Empty);
        Assert.That(Given.ReadIn(context, Given.Yaml).Problems.Select(p => p.Code), Does.Contain(SplitDiffers));
    }

    [Test]
    public void Lint_ControlOutsideARolloutWithARamp_IsRefused()
    {
        var context = Given.Context with { Flags = Given.FlagsWith("\"percent\": 100, " + Split.Trim(), "\"percent\": 50") };
        var problem = Given.ReadIn(context, Given.Yaml).Problems.Single();
        Assert.That(problem.Message, Does.EndWith("and each step of its ramp divides units again."));
        Assert.That(problem.Remedy,
            Is.EqualTo("Write { off: 1, on: 1 } as the flag's split, which keeps the arms' shares while it grows."));
    }

    [Test]
    public void Lint_AnotherEnvironment_HasNothingToCompare()
    {
        var problem = Given.ReadIn(Given.Context with { Environment = "staging" }, Given.Yaml).Problems.Single();
        Assert.That((problem.Code, problem.Message),
            Is.EqualTo((NothingToCompare, "The flag 'checkout-v2' has no entry for 'staging', so that it is off there for everybody.")));
    }

    /// <summary>The audience of the good experiment is DE and AT.</summary>
    [TestCase("""{ "attribute": "country", "in": ["DE", "AT"] }""", null, TestName = "the audience's own rule decides")]
    [TestCase("""{ "attribute": "country", "in": ["DE", "AT", "CH"] }""", null, TestName = "a wider rule decides")]
    [TestCase("""{ "attribute": "country", "in": ["US"] }""", SplitDiffers, TestName = "a rule for others is passed by")]
    [TestCase("""{ "attribute": "plan", "equals": "beta" }""", SplitDiffers,
        TestName = "a rule for some leaves others to what comes after it")]
    public void Lint_RuleBeforeTheRest_ChecksTheRuleThatTheAudienceReaches(string when, string? code)
    {
        var good = "\"rollout\": { \"percent\": 100, " + Split.Trim() + Ramp.TrimEnd() + " }";
        var flags = Given.FlagsWith(good, $$"""
            "rules": [ { "name": "first", "when": {{when}}, {{good}} } ], "rollout": { "percent": 4, "split": { "off": 3, "on": 1 } }
            """);
        Assert.That(Given.ReadIn(Given.Context with { Flags = flags }, Given.Yaml).Problems.Select(p => p.Code).Distinct().Take(1),
            Is.EqualTo(code is null ? [] : new[] { code }));
    }

    [Test]
    [Rule("a running experiment holds its flag")]
    public void Check_StartWhileTheFlagIsKilled_IsRefused([Values("checkout-v2", "*")] string killed)
    {
        var kill = new Kill { Flag = killed, Source = "s", By = "ann", At = new(2026, 12, 19, 8, 0, 0, TimeSpan.Zero), Reason = "errors" };
        var state = FlagState.Empty with { Kills = new Dictionary<string, Kill> { [killed] = kill } };
        var lifecycle = new ExperimentLifecycle(Given.Context with { State = state });
        var problem = lifecycle.Check(Given.Experiment with { Status = ExperimentStatus.Approved }, ExperimentStatus.Running).Single();
        Assert.That(problem.Code, Is.EqualTo(FlagKilled));
        Assert.That(problem.Message,
            Is.EqualTo("The flag 'checkout-v2' was killed on 2026-12-19 08:00:00Z by ann (errors), so that nobody gets a treatment."));
        Assert.That(lifecycle.Check(Given.Experiment with { Status = ExperimentStatus.Draft }, ExperimentStatus.Approved), Is.Empty,
            "a kill is for now, an approval for later");
    }
}
