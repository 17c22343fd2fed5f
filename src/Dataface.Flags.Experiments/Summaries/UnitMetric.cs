using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Summaries;

/// <summary>A metric, and where a file of units has it. Immutable.</summary>
/// <param name="Definition">The metric.</param>
/// <param name="Value">The column of its value; null where the file has none.</param>
/// <param name="Divisor">The column of what it is divided by; null where the file has none.</param>
/// <param name="Kind">How it is summed up.</param>
internal sealed record UnitMetric(MetricDefinition Definition, int? Value, int? Divisor, StatisticKind Kind)
{
    /// <summary>Behind the metric's name, the column of what it is divided by.</summary>
    public const string DivisorEnding = "_denominator";

    /// <summary>A ratio where there is something to divide by; else the value itself, one for each unit.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="isDivided">Whether the file has something to divide by.</param>
    /// <returns>Null for a metric that needs it and has none.</returns>
    public static StatisticKind? KindOf(MetricDefinition metric, bool isDivided)
    {
        var kinds = DesignRequests.Kinds(metric.Kind);
        if (isDivided && kinds.Contains(StatisticKind.Ratio)) return StatisticKind.Ratio;
        return kinds.Where(kind => kind != StatisticKind.Ratio).Cast<StatisticKind?>().FirstOrDefault();
    }
}
