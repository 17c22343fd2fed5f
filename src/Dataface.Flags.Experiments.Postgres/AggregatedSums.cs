using System.Data.Common;
using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Postgres;

/// <summary>One row of the table <c>metrics.experiment_sums</c>, and what all rows of an experiment come to.</summary>
/// <param name="Place">0 for the units themselves; else a metric's place in the document, from 1.</param>
internal readonly record struct AggregatedSums(int Place, string Variant, DateOnly Cohort, double X, double XX, double Y, double YY, double XY)
{
    public static AggregatedSums Read(DbDataReader row) => new(
        row.GetInt32(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetDouble(3), row.GetDouble(4), row.GetDouble(5), row.GetDouble(6), row.GetDouble(7));

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
                .. definition.Metrics.SelectMany((metric, i) => definition.Design.Arms.SelectMany(arm => cohorts.Select(day =>
                    new KpiValue(arm, metric.Name, day, Statistics(metric, rows.GetValueOrDefault((0, arm, day)), rows.GetValueOrDefault((i + 1, arm, day))), now)))),
            ],
            Exposures = [.. units.Where(u => u.X > 0).Select(u => new ExposureCount(u.Variant, u.Cohort, (long)u.X))],
            ExcludedUnits = (long)units.Sum(u => u.Y),
        };
    }

    /// <summary>Ratios where they are an answer: they count every event, also of units that have many.</summary>
    public static StatisticKind KindOf(MetricDefinition metric)
    {
        var kinds = DesignRequests.Kinds(metric.Kind);
        return kinds.Contains(StatisticKind.Ratio) ? StatisticKind.Ratio : kinds[0];
    }

    private static SampleStatistics Statistics(MetricDefinition metric, AggregatedSums units, AggregatedSums sums) => KindOf(metric) switch
    {
        StatisticKind.Proportion => SampleStatistics.OfProportion((long)units.X, (long)sums.X),
        StatisticKind.Mean => SampleStatistics.OfMean((long)units.X, sums.X, sums.XX),
        _ => SampleStatistics.OfRatio((long)units.X, sums.X, sums.XX, sums.Y, sums.YY, sums.XY),
    };
}
