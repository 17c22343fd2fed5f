using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Events;

/// <summary>Which events count in an experiment, and for what. Immutable; thread-safe.</summary>
internal sealed record EventPlan
{
    /// <summary>The flag whose exposures count.</summary>
    public required string Flag { get; init; }

    /// <summary>The variants whose exposures count.</summary>
    public required IReadOnlyList<string> Arms { get; init; }

    /// <summary>When the first exposure counts.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>From when on exposures do not count any more.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The metrics, in the order of the document.</summary>
    public required IReadOnlyList<CountedMetric> Metrics { get; init; }

    /// <summary>The types of the outcomes that count, each once.</summary>
    public IReadOnlyList<string> Types { get; private init; } = [];

    /// <param name="definition">The experiment; it has a flag.</param>
    public static EventPlan Of(ExperimentDefinition definition)
    {
        var design = definition.Design;
        var metrics = definition.Metrics.Select((metric, i) => Of(metric, i + 1, Start(design.End))).ToList();
        return new()
        {
            Flag = definition.Flag!,
            Arms = [.. design.Arms],
            From = Start(design.Start),
            Until = Start(design.End),
            Metrics = metrics,
            Types = [.. metrics.SelectMany(m => new[] { m.Event, m.Divisor }).OfType<string>().Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>Ratios where they are an answer: they count every event, also of units that have many.</summary>
    public static StatisticKind KindOf(MetricDefinition metric)
    {
        var kinds = DesignRequests.Kinds(metric.Kind);
        return kinds.Contains(StatisticKind.Ratio) ? StatisticKind.Ratio : kinds[0];
    }

    private static CountedMetric Of(MetricDefinition metric, int place, DateTimeOffset? end) => new()
    {
        Place = place,
        Event = metric.Event,
        Divisor = metric.Kind == MetricKind.Latency ? metric.Event : metric.Denominator,
        Attribute = metric.Value,
        After = metric.ReturnAfter ?? TimeSpan.Zero,
        Length = metric.Window,
        Before = metric.Window is null ? end : null,
        Cap = metric.Cap,
        IsProportion = KindOf(metric) == StatisticKind.Proportion,
    };

    private static DateTimeOffset? Start(DateOnly? day) => day is { } date ? new(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
}
