namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// How many units were first exposed to a variant on one day. When sent again, the larger count is kept. Immutable; thread-safe.
/// </summary>
public sealed record ExposureCount
{
    /// <summary>The flag's variant that the units got.</summary>
    public required string Variant { get; init; }

    /// <summary>The UTC day of the units' first exposure.</summary>
    public required DateOnly Cohort { get; init; }

    /// <summary>The units, each once; 0 or more.</summary>
    public required long Units { get; init; }
}
