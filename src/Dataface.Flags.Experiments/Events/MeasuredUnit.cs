namespace Dataface.Flags.Experiments.Events;

/// <summary>What one unit adds to an experiment's sums.</summary>
/// <param name="Variant">What it was first shown, in the order of names when it saw two.</param>
/// <param name="Cohort">The day of its first exposure, in UTC.</param>
/// <param name="Values">
/// Place 0 counts the unit itself: x is 1, or y when it saw two variants. The others are metrics that it has an outcome of.
/// </param>
internal sealed record MeasuredUnit(string Variant, DateOnly Cohort, IReadOnlyList<PlacedValue> Values);

/// <summary>A unit's value of one metric.</summary>
/// <param name="Place">The metric's place in the document, from 1; 0 for the unit itself.</param>
/// <param name="X">What is summed up.</param>
/// <param name="Y">What a ratio divides by.</param>
internal readonly record struct PlacedValue(int Place, ExactDecimal X, ExactDecimal Y);

/// <summary>An event of a unit, as far as it is counted.</summary>
/// <param name="IsExposure">Whether it is an exposure of the experiment's flag.</param>
/// <param name="Name">The variant, or the type of an outcome.</param>
/// <param name="At">When, in microseconds since 1970.</param>
/// <param name="Attributes">Of an outcome, its attributes as JSON; null for none.</param>
internal readonly record struct UnitEvent(bool IsExposure, string Name, long At, string? Attributes)
{
    /// <summary>A moment as events have it: of two that differ by less than a microsecond, no home knows which came first.</summary>
    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
