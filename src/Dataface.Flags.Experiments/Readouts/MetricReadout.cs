using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>One metric of one treatment against control. Immutable; thread-safe.</summary>
public sealed record MetricReadout
{
    /// <summary>The metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>The treatment.</summary>
    public required string Variant { get; init; }

    /// <summary>What the metric is for in this experiment.</summary>
    public required MetricRole Role { get; init; }

    /// <summary>
    /// The units of control whose window is over. A success metric of a fixed test has only their number before its one look, no sums:
    /// whoever sees two values sees their difference.
    /// </summary>
    public required SampleStatistics Control { get; init; }

    /// <summary>The same for the treatment.</summary>
    public required SampleStatistics Treatment { get; init; }

    /// <summary>
    /// The units of control that no figure includes: their window is not over, a variant has no row for their day, or the planned sample of
    /// a fixed test was complete before them. Default 0.
    /// </summary>
    public long ControlUnitsLeftOut { get; init; }

    /// <summary>The same for the treatment. Default 0.</summary>
    public long TreatmentUnitsLeftOut { get; init; }

    /// <summary>
    /// The difference as a share of control's value, or why there is none. Each day of first exposure is compared separately, so it may
    /// differ from the quotient of <see cref="Treatment"/> and <see cref="Control"/> where shares of units changed from day to day. Its
    /// interval is that of the deciding test.
    /// </summary>
    public required Effect Relative { get; init; }

    /// <summary>
    /// The difference in the metric's unit, or why there is none; compared within days, as <see cref="Relative"/>. A success metric of a
    /// fixed test has none before its one look (<see cref="StatisticsReason.NotLookedAtYet"/>).
    /// </summary>
    public required Effect Absolute { get; init; }

    /// <summary>The coverage of both intervals, 0 to 1: that of the level at which the metric was decided. Default 0.95.</summary>
    public double Coverage { get; init; } = 0.95;

    /// <summary>The scale that the metric's rules are on, which sentences use. Default relative.</summary>
    public EffectScale Scale { get; init; } = EffectScale.Relative;

    /// <summary>
    /// The p-value of <see cref="Absolute"/>, adjusted for all metrics of the same role (Holm; secondary: Benjamini–Hochberg); 0 to 1.
    /// </summary>
    public required double AdjustedPValue { get; init; }
}

/// <summary>What a metric is for.</summary>
public enum MetricRole
{
    /// <summary>It is only observed. The default.</summary>
    Secondary,

    /// <summary>It decides whether the experiment was a success.</summary>
    Primary,

    /// <summary>It must not get worse.</summary>
    Guardrail,
}
