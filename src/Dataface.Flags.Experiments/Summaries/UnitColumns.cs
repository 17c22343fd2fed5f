using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts.Files;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Summaries;

/// <summary>
/// Where a file of units has what. Either a row is a unit, with a column for each metric; or a row is one event, or one value, of a unit,
/// and says of which metric. Immutable.
/// </summary>
internal sealed record UnitColumns
{
    private const string MetricName = "metric";
    private const string ValueName = "value";
    private const string DivisorName = "denominator";

    private static readonly string[] UnitNames = ["unit", "unit_id", "user_id", "targeting_key"];
    private static readonly string[] VariantNames = ["variant"];
    private static readonly string[] ExposureNames = ["exposed_at", "first_exposed_at", "cohort"];

    public required int Unit { get; init; }

    public required int Variant { get; init; }

    public required int ExposedAt { get; init; }

    /// <summary>The column that names the metric, where a row is no whole unit; else null.</summary>
    public int? Metric { get; private init; }

    /// <summary>The experiment's metrics, in its order.</summary>
    public required IReadOnlyList<UnitMetric> Metrics { get; init; }

    /// <summary>Reads a header.</summary>
    /// <param name="columns">The names of the columns.</param>
    /// <param name="experiment">The experiment whose metrics they are.</param>
    /// <param name="refuse">Gets the name of each problem's column, what is wrong and what to write.</param>
    /// <returns>Null when it is refused.</returns>
    public static UnitColumns? Read(IReadOnlyList<string> columns, ExperimentDefinition experiment, Action<string, string> refuse)
    {
        var names = columns.Select(ColumnName.Normal).ToList();
        int? Place(params string[] known) =>
            known.Select(k => names.IndexOf(ColumnName.Normal(k))).FirstOrDefault(i => i >= 0, -1) is >= 0 and var i ? i : null;
        var (unit, variant, exposed, metric) = (Place(UnitNames), Place(VariantNames), Place(ExposureNames), Place(MetricName));
        var metrics = experiment.Metrics.Select(m => metric is null
            ? Of(m, Place(m.Name), Place(m.Name + UnitMetric.DivisorEnding)) : Of(m, Place(ValueName) ?? -1, Place(DivisorName))).ToList();
        var faults = Faults(columns, names, [UnitNames, VariantNames, ExposureNames], metric is not null, experiment, metrics).ToList();
        foreach (var (message, remedy) in faults) refuse(message, remedy);
        return faults.Count > 0 ? null : new()
        {
            Unit = unit!.Value,
            Variant = variant!.Value,
            ExposedAt = exposed!.Value,
            Metric = metric,
            Metrics = metrics!,
        };
    }

    /// <summary>Whether rows of both mean the same.</summary>
    public bool HasFormOf(UnitColumns other) => Metric is null == other.Metric is null
        && Metrics.Select(m => m.Kind).SequenceEqual(other.Metrics.Select(m => m.Kind));

    private static UnitMetric? Of(MetricDefinition metric, int? value, int? divisor)
    {
        // An event that took a time is what its time is divided by.
        var isDivided = divisor is not null || (value == -1 && metric.Kind == MetricKind.Latency);
        return value is null && divisor is null ? new(metric, null, null, default)
            : UnitMetric.KindOf(metric, isDivided) is { } kind ? new(metric, value, divisor, kind) : null;
    }

    private static IEnumerable<(string Message, string Remedy)> Faults(
        IReadOnlyList<string> columns, List<string> names, string[][] needed, bool isLong, ExperimentDefinition experiment,
        IReadOnlyList<UnitMetric?> metrics)
    {
        foreach (var alternatives in needed.Where(alternatives => !alternatives.Any(a => names.Contains(ColumnName.Normal(a)))))
        {
            yield return ($"The header has no column '{alternatives[0]}'.", Example(experiment));
        }

        string[] known =
        [
            .. needed.SelectMany(n => n), MetricName,
            .. isLong ? [ValueName, DivisorName] : experiment.Metrics.SelectMany(m => new[] { m.Name, m.Name + UnitMetric.DivisorEnding }),
        ];
        var normal = known.Select(ColumnName.Normal).ToHashSet(StringComparer.Ordinal);
        foreach (var (i, name) in names.Index().Where(n => !normal.Contains(n.Item)))
        {
            yield return ($"There is no column '{YamlText.Shown(columns[i])}'.",
                ColumnName.IsIndex(columns[i]) ? ColumnName.IndexRemedy : YamlText.Instead(columns[i], known));
        }

        foreach (var twice in names.GroupBy(n => n, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return ($"The column '{YamlText.Shown(twice.Key)}' occurs twice.", "Keep one of the two.");
        }

        foreach (var (i, _) in metrics.Index().Where(m => m.Item is null))
        {
            var name = experiment.Metrics[i].Name;
            yield return ($"'{name}' is a ratio, but its divisor is missing.",
                $"Add a column '{(isLong ? DivisorName : name + UnitMetric.DivisorEnding)}'.");
        }

        foreach (var metric in metrics.OfType<UnitMetric>().Where(m => m is { Value: null, Divisor: not null }))
        {
            yield return ($"There is a column '{metric.Definition.Name}{UnitMetric.DivisorEnding}', and none '{metric.Definition.Name}'.",
                $"Add a column '{metric.Definition.Name}'.");
        }

        if (!isLong && metrics.All(m => m?.Value is null)) yield return ("The header has no column of a metric.", Example(experiment));
    }

    private static string Example(ExperimentDefinition experiment) =>
        $"Begin with a line such as 'unit,variant,exposed_at,{string.Join(',', experiment.Metrics.SelectMany(Columns))}'.";

    private static IEnumerable<string> Columns(MetricDefinition metric) =>
        UnitMetric.KindOf(metric, isDivided: true) == StatisticKind.Ratio
            ? [metric.Name, metric.Name + UnitMetric.DivisorEnding] : [metric.Name];
}
