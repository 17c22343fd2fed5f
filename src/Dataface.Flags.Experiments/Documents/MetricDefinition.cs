namespace Dataface.Flags.Experiments.Documents;

/// <summary>A metric, defined once, from events: one value for each unit. Immutable; thread-safe.</summary>
public sealed record MetricDefinition
{
    /// <summary>The metric's name, unique in the document.</summary>
    public required string Name { get; init; }

    /// <summary>How events become one value for each unit.</summary>
    public required MetricKind Kind { get; init; }

    /// <summary>The type of the event that is counted.</summary>
    public required string Event { get; init; }

    /// <summary>The event's attribute that holds the number; null where events are counted.</summary>
    public string? Value { get; init; }

    /// <summary>The type of the event that a ratio divides by, or whose failing share is an error rate; null otherwise.</summary>
    public string? Denominator { get; init; }

    /// <summary>The event's attributes that are kept, for filters and slices.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>
    /// How long after the first exposure events count; for retention, the end of the later window. Null for the whole experiment.
    /// </summary>
    public TimeSpan? Window { get; init; }

    /// <summary>For retention: how long after the first exposure the later window begins; null otherwise.</summary>
    public TimeSpan? ReturnAfter { get; init; }

    /// <summary>
    /// The most that one unit can contribute, above 0: a larger sum over its events is cut to this. For engagement only; null for no cap.
    /// </summary>
    public double? Cap { get; init; }

    /// <summary>
    /// Whether more or less is better. Default <see cref="MetricDirection.Increase"/>; decrease for error rate and latency.
    /// </summary>
    public MetricDirection Direction { get; init; }

    /// <summary>What the metric is calculated per. Default <see cref="MetricBasis.Unit"/>.</summary>
    public MetricBasis Basis { get; init; }

    /// <summary>Today's value, from which the sample size is computed; null when not known.</summary>
    public double? Baseline { get; init; }

    /// <summary>Today's standard deviation over units, for means and ratios; null when not known.</summary>
    public double? Deviation { get; init; }
}

/// <summary>How events become one value for each unit.</summary>
public enum MetricKind
{
    /// <summary>Whether the unit had the event: 0 or 1.</summary>
    Conversion,

    /// <summary>How often the unit had the event, or the sum of a value over its events.</summary>
    Engagement,

    /// <summary>Whether the unit had the event again in a later window: 0 or 1.</summary>
    Retention,

    /// <summary>One sum over another.</summary>
    Ratio,

    /// <summary>Failing events over all events.</summary>
    ErrorRate,

    /// <summary>How long the event took, on average over the unit's events.</summary>
    Latency,
}

/// <summary>Which way is better.</summary>
public enum MetricDirection
{
    /// <summary>More is better.</summary>
    Increase,

    /// <summary>Less is better.</summary>
    Decrease,
}

/// <summary>What a metric is calculated per.</summary>
public enum MetricBasis
{
    /// <summary>Per unit: comparable whatever the traffic. The default.</summary>
    Unit,

    /// <summary>Over all units together: grows with traffic alone, and decides nothing.</summary>
    Total,
}
