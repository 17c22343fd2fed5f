using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>Reads the rules that the decision is made by.</summary>
internal static class GateReader
{
    private const string Example = "- { metric: orders, statistic: lift_lower, comparison: above, threshold: 0, role: success }";

    public static IReadOnlyList<GateRule> Read(YamlProblems problems, YamlFields experiment)
    {
        var gates = new List<GateRule>();
        if (experiment.Require("gates", Example) is null) return gates;
        foreach (var item in experiment.Items("gates", Example))
        {
            if (YamlFields.Open(problems, item, "A gate", "metric", "statistic", "comparison", "threshold", "role") is not { } fields)
                continue;
            var metric = fields.RequiredText("metric", "orders");
            var statistic = fields.Require("statistic", "lift_lower") is null
                ? null : fields.Choice("statistic", ExperimentWords.Statistics);
            var comparison = fields.Require("comparison", "above") is null
                ? null : fields.Choice("comparison", ExperimentWords.Comparisons);
            var threshold = fields.Require("threshold", "0") is null ? null : Threshold(fields);
            var role = fields.Require("role", "success") is null ? null : fields.Choice("role", ExperimentWords.GateRoles);
            if (statistic is not { } s || comparison is not { } c || threshold is not { } t || role is not { } r) continue;
            gates.Add(new() { Metric = metric, Statistic = s, Comparison = c, Threshold = t, Role = r });
        }

        return gates;
    }

    /// <summary>A share with a percent sign, or a number.</summary>
    private static double? Threshold(YamlFields fields) =>
        fields["threshold"] is { Kind: YamlKind.Scalar } node && node.Text.EndsWith('%')
            ? fields.Percentage("threshold", "-2 %", -10, 10) : fields.Number("threshold", "0", -1e15, 1e15);
}
