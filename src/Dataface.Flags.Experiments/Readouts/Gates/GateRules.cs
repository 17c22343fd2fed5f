using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>The rules that an experiment is decided by: its own, and for metrics that it gave a role but no rule, the usual one.</summary>
internal static class GateRules
{
    public static IReadOnlyList<GateRule> Of(ExperimentDefinition experiment)
    {
        var rules = experiment.Gates.ToList();
        foreach (var metric in experiment.SuccessMetrics.Where(m => !experiment.Gates.Any(g => g.Metric == m && g.Role == GateRole.Success)))
        {
            rules.Add(IsDecrease(experiment, metric)
                ? new()
                {
                    Metric = metric,
                    Statistic = GateStatistic.LiftUpper,
                    Comparison = GateComparison.Below,
                    Threshold = 0,
                    Role = GateRole.Success,
                }
                : new()
                {
                    Metric = metric,
                    Statistic = GateStatistic.LiftLower,
                    Comparison = GateComparison.Above,
                    Threshold = 0,
                    Role = GateRole.Success,
                });
        }

        // Not shown to be worse: absolute, because a rare failure has no baseline to relate to.
        foreach (var metric in experiment.FailureMetrics.Where(m => !experiment.Gates.Any(g => g.Metric == m && g.Role != GateRole.Success)))
        {
            rules.Add(IsDecrease(experiment, metric)
                ? new()
                {
                    Metric = metric,
                    Statistic = GateStatistic.DifferenceLower,
                    Comparison = GateComparison.AtMost,
                    Threshold = 0,
                    Role = GateRole.Guardrail,
                }
                : new()
                {
                    Metric = metric,
                    Statistic = GateStatistic.DifferenceUpper,
                    Comparison = GateComparison.AtLeast,
                    Threshold = 0,
                    Role = GateRole.Guardrail,
                });
        }

        return rules;
    }

    public static bool IsDecrease(ExperimentDefinition experiment, string metric) =>
        experiment.Metrics.FirstOrDefault(m => m.Name == metric)?.Direction == MetricDirection.Decrease;
}
