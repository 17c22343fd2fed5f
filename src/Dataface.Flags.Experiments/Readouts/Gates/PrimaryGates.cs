using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>The rules for success, over all treatments, adjusted together by Holm's procedure.</summary>
internal static class PrimaryGates
{
    public static IReadOnlyList<GateResult> Run(ExperimentEvidence evidence, IReadOnlyDictionary<string, PrimaryMetric> metrics)
    {
        var tests = Tests(evidence, metrics).ToList();
        var proofs = tests.Where(t => RuleTest.IsProof(t.Rule)).ToList();
        var adjusted = MultipleTesting.Holm([.. proofs.Select(t => t.Test.PValue)]);
        return [.. tests.Select(t => Of(evidence, t, RuleTest.IsProof(t.Rule) ? adjusted.Values[proofs.IndexOf(t)] : null))];
    }

    private static IEnumerable<Case> Tests(ExperimentEvidence evidence, IReadOnlyDictionary<string, PrimaryMetric> metrics)
    {
        foreach (var rule in GateRules.Of(evidence.Definition).Where(r => r.Role == GateRole.Success))
        {
            // A rule may be about a metric that is no success metric; it is looked at in the same way.
            var metric = metrics.GetValueOrDefault(rule.Metric) ?? new PrimaryMetric(evidence, rule.Metric);
            for (var arm = 1; arm < evidence.Arms.Count; arm++)
            {
                yield return new(rule, metric, arm, RuleTest.Of(rule, metric.Sums[0], metric.Sums[arm], metric.Procedure(arm)));
            }
        }
    }

    private static GateResult Of(ExperimentEvidence evidence, Case given, double? adjusted)
    {
        var (rule, metric, arm, test) = given;
        var state = StateOf(evidence, given, adjusted);
        IReadOnlyList<GateNumber> numbers = Wording.Numbers(rule, metric.Sums[0], metric.Sums[arm], test);
        return new()
        {
            Code = GateCode.Primary,
            Name = $"Success: {rule.Metric} of {evidence.Arms[arm]}",
            State = state,
            Metric = rule.Metric,
            Variant = evidence.Arms[arm],
            Numbers = adjusted is { } p && metric.MayBeJudged ? [.. numbers, new("adjustedPValue", p)] : numbers,
            Explanation = metric.MayBeJudged || !test.IsComputed
                ? Wording.Rule(rule, test, state)
                : "It is looked at once, when the planned sample is there: looking before would find effects that are not.",
            Evidence = Evidence.OfMetric(rule.Metric),
        };
    }

    private static GateState StateOf(ExperimentEvidence evidence, Case given, double? adjusted)
    {
        var (rule, metric, arm, test) = given;
        if (!metric.IsFresh || !metric.MayBeJudged) return GateState.NotYet;
        if (!test.IsComputed) return metric.IsFinal ? GateState.Fail : GateState.NotYet;
        if (metric.IsHarmed(arm)) return GateState.Fail;
        var holds = adjusted is { } p ? p <= evidence.Design.Alpha : test.Holds && metric.IsFinal;
        return holds ? GateState.Pass : metric.IsFinal ? GateState.Fail : GateState.NotYet;
    }

    private sealed record Case(GateRule Rule, PrimaryMetric Metric, int Arm, RuleTest Test);
}
