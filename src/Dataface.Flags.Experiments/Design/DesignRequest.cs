using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Design;

/// <summary>
/// What an experiment should find out, and with which traffic. Immutable; nothing is checked before <see cref="SampleSize"/> does.
/// </summary>
public sealed record DesignRequest
{
    /// <summary>The primary metric without the change.</summary>
    public required MetricBaseline Baseline { get; init; }

    /// <summary>The smallest effect that is worth finding, of either sign; not zero.</summary>
    public required double MinimumDetectableEffect { get; init; }

    /// <summary>
    /// Whether the effect is relative to the baseline (0.05: five per cent more) or in the metric's unit. Default relative.
    /// </summary>
    public EffectScale Scale { get; init; } = EffectScale.Relative;

    /// <summary>The probability that the effect is detected if it exists, α to 1, both excluded. Default 0.8.</summary>
    public double Power { get; init; } = 0.8;

    /// <summary>The accepted probability of a false alarm, two-sided, for each treatment. Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>The shares of the variants, control first, in any unit; one for each variant. Default two equal ones.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [1, 1];

    /// <summary>The new units each day that take part, all variants together, above zero. Default 0: no duration is computed.</summary>
    public double UnitsPerDay { get; init; }

    /// <summary>How often you may look. Default a fixed horizon.</summary>
    public AnalysisMethod Method { get; init; } = AnalysisMethod.FixedHorizon;

    /// <summary>
    /// The units, of control and the smallest treatment together, at which a sequential interval is tightest. Default null: the plan's own.
    /// </summary>
    public double? TightestAt { get; init; }
}
