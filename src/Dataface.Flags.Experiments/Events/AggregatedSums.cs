using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Events;

/// <summary>What the units of a variant and a day of first exposure come to, and what all of them come to for an experiment.</summary>
/// <param name="Place">0 for the units themselves; else a metric's place in the document, from 1.</param>
internal readonly record struct AggregatedSums(
    int Place, string Variant, DateOnly Cohort, double X, double XX, double Y, double YY, double XY)
{
    /// <summary>Days on which one variant has no unit still say so, so that variants are compared over the same days.</summary>
    public static ExperimentData Data(ExperimentDefinition definition, IReadOnlyList<AggregatedSums> sums, DateTimeOffset now)
    {
        var rows = sums.ToDictionary(s => (s.Place, s.Variant, s.Cohort));
        var units = sums.Where(s => s.Place == 0 && s.X + s.Y > 0).ToList();
        var cohorts = units.Select(u => u.Cohort).Distinct().ToList();
        return new()
        {
            Kpis =
            [
                .. definition.Metrics.SelectMany((metric, i) => definition.Design.Arms.SelectMany(arm => cohorts.Select(day => new KpiValue
                {
                    Variant = arm,
                    Metric = metric.Name,
                    Cohort = day,
                    Statistics = Statistics(metric, rows.GetValueOrDefault((0, arm, day)), rows.GetValueOrDefault((i + 1, arm, day))),
                    RefreshedAt = now,
                }))),
            ],
            Exposures = [.. units.Where(u => u.X > 0).Select(u => new ExposureCount
            {
                Variant = u.Variant,
                Cohort = u.Cohort,
                Units = (long)u.X,
            })],
            ExcludedUnits = (long)units.Sum(u => u.Y),
        };
    }

    private static SampleStatistics Statistics(MetricDefinition metric, AggregatedSums units, AggregatedSums sums) =>
        EventPlan.KindOf(metric) switch
        {
            StatisticKind.Proportion => SampleStatistics.OfProportion((long)units.X, (long)sums.X),
            StatisticKind.Mean => SampleStatistics.OfMean((long)units.X, sums.X, sums.XX),
            _ => SampleStatistics.OfRatio((long)units.X, sums.X, sums.XX, sums.Y, sums.YY, sums.XY),
        };
}
