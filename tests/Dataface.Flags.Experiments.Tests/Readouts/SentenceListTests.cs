using System.Text.RegularExpressions;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>Every sentence that a decision is told with, over every kind of rule and many kinds of data.</summary>
[TestFixture]
internal sealed partial class SentenceListTests
{
    private static readonly Results[] Data =
    [
        new(), new() { TreatmentOrders = 0.33 }, new() { TreatmentOrders = 0.25 }, new() { TreatmentErrors = 0.03 }, new() { Days = 3 },
        new() { TreatmentUnits = 700 }, new() { ControlOrders = 0, TreatmentOrders = 0 }, new() { ControlErrors = 0, TreatmentErrors = 0 },
        new() { Days = 0 }, new() { Refreshed = Results.Start.AddDays(20).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) },
        new() { Days = 1, ControlUnits = 1, TreatmentUnits = 1 },
    ];

    [Test]
    [Rule("sentences are in a product owner's language")]
    public void Sentences_OfEveryRuleAndState_AreWordsAndNoNamesOfTheFormat()
    {
        var sentences = Rules().SelectMany(rule => Data.Select(data => data.Decide(With(rule))))
            .SelectMany(decision => decision.Gates.Select(g => g.Explanation)
                .Concat(decision.Missing.Select(m => m.Explanation)).Append(decision.Sentence))
            .Distinct(StringComparer.Ordinal).ToList();
        Assert.That(sentences, Has.Count.GreaterThan(200));
        Assert.That(sentences.Where(s => Format().IsMatch(s)), Is.Empty, "a word of the format");
        Assert.That(sentences.Where(s => Enum.GetNames<StatisticsReason>().Any(name => s.Contains($"({name})", StringComparison.Ordinal))),
            Is.Empty);
        Assert.That(sentences.Where(s => !s.EndsWith('.') || s.Contains("..", StringComparison.Ordinal)), Is.Empty, "a sentence ends");
        Assert.That(sentences.Where(s => s.Contains("NaN", StringComparison.Ordinal) || s.Contains('∞')), Is.Empty, "a number is one");
        Assert.That(sentences.Where(s => s.Length > 400), Is.Empty, "nobody reads on");
    }

    [Test]
    [Rule("sentences are in a product owner's language")]
    public void Reports_OfEveryData_HaveNoNamesOfReasons()
    {
        var names = new Regex($@"\b({string.Join('|', Enum.GetNames<StatisticsReason>())})\b");
        var reports = Data.Append(new Results { Days = 10 }).Select(data => ExperimentReport.Write(Results.Experiment, data.Decide()));
        Assert.That(reports.SelectMany(report => names.Matches(report)).Select(match => match.Value), Is.Empty);
    }

    [TestCase(GateStatistic.LiftLower, GateComparison.Above, 0, GateRole.Success, "and must be shown to rise: shown.")]
    [TestCase(GateStatistic.LiftLower, GateComparison.Above, 0.02, GateRole.Success, "and must be shown to rise by more than 2 %: shown.")]
    [TestCase(GateStatistic.LiftLower, GateComparison.Above, -0.0235, GateRole.Guardrail,
        "and must be shown not to fall by 2.35 % or more: shown.")]
    [TestCase(GateStatistic.DifferenceUpper, GateComparison.AtMost, 0.001, GateRole.Guardrail,
        "and must be shown not to rise by 0.001 or more: not shown.")]
    [TestCase(GateStatistic.DifferenceLower, GateComparison.AtMost, 0, GateRole.Guardrail, "and must not be shown to rise: it is.")]
    [TestCase(GateStatistic.LiftUpper, GateComparison.AtLeast, -0.02, GateRole.Guardrail,
        "and must not be shown to fall by more than 2 %: it is not.")]
    [TestCase(GateStatistic.LiftUpper, GateComparison.Below, 0, GateRole.Failure,
        "and counts as harm when it is shown to fall: no harm is shown.")]
    [TestCase(GateStatistic.LiftLower, GateComparison.Above, 0, GateRole.Failure,
        "and counts as harm when it is shown to rise: that is harm.")]
    [TestCase(GateStatistic.Lift, GateComparison.AtLeast, 0.05, GateRole.Success, "and must be measured at +5 % or above: it is.")]
    [TestCase(GateStatistic.Value, GateComparison.AtMost, 0.3, GateRole.Guardrail,
        "orders is 36.0 % and must be at 30.0 % or below: it is not.")]
    public void Sentence_OfARule_SaysWhatItWants(
        GateStatistic statistic, GateComparison comparison, double threshold, GateRole role, string says)
    {
        var rule = Rule(statistic, comparison, threshold, role);
        var decision = new Results { TreatmentOrders = 0.36 }.Decide(With(rule));
        var code = role == GateRole.Success ? GateCode.Primary : GateCode.Guardrail;
        Assert.That(decision.Gates.First(g => g.Code == code && g.Metric == "orders").Explanation, Does.EndWith(says));
    }

    private static IEnumerable<GateRule> Rules() =>
        from statistic in Enum.GetValues<GateStatistic>()
        from comparison in Enum.GetValues<GateComparison>()
        from threshold in new[] { -0.02, 0, 0.02 }
        from role in Enum.GetValues<GateRole>()
        select Rule(statistic, comparison, threshold, role);

    private static GateRule Rule(GateStatistic statistic, GateComparison comparison, double threshold, GateRole role) =>
        new() { Metric = "orders", Statistic = statistic, Comparison = comparison, Threshold = threshold, Role = role };

    private static ExperimentDefinition With(GateRule rule) => Results.Experiment with { Gates = [rule] };

    [GeneratedRegex("[a-z]+_[a-z]+|is asked|at_least|at_most")]
    private static partial Regex Format();
}
