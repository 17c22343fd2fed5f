using System.Globalization;
using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>Whether each guardrail says how much worse its metric may get, in a form that can be shown.</summary>
internal static class MarginChecks
{
    /// <summary>Below this share a relative limit is a handful of events.</summary>
    private const double Rare = 0.01;

    /// <summary>A draft can still be given one.</summary>
    public static void HasLimit(CheckScope scope)
    {
        // A gate that cannot be read is told already.
        if (scope.IsAgreed || scope.HasErrorAt("gates")) return;
        foreach (var name in scope.Experiment.FailureMetrics)
        {
            if (scope.Experiment.Gates.Any(rule => rule.Metric == name && rule.Role == GateRole.Guardrail && rule.IsProof)) continue;
            scope.Warning(
                ExperimentProblemCode.NoLimit, "failure_metrics",
                $"'{YamlText.Shown(name)}' has no limit: unless harm is proved, the change ships without knowing how much worse this "
                    + "metric got.",
                $"Write the practical limit, the most that it may get worse, as a gate: '{Example(scope.Experiment, name)}'.");
        }
    }

    public static void IsAbsoluteWhereRare(CheckScope scope)
    {
        if (scope.Experiment.Status >= ExperimentStatus.Running) return;
        foreach (var rule in scope.Experiment.Gates.Where(rule => rule.Role != GateRole.Success && IsRelative(rule)))
        {
            var metric = scope.Experiment.Metrics.FirstOrDefault(m => m.Name == rule.Metric);
            if (metric is not { Baseline: { } baseline } || !IsRare(metric)) continue;
            var statistic = rule.Statistic == GateStatistic.LiftLower ? GateStatistic.DifferenceLower : GateStatistic.DifferenceUpper;
            var instead = rule with { Statistic = statistic, Threshold = Math.Round(rule.Threshold * baseline, 8) };
            scope.Warning(
                ExperimentProblemCode.RelativeLimit, "gates",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A relative limit on '{YamlText.Shown(rule.Metric)}', which is {baseline * 100:0.####} % today, is a handful of "
                    + $"events: chance moves so rare a thing by as much."),
                $"Write how many more may do it, in all: '{Text(instead)}' says the same, and a wider limit is shown sooner.");
        }
    }

    public static void CanBeShown(CheckScope scope)
    {
        if (scope.Experiment.Status >= ExperimentStatus.Running) return;
        foreach (var plan in MarginPlan.All(scope.Experiment).Where(plan => plan.IsShort))
        {
            var limit = MarginText.Limit(plan.Rule, plan.Rule.Threshold);
            scope.Warning(
                ExperimentProblemCode.TooSmall, "gates",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"To show '{limit}' takes {plan.Units.Value:N0} units, and {plan.Expected:N0} come before the end: without harm it is "
                    + $"likely to stay open."),
                plan.Reachable is { } reachable
                    ? $"End later, expose more, or write a limit of {MarginText.Size(plan.Rule, MarginText.RoundedUp(reachable))}, "
                        + "which they can show."
                    : "End later, or expose more.");
        }
    }

    private static bool IsRelative(GateRule rule) => rule.Statistic is GateStatistic.LiftLower or GateStatistic.LiftUpper;

    /// <summary>Two per cent; of rare things a fifth of what there is, absolutely.</summary>
    private static string Example(ExperimentDefinition experiment, string name)
    {
        var metric = experiment.Metrics.FirstOrDefault(m => m.Name == name);
        var (isLower, isRare) = (metric?.Direction == MetricDirection.Decrease, metric is not null && IsRare(metric));
        var limit = isRare ? MarginText.RoundedUp(metric!.Baseline!.Value / 5) : 0.02;
        return Text(new()
        {
            Metric = name,
            Statistic = (isLower, isRare) switch
            {
                (true, true) => GateStatistic.DifferenceUpper,
                (true, false) => GateStatistic.LiftUpper,
                (false, true) => GateStatistic.DifferenceLower,
                _ => GateStatistic.LiftLower,
            },
            Comparison = isLower ? GateComparison.AtMost : GateComparison.AtLeast,
            Threshold = isLower ? limit : -limit,
            Role = GateRole.Guardrail,
        });
    }

    /// <summary>Means have no smallest share.</summary>
    private static bool IsRare(MetricDefinition metric) =>
        metric is { Kind: not (MetricKind.Latency or MetricKind.Engagement), Baseline: > 0 and < Rare };

    /// <summary>A gate as documents write it.</summary>
    private static string Text(GateRule rule)
    {
        var (statistic, comparison) = (ExperimentWords.Statistics[rule.Statistic], ExperimentWords.Comparisons[rule.Comparison]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"- {{ metric: {rule.Metric}, statistic: {statistic}, comparison: {comparison}, "
            + $"threshold: {rule.Threshold * 100:0.########} %, role: {ExperimentWords.GateRoles[rule.Role]} }}");
    }
}
