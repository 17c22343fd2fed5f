using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Design;

/// <summary>What an experiment's document says of its design, as the mathematics want it.</summary>
internal static class DesignRequests
{
    /// <summary>How a metric's values are summed up; the first is the usual one.</summary>
    public static IReadOnlyList<StatisticKind> Kinds(MetricKind kind) => kind switch
    {
        MetricKind.Conversion or MetricKind.Retention => [StatisticKind.Proportion],
        MetricKind.Engagement => [StatisticKind.Mean],
        MetricKind.Latency => [StatisticKind.Mean, StatisticKind.Ratio],
        MetricKind.ErrorRate => [StatisticKind.Ratio, StatisticKind.Proportion],
        _ => [StatisticKind.Ratio],
    };

    /// <summary>How many comparisons share α: every primary metric of every treatment.</summary>
    public static int Comparisons(ExperimentDefinition experiment) =>
        Math.Max(1, experiment.SuccessMetrics.Count * experiment.Design.Treatments.Count);

    /// <summary>How many rules guard it: its own, and one for each failure metric that has none. They share α.</summary>
    public static int GuardedRules(ExperimentDefinition experiment) => experiment.Gates.Count(gate => gate.Role != GateRole.Success)
        + experiment.FailureMetrics.Count(name => !experiment.Gates.Any(gate => gate.Metric == name && gate.Role != GateRole.Success));

    /// <summary>The design for one primary metric; null when nothing is known of the metric before the experiment.</summary>
    public static DesignRequest? Of(ExperimentDefinition experiment, string metric)
    {
        var definition = experiment.Metrics.FirstOrDefault(m => m.Name == metric);
        if (definition is null || Baseline(definition) is not { } baseline) return null;
        var design = experiment.Design;

        // What decides is the difference. For a rise the relative plan is on the safe side of it, for a fall it would be short by a tenth.
        var isDecrease = definition.Direction == MetricDirection.Decrease;
        return new()
        {
            Baseline = baseline,
            MinimumDetectableEffect = isDecrease ? -design.MinimumDetectableEffect * baseline.Mean : design.MinimumDetectableEffect,
            Scale = isDecrease && baseline.Mean > 0 ? EffectScale.Absolute : EffectScale.Relative,
            Power = design.Power,
            Alpha = design.Alpha / Comparisons(experiment),
            Shares = design.Weights,
            UnitsPerDay = design.Traffic * design.Exposure,
            Method = design.Test == TestKind.Fixed ? AnalysisMethod.FixedHorizon : AnalysisMethod.Sequential,
        };
    }

    /// <summary>What is known of a metric before the experiment; null for nothing, or too little.</summary>
    public static MetricBaseline? Baseline(MetricDefinition metric)
    {
        if (metric.Baseline is not { } value) return null;
        var kind = Kinds(metric.Kind)[0];
        if (kind == StatisticKind.Proportion) return MetricBaseline.OfProportion(value);
        if (metric.Deviation is not { } deviation) return null;
        return kind == StatisticKind.Mean
            ? MetricBaseline.OfMean(value, deviation * deviation) : MetricBaseline.OfRatio(value, deviation * deviation);
    }
}
