using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>How far each primary metric's sample is, and when it is whole: at the rate so far, before the first unit as designed.</summary>
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
        if (evidence[metric.Name] is not { } data || metric.Planned is not { } planned || evidence.FirstDay is not { } first) return null;
        var elapsed = Math.Max(1, evidence.DaysRun);
        var days = 0.0;
        for (var i = 0; i < planned.Count; i++)
        {
            if (evidence.Exposures[i] == 0) return null;
            days = Math.Max(days, planned[i] / evidence.Exposures[i] * elapsed);
        }

        var tomorrow = RunDays.Day(evidence.Now).DayNumber + 1;
        return DayAt(Math.Max(first.DayNumber + Math.Ceiling(days) + WindowDays(data.Metric), tomorrow));
    }

    /// <summary>
    /// When so many units, of all variants together, have had their whole window; at the latest when the experiment is over.
    /// </summary>
    public static DateOnly? UnitsOn(ExperimentEvidence evidence, MetricDefinition metric, double units)
    {
        if (evidence.FirstDay is not { } first || evidence.Exposures.Sum() is not (> 0 and var exposed)) return null;
        var days = Math.Ceiling(units / exposed * Math.Max(1, evidence.DaysRun)) + WindowDays(metric);
        var expected = DayAt(Math.Max(first.DayNumber + days, RunDays.Day(evidence.Now).DayNumber + 1));
        var closes = RunDays.ClosesAt(evidence.Design, metric) is { } at ? RunDays.Day(at) : (DateOnly?)null;
        return expected is { } day && !(closes < day) ? day : closes;
    }

    private static SampleProgress Of(ExperimentEvidence evidence, PrimaryMetric metric)
    {
        var (design, exposed) = (evidence.Design, evidence.Exposures.Sum());
        var planned = metric.Planned?.Sum();
        var designed = design.Traffic * design.Exposure is > 0 and var each ? each : (double?)null;
        var rate = evidence.FirstDay is null || exposed == 0 ? (double?)null : (double)exposed / Math.Max(1, evidence.DaysRun);
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
            UnitsAtEnd = AtEnd(evidence, exposed, rate ?? designed),
        };
    }

    /// <summary>All that are exposed by the end, if as many come as so far.</summary>
    private static double? AtEnd(ExperimentEvidence evidence, long exposed, double? rate)
    {
        if (evidence.Design.End is not { } end || rate is not { } units) return null;
        var today = RunDays.Day(evidence.Now);
        var from = evidence.FirstDay is null && evidence.Design.Start > today ? evidence.Design.Start.Value : today;
        return Math.Round(exposed + (units * Math.Max(0, end.DayNumber - from.DayNumber)));
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
