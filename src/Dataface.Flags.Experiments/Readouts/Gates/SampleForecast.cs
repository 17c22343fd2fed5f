using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// How far each primary metric's sample is, and when it is whole: at the present rate, before the first unit as designed.
/// </summary>
internal static class SampleForecast
{
    public static IReadOnlyList<SampleProgress> All(ExperimentEvidence evidence, IReadOnlyDictionary<string, PrimaryMetric> metrics) =>
        [.. metrics.Values.Select(metric => Of(evidence, metric))];

    /// <summary>
    /// When the planned units have had their whole window, were units let in for as long as it takes: at least tomorrow, since what was due
    /// before is late, not there. Null where there is no plan, no rate, or no end of it.
    /// </summary>
    public static DateOnly? WholeOn(ExperimentEvidence evidence, PrimaryMetric metric)
    {
        if (evidence[metric.Name] is not { } data || metric.Planned is not { } planned || RecentDays.Of(evidence) is not { } recent)
            return null;
        return LaterOn(evidence, data.Metric, planned.Select((units, arm) => recent.DayOf(units, day => day[arm])).Max());
    }

    /// <summary>
    /// When so many units, of all variants together, have had their whole window; at the latest when the experiment is over, and null when
    /// that has passed.
    /// </summary>
    public static DateOnly? UnitsOn(ExperimentEvidence evidence, MetricDefinition metric, double units) =>
        RecentDays.Of(evidence) is { } recent
            ? OrOver(evidence, metric, LaterOn(evidence, metric, recent.DayOf(units, day => day.Sum()))) : null;

    /// <summary>A day, or the one on which all windows are over if that is earlier; null when it has passed.</summary>
    public static DateOnly? OrOver(ExperimentEvidence evidence, MetricDefinition metric, DateOnly? expected)
    {
        var closes = RunDays.ClosesAt(evidence.Design, metric) is { } at ? RunDays.Day(at) : (DateOnly?)null;
        var day = expected is not null && !(closes < expected) ? expected : closes;
        return day < RunDays.Day(evidence.Now) ? null : day;
    }

    private static DateOnly? LaterOn(ExperimentEvidence evidence, MetricDefinition metric, double number) =>
        DayAt(Math.Max(number + WindowDays(metric), RunDays.Day(evidence.Now).DayNumber + 1));

    private static SampleProgress Of(ExperimentEvidence evidence, PrimaryMetric metric)
    {
        var (design, exposed) = (evidence.Design, evidence.Exposures.Sum());
        var planned = metric.Planned?.Sum();
        var designed = design.Traffic * design.Exposure is > 0 and var each ? each : (double?)null;
        var recent = RecentDays.Of(evidence);
        var rate = recent?.PerDay(day => day.Sum());
        return new()
        {
            Metric = metric.Name,
            Units = metric.Sums.Sum(sums => sums.Units),
            Exposed = exposed,
            Planned = planned,
            NeededDays = planned / designed is { } days ? Math.Ceiling(days) : null,
            WindowDays = evidence[metric.Name] is { } data ? WindowDays(data.Metric) : 0,
            UnitsPerDay = rate,
            DesignedUnitsPerDay = designed,
            ExpectedOn = metric.IsFinal ? null : rate is null ? AsDesigned(evidence, metric) : WholeOn(evidence, metric),
            UnitsAtEnd = recent is null ? AtEnd(evidence, designed) : recent.AtEnd(evidence.Design.End),
        };
    }

    /// <summary>All that are exposed by the end, before the first: as many as were designed.</summary>
    private static double? AtEnd(ExperimentEvidence evidence, double? rate)
    {
        if (evidence.Design.End is not { } end || rate is not { } units) return null;
        var today = RunDays.Day(evidence.Now);
        var from = evidence.Design.Start > today ? evidence.Design.Start.Value : today;
        return Math.Round(units * Math.Max(0, end.DayNumber - from.DayNumber));
    }

    private static DateOnly? AsDesigned(ExperimentEvidence evidence, PrimaryMetric metric)
    {
        var today = RunDays.Day(evidence.Now);
        var from = evidence.Design.Start > today ? evidence.Design.Start.Value : today;
        return evidence.Plans.GetValueOrDefault(metric.Name) is { IsComputed: true, Days: { } days } && evidence[metric.Name] is { } data
            ? DayAt(from.DayNumber + days + WindowDays(data.Metric)) : null;
    }

    private static DateOnly? DayAt(double number) => number < DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number) : null;

    private static double WindowDays(MetricDefinition metric) => Math.Ceiling((metric.Window ?? TimeSpan.Zero).TotalDays);
}
