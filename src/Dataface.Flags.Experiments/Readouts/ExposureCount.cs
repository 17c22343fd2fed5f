namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// How many units were first exposed to a variant on one day. When sent again, the larger count is kept. Immutable; thread-safe.
/// </summary>
/// <param name="Variant">The flag's variant that the units got.</param>
/// <param name="Cohort">The UTC day of the units' first exposure.</param>
/// <param name="Units">The units, each once; 0 or more.</param>
public sealed record ExposureCount(string Variant, DateOnly Cohort, long Units);
