using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// What must not get worse, looked at all the time by intervals that are valid at every look, with α divided over all guardrails: a harmless
/// experiment is killed by any of them with a probability of at most α.
/// </summary>
internal static class GuardrailGates
{
    public static IEnumerable<GateResult> Run(ExperimentEvidence evidence)
    {
        var rules = GateRules.Of(evidence.Definition).Where(r => r.Role != GateRole.Success).ToList();
        var alpha = Alpha(evidence, rules.Count);
        foreach (var rule in rules)
        {
            for (var arm = 1; arm < evidence.Arms.Count; arm++) yield return Of(evidence, rule, arm, alpha);
        }
    }

    /// <summary>Each comparison's share of α.</summary>
    public static double Alpha(ExperimentEvidence evidence, int rules) => evidence.Design.Alpha / Math.Max(1, rules * (evidence.Arms.Count - 1));

    private static GateResult Of(ExperimentEvidence evidence, GateRule rule, int arm, double alpha)
    {
        var metric = evidence[rule.Metric];
        var sums = metric?.Sum(evidence.Arms.Count) ?? new SampleStatistics[evidence.Arms.Count];
        var test = RuleTest.Of(rule, sums[0], sums[arm], TestProcedure.Sequential(evidence.TightestAt(rule.Metric, arm), alpha));
        var state = StateOf(evidence, rule, metric, test, sums[0].Units + sums[arm].Units);
        return new()
        {
            Code = GateCode.Guardrail,
            Name = $"Guardrail: {rule.Metric} of {evidence.Arms[arm]}",
            State = state,
            Metric = rule.Metric,
            Variant = evidence.Arms[arm],
            Numbers = Wording.Numbers(rule, sums[0], sums[arm], test),
            Explanation = Wording.Rule(rule, test, state),
            Evidence = Evidence.OfMetric(rule.Metric),
        };
    }

    /// <summary>Harm that was shown stays shown when data grow old; that there is none does not.</summary>
    private static GateState StateOf(ExperimentEvidence evidence, GateRule rule, MetricEvidence? metric, in RuleTest test, long units)
    {
        if (metric is null || !test.IsComputed) return GateState.NotYet;
        var isComplete = evidence.IsOver(metric) || units >= evidence.TightestAt(rule.Metric, 1);
        if (!RuleTest.IsInterval(rule) && !isComplete) return GateState.NotYet;
        var isFresh = FreshnessGate.StateOf(evidence, metric) == GateState.Pass;
        if (rule.Role == GateRole.Failure) return test.Holds ? GateState.Fail : isFresh ? GateState.Pass : GateState.NotYet;
        if (test.Holds) return isFresh ? GateState.Pass : GateState.NotYet;
        return test.IsRefuted ? GateState.Fail : GateState.NotYet;
    }
}
