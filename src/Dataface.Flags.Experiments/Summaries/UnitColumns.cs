using Dataface.Flags.Documents;
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

    /// <summary>Columns that nothing here is about, which are not read.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

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
            ? Of(m, Place(m.Name), IsDivisible(m) ? Place(m.Name + UnitMetric.DivisorEnding) : null)
            : Of(m, Place(ValueName) ?? -1, Place(DivisorName))).ToList();
        string[] known =
        [
            .. UnitNames, .. VariantNames, .. ExposureNames, MetricName,
            .. metric is null ? experiment.Metrics.SelectMany(Columns) : [ValueName, DivisorName],
        ];
        var normal = known.Select(ColumnName.Normal).ToHashSet(StringComparer.Ordinal);
        var unknown = columns.Where(column => !normal.Contains(ColumnName.Normal(column))).ToList();
        List<(string Message, string Remedy)> faults =
        [
            .. Unread(unknown, known), .. Faults(names.Where(normal.Contains).ToList(), metric is not null, experiment, metrics),
        ];
        foreach (var (message, remedy) in faults) refuse(message, remedy);
        return faults.Count > 0 ? null : new()
        {
            Unit = unit!.Value,
            Variant = variant!.Value,
            ExposedAt = exposed!.Value,
            Metric = metric,
            Metrics = metrics!,
            Ignored = unknown,
        };
    }

    /// <summary>Whether rows of both mean the same.</summary>
    public bool HasFormOf(UnitColumns other) => Metric is null == other.Metric is null
        && Metrics.Select(m => m.Kind).SequenceEqual(other.Metrics.Select(m => m.Kind));

    /// <summary>What to begin a file with.</summary>
    public static string Example(ExperimentDefinition experiment) =>
        $"Begin with a line such as 'unit,variant,exposed_at,{string.Join(',', experiment.Metrics.SelectMany(Columns))}'.";

    private static UnitMetric? Of(MetricDefinition metric, int? value, int? divisor)
    {
        // An event that took a time is what its time is divided by.
        var isDivided = divisor is not null || (value == -1 && metric.Kind == MetricKind.Latency);
        return value is null && divisor is null ? new(metric, null, null, default)
            : UnitMetric.KindOf(metric, isDivided) is { } kind ? new(metric, value, divisor, kind) : null;
    }

    /// <summary>A column that may be a slip of the pen would leave a metric out, or count each row once.</summary>
    private static IEnumerable<(string Message, string Remedy)> Unread(List<string> unknown, string[] known)
    {
        foreach (var column in unknown)
        {
            if (ColumnName.IsIndex(column)) yield return ($"There is no column '{YamlText.Shown(column)}'.", ColumnName.IndexRemedy);
            else if (Spelling.Nearest(column, known) is { } near)
            {
                yield return ($"There is no column '{YamlText.Shown(column)}'.", $"Did you mean '{near}'? Otherwise leave the column out.");
            }
        }
    }

    /// <param name="names">Those of the columns that are known.</param>
    private static IEnumerable<(string Message, string Remedy)> Faults(
        List<string> names, bool isLong, ExperimentDefinition experiment, IReadOnlyList<UnitMetric?> metrics)
    {
        string[][] needed = [UnitNames, VariantNames, ExposureNames];
        foreach (var alternatives in needed.Where(alternatives => !alternatives.Any(a => names.Contains(ColumnName.Normal(a)))))
        {
            yield return ($"The header has no column '{alternatives[0]}'.", Example(experiment));
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

    private static bool IsDivisible(MetricDefinition metric) => UnitMetric.KindOf(metric, isDivided: true) == StatisticKind.Ratio;

    private static IEnumerable<string> Columns(MetricDefinition metric) =>
        IsDivisible(metric) ? [metric.Name, metric.Name + UnitMetric.DivisorEnding] : [metric.Name];
}
