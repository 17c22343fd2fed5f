using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// The rules that an experiment is decided by: its own, and the usual one for failure metrics without a rule, and for success metrics
/// without a proof, because what is merely measured is there by chance half of the time.
/// </summary>
internal static class GateRules
{
    public static IReadOnlyList<GateRule> Of(ExperimentDefinition experiment)
    {
        var rules = experiment.Gates.ToList();
        foreach (var metric in experiment.SuccessMetrics.Where(
            m => !experiment.Gates.Any(g => g.Metric == m && g is { Role: GateRole.Success, IsProof: true })))
        {
            rules.Add(IsDecrease(experiment, metric)
                ? AtZero(metric, GateStatistic.LiftUpper, GateComparison.Below, GateRole.Success)
                : AtZero(metric, GateStatistic.LiftLower, GateComparison.Above, GateRole.Success));
        }

        // Not shown to be worse: absolute, because a rare failure has no baseline to relate to.
        foreach (var metric in experiment.FailureMetrics.Where(
            m => !experiment.Gates.Any(g => g.Metric == m && g.Role != GateRole.Success)))
        {
            rules.Add(IsDecrease(experiment, metric)
                ? AtZero(metric, GateStatistic.DifferenceLower, GateComparison.AtMost, GateRole.Guardrail)
                : AtZero(metric, GateStatistic.DifferenceUpper, GateComparison.AtLeast, GateRole.Guardrail));
        }

        return rules;
    }

    private static GateRule AtZero(string metric, GateStatistic statistic, GateComparison comparison, GateRole role) =>
        new() { Metric = metric, Statistic = statistic, Comparison = comparison, Threshold = 0, Role = role };

    public static bool IsDecrease(ExperimentDefinition experiment, string metric) =>
        experiment.Metrics.FirstOrDefault(m => m.Name == metric)?.Direction == MetricDirection.Decrease;
}
