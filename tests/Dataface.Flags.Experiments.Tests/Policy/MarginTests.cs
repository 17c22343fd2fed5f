using Dataface.Flags.Documents;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.ExperimentProblemCode;

namespace Dataface.Flags.Experiments.Tests.Policy;

/// <summary>A draft is asked for a practical limit of each guardrail, in a form that can be shown.</summary>
[TestFixture]
[Rule("a guardrail says how much worse it may get")]
internal sealed class MarginTests
{
    private const string HarmUnlessShown =
        "- { metric: errors, statistic: difference_lower, comparison: at_most, threshold: 2 %, role: guardrail }";

    private const string Errors = "errors: { kind: error_rate, event: failed, denominator: handled }";

    [TestCase("errors: { kind: error_rate, event: failed, denominator: handled, baseline: 0.4 %, deviation: 0.03 }",
        "- { metric: errors, statistic: difference_upper, comparison: at_most, threshold: 0.08 %, role: guardrail }")]
    [TestCase("errors: { kind: error_rate, event: failed, denominator: handled, baseline: 4 %, deviation: 0.1 }",
        "- { metric: errors, statistic: lift_upper, comparison: at_most, threshold: 2 %, role: guardrail }")]
    [TestCase("errors: { kind: conversion, event: kept, baseline: 80 % }",
        "- { metric: errors, statistic: lift_lower, comparison: at_least, threshold: -2 %, role: guardrail }")]
    [TestCase("errors: { kind: conversion, event: kept, baseline: 0.5 % }",
        "- { metric: errors, statistic: difference_lower, comparison: at_least, threshold: -0.1 %, role: guardrail }")]
    public void Lint_DraftWithoutALimit_AsksForOneThatIsAccepted(string metric, string gate)
    {
        var yaml = Draft.Replace(Errors, metric, StringComparison.Ordinal);
        var problem = Given.Read(yaml).Problems.Single(p => p.Code == NoLimit);
        Assert.That(problem.Severity, Is.EqualTo(ProblemSeverity.Warning));
        Assert.That(problem.Message, Does.StartWith("'errors' has no limit: unless harm is proved"));
        Assert.That(problem.Remedy, Does.Contain($"'{gate}'"));
        Assert.That(Given.Read(yaml.Replace(HarmUnlessShown, gate, StringComparison.Ordinal)).Problems.Select(p => p.Code),
            Has.None.EqualTo(NoLimit).And.None.EqualTo(RelativeLimit));
    }

    [Test]
    public void Lint_AgreedExperiment_IsAccepted() => Assert.That(Given.Read(Given.Yaml).Problems, Is.Empty);

    [TestCase("lift_lower, comparison: above, threshold: 50 %, role: failure",
        "difference_lower, comparison: above, threshold: 0.2 %, role: failure")]
    [TestCase("lift_upper, comparison: at_most, threshold: 20 %, role: guardrail",
        "difference_upper, comparison: at_most, threshold: 0.08 %, role: guardrail")]
    public void Lint_RelativeLimitOnSomethingRare_RecommendsAnAbsoluteOne(string relative, string absolute)
    {
        const string Rare = "errors: { kind: error_rate, event: failed, denominator: handled, baseline: 0.4 %, deviation: 0.03 }";
        var yaml = Draft.Replace(Errors, Rare, StringComparison.Ordinal)
            .Replace("difference_lower, comparison: at_most, threshold: 2 %, role: guardrail", relative, StringComparison.Ordinal);
        var problem = Given.Read(yaml).Problems.Single(p => p.Code == RelativeLimit);
        Assert.That(problem.Message, Does.StartWith("A relative limit on 'errors', which is 0.4 % today, is a handful of events"));
        Assert.That(problem.Remedy, Does.Contain(absolute));
        var mended = Given.Read(yaml.Replace(relative, absolute, StringComparison.Ordinal));
        Assert.That(mended.Problems.Select(p => p.Code), Has.None.EqualTo(RelativeLimit));
    }

    [Test]
    public void Lint_LimitThatTakesMoreUnitsThanCome_SaysWhichCanBeShown()
    {
        const string Common = "errors: { kind: error_rate, event: failed, denominator: handled, baseline: 4 %, deviation: 0.2 }";
        const string Harm = "difference_lower, comparison: at_most, threshold: 2 %";
        string With(string limit) => Draft.Replace(Errors, Common, StringComparison.Ordinal)
            .Replace(Harm, $"difference_upper, comparison: at_most, threshold: {limit}", StringComparison.Ordinal);
        var problem = Given.Read(With("0.1 %")).Problems.Single(p => p.Code == TooSmall);
        Assert.That(problem.Message, Does.Match(
            "^To show 'errors higher by at most 0.001' takes [0-9,]+ units, and 56,000 come before the end"));
        var reachable = System.Text.RegularExpressions.Regex.Match(problem.Remedy, "a limit of ([0-9.]+),").Groups[1].Value;
        var wider = Given.Read(With(reachable)).Problems.Select(p => p.Code);
        Assert.That(wider, Has.None.EqualTo(TooSmall), $"the hint ({reachable}) must itself be accepted");
    }

    private static string Draft => Given.With("status: running", "status: draft");
}
