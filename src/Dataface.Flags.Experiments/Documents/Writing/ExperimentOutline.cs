namespace Dataface.Flags.Experiments.Documents.Writing;

/// <summary>
/// What is known of an experiment before its document is written. What is null is left blank, and <c>experiments lint</c> asks for it.
/// </summary>
internal sealed record ExperimentOutline
{
    public required string Id { get; init; }

    public required string Flag { get; init; }

    /// <summary>Lines for whoever fills it in, above everything else.</summary>
    public required IReadOnlyList<string> Comments { get; init; }

    public string? Title { get; init; }

    public string? Owner { get; init; }

    public ExperimentType Type { get; init; } = ExperimentType.Feature;

    public string? Hypothesis { get; init; }

    public string? ExpectedOutcome { get; init; }

    /// <summary>As YAML, such as <c>[checkout]</c>.</summary>
    public string? Touches { get; init; }

    public DateOnly? Start { get; init; }

    public DateOnly? End { get; init; }

    /// <summary>As YAML, such as <c>5 %</c>.</summary>
    public string? MinimumDetectableEffect { get; init; }

    public long? Traffic { get; init; }

    /// <summary>The primary metrics, then the guardrails.</summary>
    public required IReadOnlyList<OutlineMetric> Metrics { get; init; }

    public required IReadOnlyList<OutlineGate> Gates { get; init; }
}

/// <summary>A metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsSuccess">Whether it is a primary metric, not a guardrail.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Event">What is counted.</param>
/// <param name="Denominator">What that is divided by; for most kinds nothing.</param>
/// <param name="Window">How long events count, as YAML; null for as long as it runs.</param>
/// <param name="Baseline">Today's value, as YAML.</param>
/// <param name="Deviation">Today's standard deviation over units, as YAML; null for none.</param>
internal sealed record OutlineMetric(
    string Name, bool IsSuccess, MetricKind? Kind = null, string? Event = null, string? Denominator = null, string? Window = null,
    string? Baseline = null, string? Deviation = null);

/// <summary>A gate.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Statistic">What of it.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Threshold">With what, as YAML.</param>
/// <param name="Role">What follows.</param>
/// <param name="Comment">The rule in the words of whoever set it; null for none.</param>
internal sealed record OutlineGate(
    string Metric, GateStatistic Statistic, GateComparison Comparison, string? Threshold, GateRole Role, string? Comment = null);
