using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>One rule for success of one treatment.</summary>
/// <param name="Metric">What it is about.</param>
/// <param name="Arm">Which treatment.</param>
/// <param name="Test">The test, its interval at the level that Holm's procedure tested it at.</param>
/// <param name="Adjusted">The p-value adjusted for all of them; null for a rule that is no proof.</param>
internal sealed record PrimaryTest(PrimaryMetric Metric, int Arm, RuleTest Test, double? Adjusted)
{
    public GateRule Rule => Test.Rule;

    public GateState State
    {
        get
        {
            if (!Metric.IsFresh || !Metric.MayBeJudged) return GateState.NotYet;
            if (!Test.IsComputed) return Metric.IsFinal ? GateState.Fail : GateState.NotYet;
            if (Metric.IsHarmed(Arm)) return GateState.Fail;
            var holds = Adjusted is { } p ? p <= Metric.Alpha : Test.Holds && Metric.IsFinal;
            return holds ? GateState.Pass : Metric.IsFinal ? GateState.Fail : GateState.NotYet;
        }
    }
}

/// <summary>The rules for success, over all treatments, adjusted together by Holm's procedure.</summary>
internal static class PrimaryTests
{
    public static IReadOnlyList<PrimaryTest> All(ExperimentEvidence evidence, IReadOnlyDictionary<string, PrimaryMetric> metrics)
    {
        var raw = Raw(evidence, metrics).ToList();
        var proofs = raw.Where(t => t.Rule.IsProof).ToList();
        double[] values = [.. proofs.Select(t => t.Test.PValue)];
        var adjusted = MultipleTesting.Holm(values);
        return
        [
            .. raw.Select(test => proofs.IndexOf(test) is >= 0 and var place
                ? test with { Adjusted = adjusted.Values[place],
                    Test = test.Test.At(Level(evidence, values, place, adjusted.Values[place])) }
                : test),
        ];
    }

    /// <summary>
    /// What Holm's procedure held a p-value against: α divided by how many were not smaller. Only for those that it accepted; others are
    /// shown at the level that all of them have.
    /// </summary>
    private static double Level(ExperimentEvidence evidence, double[] values, int place, double adjusted)
    {
        var alpha = evidence.Design.Alpha;
        if (adjusted > alpha) return alpha / values.Length;
        var before = values.Where((value, i) => value < values[place] || (value.Equals(values[place]) && i < place)).Count();
        return alpha / (values.Length - before);
    }

    private static IEnumerable<PrimaryTest> Raw(ExperimentEvidence evidence, IReadOnlyDictionary<string, PrimaryMetric> metrics)
    {
        foreach (var rule in evidence.Rules.Where(r => r.Role == GateRole.Success))
        {
            // A rule may be about a metric that is no success metric; it is looked at in the same way.
            var metric = metrics.GetValueOrDefault(rule.Metric) ?? new PrimaryMetric(evidence, rule.Metric);
            for (var arm = 1; arm < evidence.Arms.Count; arm++) yield return new(metric, arm, new(rule, metric.Comparison(arm)), null);
        }
    }
}
