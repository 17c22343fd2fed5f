using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// One metric of one variant, for the units that were first exposed on one day: sums that add up over days. When sent again, it replaces
/// the earlier value. Immutable; thread-safe; not checked until a calculation uses it.
/// </summary>
public sealed record KpiValue
{
    /// <summary>The flag's variant that the units got.</summary>
    public required string Variant { get; init; }

    /// <summary>The metric's name, as the experiment's document has it.</summary>
    public required string Metric { get; init; }

    /// <summary>The UTC day of the units' first exposure.</summary>
    public required DateOnly Cohort { get; init; }

    /// <summary>One value for each unit, summed up; units without an event count as 0.</summary>
    public required SampleStatistics Statistics { get; init; }

    /// <summary>
    /// The time up to which it includes events, cut off to whole microseconds: every store keeps that precision, so that the evidence hash
    /// is the same in all.
    /// </summary>
    public required DateTimeOffset RefreshedAt { get; init => field = value.AddTicks(-(value.Ticks % TimeSpan.TicksPerMicrosecond)); }
}
