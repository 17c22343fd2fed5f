using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>What is measured.</summary>
internal static class MetricChecks
{
    public static void HasNoVanity(CheckScope scope)
    {
        foreach (var metric in scope.Experiment.Metrics.Where(
            m => m.Basis == MetricBasis.Total && scope.Experiment.SuccessMetrics.Contains(m.Name)))
        {
            scope.Error(
                ExperimentProblemCode.VanityMetric, $"metrics.{metric.Name}.per",
                $"'{metric.Name}' is a total, which grows with traffic alone, and cannot tell success.",
                "Write 'per: unit', or take it out of 'success_metrics'.");
        }
    }

    /// <summary>
    /// A fixed test looks once, at values that are whole. Without a window they are still growing, so that each look is another one.
    /// </summary>
    public static void HasWindow(CheckScope scope)
    {
        if (scope.IsAgreed || scope.Design.Test != TestKind.Fixed || scope.HasErrorAt("metrics")) return;
        foreach (var metric in scope.Experiment.Metrics.Where(m => m.Window is null && scope.Experiment.SuccessMetrics.Contains(m.Name)))
        {
            scope.Error(
                ExperimentProblemCode.NoWindow, $"metrics.{metric.Name}",
                $"A fixed test looks at '{Yaml.YamlText.Shown(metric.Name)}' once, and without a window its values are still growing then.",
                "Add how long after its first exposure a unit's events count, such as 'window: 7d', "
                    + "or write 'test: sequential'.");
        }
    }

    public static void HasNoPersonalData(CheckScope scope)
    {
        foreach (var metric in scope.Experiment.Metrics)
        {
            foreach (var attribute in metric.Attributes.Where(a => !scope.Policy.AllowedAttributes.Contains(a)))
                Refuse(scope, metric, "attributes", attribute);
            if (metric.Value is { } value && !scope.Policy.AllowedAttributes.Contains(value)) Refuse(scope, metric, "value", value);
        }
    }

    private static void Refuse(CheckScope scope, MetricDefinition metric, string key, string attribute) => scope.Error(
        ExperimentProblemCode.PersonalData, $"metrics.{metric.Name}.{key}",
        $"'{attribute}' is not among the attributes that are known to hold no personal data.",
        Yaml.YamlText.Instead(attribute, scope.Policy.AllowedAttributes));
}
