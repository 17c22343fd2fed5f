using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>The rules for success, as gates.</summary>
internal static class PrimaryGates
{
    public static GateResult Of(ExperimentEvidence evidence, PrimaryTest given)
    {
        var (metric, arm, test, adjusted) = given;
        var numbers = Wording.Numbers(test, metric.IsBlind);
        return new()
        {
            Code = GateCode.Primary,
            Name = $"Success: {test.Rule.Metric} of {evidence.Arms[arm]}",
            State = given.State,
            Metric = test.Rule.Metric,
            Variant = evidence.Arms[arm],
            Numbers = adjusted is { } p && metric.MayBeJudged ? [.. numbers, new("adjustedPValue", p)] : numbers,
            Explanation = metric.MayBeJudged || !test.IsComputed
                ? RuleSentence.Of(test, given.State)
                : "It is evaluated once, when the planned sample is complete: looking earlier would find effects that do not exist.",
            Evidence = PageAnchor.OfMetric(test.Rule.Metric),
        };
    }
}
