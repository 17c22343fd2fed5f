using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>Reads the metrics' definitions.</summary>
internal static class MetricReader
{
    private static readonly string[] Known =
        ["kind", "event", "value", "denominator", "attributes", "window", "return_after", "cap", "direction", "per", "baseline",
            "deviation"];

    /// <summary>The smallest number that an event's attribute may be.</summary>
    private const double LeastCap = 1e-15;

    public static IReadOnlyList<MetricDefinition> Read(YamlProblems problems, YamlFields experiment)
    {
        var metrics = new List<MetricDefinition>();
        if (experiment.Require("metrics", "{ orders: { kind: conversion, event: order_placed } }") is null) return metrics;
        foreach (var node in experiment.Entries("metrics", "orders: { kind: conversion, event: order_placed }"))
        {
            if (!YamlShape.IsName(problems, node, node.Name) || YamlFields.Open(problems, node, "A metric", Known) is not { } fields)
                continue;
            metrics.Add(One(problems, fields));
        }

        return metrics;
    }

    private static MetricDefinition One(YamlProblems problems, YamlFields fields)
    {
        var kind = fields.Require("kind", "conversion") is null ? null : fields.Choice("kind", ExperimentWords.Kinds);
        var metric = new MetricDefinition
        {
            Name = fields.Owner.Name,
            Kind = kind ?? default,
            Event = fields.RequiredText("event", "order_placed"),
            Value = fields.Name("value", "amount"),
            Denominator = fields.Text("denominator", "page_viewed"),
            Attributes = fields.Texts("attributes", "[country]"),
            Window = fields.Duration("window"),
            ReturnAfter = fields.Duration("return_after", "7d"),
            Cap = fields.Number("cap", "500", LeastCap, 1e15),
            Direction = fields.Choice("direction", ExperimentWords.Directions)
                ?? (kind is MetricKind.ErrorRate or MetricKind.Latency ? MetricDirection.Decrease : default),
            Basis = fields.Choice("per", ExperimentWords.Bases) ?? default,
            Baseline = Baseline(fields),
            Deviation = fields.Number("deviation", "12.5", 0, 1e15),
        };
        if (kind is not null) CheckParts(problems, fields, metric);
        return metric;
    }

    /// <summary>A share with a percent sign, or a number.</summary>
    private static double? Baseline(YamlFields fields) =>
        fields["baseline"] is { Kind: YamlKind.Scalar } node && node.Text.EndsWith('%')
            ? fields.Percentage("baseline", "3.2 %") : fields.Number("baseline", "24.50", 0, 1e15);

    /// <summary>Each kind needs some of the keys, and has no use for others.</summary>
    private static void CheckParts(YamlProblems problems, YamlFields fields, MetricDefinition metric)
    {
        var kind = ExperimentWords.Kinds[metric.Kind];
        string[] needed = metric.Kind switch
        {
            MetricKind.Ratio or MetricKind.ErrorRate => ["denominator"],
            MetricKind.Latency => ["value"],
            MetricKind.Retention => ["return_after", "window"],
            _ => [],
        };
        foreach (var name in needed.Where(name => fields[name] is null))
        {
            problems.Error(ExperimentProblemCode.InvalidMetric, fields.Owner, $"A metric of kind {kind} needs '{name}'.",
                $"Add '{name}', or choose another kind.");
        }

        (string Name, bool IsOfUse)[] optional =
        [
            ("denominator", metric.Kind is MetricKind.Ratio or MetricKind.ErrorRate), ("return_after", metric.Kind == MetricKind.Retention),
            ("cap", metric.Kind == MetricKind.Engagement),
            ("value", metric.Kind is MetricKind.Engagement or MetricKind.Ratio or MetricKind.Latency),
        ];
        foreach (var (name, _) in optional.Where(o => !o.IsOfUse && fields[o.Name] is not null))
        {
            problems.Error(ExperimentProblemCode.InvalidMetric, fields.At(name), $"A metric of kind {kind} has no use for '{name}'.",
                "Remove it, or choose another kind.");
        }

        if (metric is { Kind: MetricKind.Engagement, Cap: { } cap, Baseline: { } baseline } && baseline >= cap)
        {
            problems.Error(
                ExperimentProblemCode.InvalidMetric, fields.At("cap"),
                "No unit counts for more than the 'cap', so that their mean cannot be at or above it, as the 'baseline' is.",
                "Write a larger 'cap', such as what 99 of 100 units stay below, or the mean with the cap as the 'baseline'.");
        }

        if (metric is { ReturnAfter: { } from, Window: { } to } && to <= from)
        {
            problems.Error(ExperimentProblemCode.InvalidMetric, fields.At("window"), "The later window ends before it begins.",
                "Write a 'window' that is longer than 'return_after'.");
        }
    }
}
