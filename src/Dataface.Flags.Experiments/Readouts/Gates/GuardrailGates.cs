using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// What must not get worse, looked at all the time by intervals that are valid at every look, with α divided over all guardrails: a
/// harmless experiment is killed by any of them with a probability of at most α. Whatever statistic a rule names, only what
/// is shown kills.
/// </summary>
internal static class GuardrailGates
{
    /// <param name="evidence">The data.</param>
    /// <param name="outcomes">Which metrics lack units: what one variant lacks looks like an effect, and must not kill.</param>
    public static IEnumerable<GateResult> Run(ExperimentEvidence evidence, IReadOnlyList<GateResult> outcomes)
    {
        var rules = evidence.Rules.Where(r => r.Role != GateRole.Success).ToList();
        var alpha = Alpha(evidence, rules.Count);
        foreach (var rule in rules)
        {
            var isUneven = evidence[rule.Metric] is { IsEven: false }
                || outcomes.Any(gate => gate is { IsBinding: true, State: GateState.Fail } && gate.Metric == rule.Metric);
            for (var arm = 1; arm < evidence.Arms.Count; arm++) yield return Of(evidence, rule, arm, alpha, isUneven);
        }
    }

    /// <summary>Each comparison's share of α.</summary>
    public static double Alpha(ExperimentEvidence evidence, int rules) =>
        evidence.Design.Alpha / Math.Max(1, rules * (evidence.Arms.Count - 1));

    /// <summary>What the guardrails of a treatment leave open, such as <c>errors higher by at most 0.0021</c>.</summary>
    public static IEnumerable<string> Open(ExperimentEvidence evidence, int arm)
    {
        var rules = evidence.Rules.Where(r => r.Role != GateRole.Success).ToList();
        var alpha = Alpha(evidence, rules.Count);
        return rules.Select(rule => Wording.Open(Test(evidence, rule, arm, alpha), GateRules.IsDecrease(evidence.Definition, rule.Metric)))
            .Distinct(StringComparer.Ordinal);
    }

    private static RuleTest Test(ExperimentEvidence evidence, GateRule rule, int arm, double alpha) => new(
        rule, Comparison.Of(evidence[rule.Metric]?.AllStrata[arm]
            ?? new Strata([]), TestProcedure.Sequential(evidence.TightestAt(rule.Metric, arm), alpha)));

    private static GateResult Of(ExperimentEvidence evidence, GateRule rule, int arm, double alpha, bool isUneven)
    {
        var metric = evidence[rule.Metric];
        var test = Test(evidence, rule, arm, alpha);
        var state = isUneven ? GateState.NotYet : StateOf(evidence, rule, metric, test, test.Control.Units + test.Treatment.Units);
        return new()
        {
            Code = GateCode.Guardrail,
            Name = $"Guardrail: {rule.Metric} of {evidence.Arms[arm]}",
            State = state,
            Metric = rule.Metric,
            Variant = evidence.Arms[arm],
            Numbers = Wording.Numbers(test),
            Explanation = RuleSentence.Of(test, state) + Takes(evidence, rule, state),
            Evidence = PageAnchor.OfMetric(rule.Metric),
        };
    }

    /// <summary>A limit that is not shown yet says what it takes.</summary>
    private static string Takes(ExperimentEvidence evidence, GateRule rule, GateState state) =>
        state == GateState.NotYet && MarginPlan.Find(evidence.Definition, rule) is { Units: { IsComputed: true } units }
            ? FormattableString.Invariant($" Without harm that takes about {units.Value:N0} units.") : "";

    /// <summary>Harm that was shown stays shown when data grow old; that there is none does not.</summary>
    private static GateState StateOf(ExperimentEvidence evidence, GateRule rule, MetricEvidence? metric, RuleTest test, long units)
    {
        if (metric is null || !test.IsComputed) return GateState.NotYet;
        if (rule.Role == GateRole.Failure ? test.IsShown : test.IsRefuted) return GateState.Fail;
        if (FreshnessGate.StateOf(evidence, metric) != GateState.Pass) return GateState.NotYet;
        if (rule.Role == GateRole.Failure) return GateState.Pass;

        // A measured value is noise until the sample is complete, and afterwards still proves no harm.
        var isComplete = RuleTest.IsInterval(rule) || evidence.IsOver(metric) || units >= evidence.TightestAt(rule.Metric, 1);
        return isComplete && test.Holds ? GateState.Pass : GateState.NotYet;
    }
}
