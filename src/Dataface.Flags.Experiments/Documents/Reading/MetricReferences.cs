using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>Whether the metrics that are named elsewhere are defined, and have one role.</summary>
internal static class MetricReferences
{
    public static void Check(YamlProblems problems, YamlFields fields, ExperimentDefinition experiment)
    {
        // Metrics that could not be read are there all the same.
        var defined = (fields["metrics"]?.Children ?? []).Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var list in new[] { "success_metrics", "failure_metrics" })
        {
            foreach (var item in fields[list]?.Children ?? []) Check(problems, item, item.Text, defined);
        }

        foreach (var gate in fields["gates"]?.Children ?? [])
        {
            if (gate.Children.FirstOrDefault(c => c.Name == "metric") is { Kind: YamlKind.Scalar } metric)
                Check(problems, metric, metric.Text, defined);
        }

        if (fields["failure_metrics"] is { } node)
            Repeated.Check(problems, node, [.. experiment.SuccessMetrics, .. experiment.FailureMetrics], "a success or failure metric");
    }

    private static void Check(YamlProblems problems, YamlNode node, string name, HashSet<string> defined)
    {
        if (name.Length == 0 || problems.IsFull || defined.Contains(name)) return;
        problems.Error(ExperimentProblemCode.UnknownMetric, node, $"No metric is called '{YamlText.Shown(name)}'.",
            YamlText.Instead(name, defined));
    }
}
