using System.Text.RegularExpressions;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Reporting;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Reporting;

/// <summary>What a bet becomes, as the reader of experiments sees it.</summary>
[TestFixture]
internal sealed partial class BetExperimentTests
{
    private static readonly string[] CodesOfBlanks =
    [
        ExperimentProblemCode.Blank, ExperimentProblemCode.SilentChange, ExperimentProblemCode.OpenEnded,
        ExperimentProblemCode.CohortMissing,
        ExperimentProblemCode.ApprovalMissing,
    ];

    private static readonly Bet Awkward = Given.Bet("awkward") with
    {
        Title = "\"Pay: as you\\go\" # {new}\r\n- second\tline \u0007",
        Method = ValidationMethod.PricingTest,
        Hypothesis = "null",
        Inputs = ["a\nb"],
        Success = [new("1st: Plans, sold!", ">= 5 %"), new("§", "1")],
        Failure = [new("1st plans sold", "#0"), new("Errors", "1")],
        DecisionRule = "continue: or\nnot",
        FollowUp = "next",
        Constraints = ["- none"],
    };

    private static IEnumerable<Bet> Bets => [Awkward, .. Given.Sample().Bets.Where(bet => BetExperiment.Gaps(bet).Count == 0)];

    [TestCaseSource(nameof(Bets))]
    public void Write_CompleteDesign_LacksOnlyTheBlanks(Bet bet)
    {
        var read = Tests.Given.Read(BetExperiment.Write(bet, "checkout-v2"));
        Assert.That(read.Problems.Select(p => p.Code).Distinct(), Is.SubsetOf(CodesOfBlanks).And.Contains(ExperimentProblemCode.Blank));
    }

    [TestCaseSource(nameof(Bets))]
    public void Write_BlanksFilledIn_IsAccepted(Bet bet)
    {
        var draft = Blanks().Replace(BetExperiment.Write(bet, "checkout-v2"), blank => blank.Groups["key"].Value switch
        {
            "touches" => "touches: [home]",
            "kind" => "kind: conversion",
            "start" => "start: 2027-01-04",
            "end" => "end: 2027-02-01",
            "minimum_detectable_effect" or "baseline" => $"{blank.Groups["key"].Value}: 5 %",
            "traffic" => "traffic: 90000",
            "threshold" => "threshold: 0",
            "cohort" => "cohort: beta",
            var key => $"{key}: something",
        });
        var read = Tests.Given.Read(draft);
        Assert.That(read.Problems.Where(p => p.Code != ExperimentProblemCode.ApprovalMissing), Is.Empty, draft);
        Assert.That(read.Experiments.Single().Hypothesis, Is.EqualTo(bet.Hypothesis));
    }

    [GeneratedRegex(@"\b(?<key>problem|variable|touches|how|cohort|start|end|minimum_detectable_effect|traffic|kind|event|baseline"
        + @"|threshold):(?= *(,|\n|#))")]
    private static partial Regex Blanks();
}
