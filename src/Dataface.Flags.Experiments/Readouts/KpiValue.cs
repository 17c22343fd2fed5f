using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// One metric of one variant, for the units that were first exposed on one day: sums that add up over days. When sent again, it replaces
/// the earlier value. Immutable; thread-safe; not checked until a calculation uses it.
/// </summary>
/// <param name="Variant">The flag's variant that the units got.</param>
/// <param name="Metric">The metric's name, as the experiment's document has it.</param>
/// <param name="Cohort">The UTC day of the units' first exposure.</param>
/// <param name="Statistics">One value for each unit, summed up; units without an event count as 0.</param>
/// <param name="RefreshedAt">The time up to which it includes events; cut off to whole microseconds.</param>
public sealed record KpiValue(string Variant, string Metric, DateOnly Cohort, SampleStatistics Statistics, DateTimeOffset RefreshedAt)
{
    /// <summary>
    /// The time up to which it includes events, in whole microseconds: every store keeps that precision, so that the evidence hash is the
    /// same in all.
    /// </summary>
    public DateTimeOffset RefreshedAt { get; init => field = Cut(value); } = Cut(RefreshedAt);

    private static DateTimeOffset Cut(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
