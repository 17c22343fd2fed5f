using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// One metric of one variant, of the units that were first exposed on one day: sums that add up over days. Sent again, it replaces what was
/// there. Immutable; thread-safe; nothing is checked before it is calculated with.
/// </summary>
/// <param name="Variant">The flag's variant that the units got.</param>
/// <param name="Metric">The metric's name, as the experiment's document has it.</param>
/// <param name="Cohort">The UTC day of the units' first exposure.</param>
/// <param name="Statistics">One value for each unit, summed up; those without an event count as 0.</param>
/// <param name="RefreshedAt">Up to when events are in it; what is finer than a microsecond is cut off.</param>
public sealed record KpiValue(string Variant, string Metric, DateOnly Cohort, SampleStatistics Statistics, DateTimeOffset RefreshedAt)
{
    /// <summary>
    /// Up to when events are in it, in whole microseconds: every store keeps as much, so that the evidence hash is the same in all.
    /// </summary>
    public DateTimeOffset RefreshedAt { get; init => field = Cut(value); } = Cut(RefreshedAt);

    private static DateTimeOffset Cut(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
