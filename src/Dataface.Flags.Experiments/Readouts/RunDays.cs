using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>When an experiment's days begin to count, and when they are whole.</summary>
internal static class RunDays
{
    /// <summary>How far clocks may differ before data are from the future.</summary>
    public static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(5);

    public static bool Contains(ExperimentDesign design, DateOnly day) => !(day < design.Start) && !(day >= design.End);

    /// <summary>When the last unit of a day has had its whole window. Without a window a value is what it is.</summary>
    public static DateTimeOffset MaturesAt(DateOnly cohort, MetricDefinition metric) =>
        metric.Window is { } window ? Midnight(cohort.AddDays(1)) + window : DateTimeOffset.MinValue;

    /// <summary>When the last day of the experiment is whole; null without an end.</summary>
    public static DateTimeOffset? ClosesAt(ExperimentDesign design, MetricDefinition metric) =>
        design.End is { } end ? Midnight(end) + (metric.Window ?? TimeSpan.Zero) : null;

    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    public static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
