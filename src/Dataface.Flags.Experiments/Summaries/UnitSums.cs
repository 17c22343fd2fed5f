using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Summaries;

/// <summary>
/// The sums of all units by variant and day of first exposure. Decimals, so that the order of units does not change them. Not thread-safe.
/// </summary>
/// <param name="arms">The variants of the design.</param>
/// <param name="metrics">The metrics that are summed up.</param>
internal sealed class UnitSums(IReadOnlyList<string> arms, IReadOnlyList<UnitMetric> metrics)
{
    private readonly Dictionary<(int Arm, DateOnly Day), Cohort> _cohorts = [];

    /// <summary>Units that saw two variants.</summary>
    public long Excluded { get; private set; }

    public long Units { get; private set; }

    /// <exception cref="OverflowException">The sums are larger than decimals.</exception>
    public void Add(HeldUnit unit)
    {
        Units++;
        if (unit.IsMixed)
        {
            Excluded++;
            return;
        }

        var key = (unit.Arm, DateOnly.FromDateTime(new DateTime(unit.ExposedAt)));
        if (!_cohorts.TryGetValue(key, out var cohort)) _cohorts.Add(key, cohort = new(metrics.Count));
        cohort.Units++;
        for (var i = 0; i < metrics.Count; i++)
        {
            var (x, y) = ValueOf(metrics[i], unit.Values[2 * i], unit.Values[(2 * i) + 1]);
            if (x != 0 || y != 0) cohort.Sums[i].Add(x, y);
        }
    }

    /// <summary>Days on which one variant has no unit still say so, so that variants are compared over the same days.</summary>
    /// <param name="counted">Which metrics get rows.</param>
    /// <param name="refreshedAt">Up to when events are in it.</param>
    public ExperimentData ToData(Func<int, bool> counted, DateTimeOffset refreshedAt)
    {
        var days = _cohorts.Keys.Select(key => key.Day).Distinct().Order().ToList();
        var empty = new Cohort(metrics.Count);
        return new()
        {
            Kpis =
            [
                .. from metric in Enumerable.Range(0, metrics.Count).Where(counted)
                   from arm in Enumerable.Range(0, arms.Count)
                   from day in days
                   let cohort = _cohorts.GetValueOrDefault((arm, day), empty)
                   select new KpiValue
                   {
                       Variant = arms[arm],
                       Metric = metrics[metric].Definition.Name,
                       Cohort = day,
                       Statistics = cohort.Sums[metric].ToStatistics(metrics[metric].Kind, cohort.Units),
                       RefreshedAt = refreshedAt,
                   },
            ],
            Exposures = [.. _cohorts.OrderBy(c => c.Key).Select(c => new ExposureCount
            {
                Variant = arms[c.Key.Arm],
                Cohort = c.Key.Day,
                Units = c.Value.Units,
            })],
            ExcludedUnits = Excluded,
            LastRefresh = refreshedAt,
        };
    }

    private static (decimal X, decimal Y) ValueOf(UnitMetric metric, double value, double divisor) => metric.Kind switch
    {
        StatisticKind.Proportion => (value > 0 ? 1 : 0, 0),
        StatisticKind.Mean => ((decimal)(metric.Definition.Cap is { } cap ? Math.Min(value, cap) : value), 0),
        _ => ((decimal)value, (decimal)divisor),
    };

    private sealed class Cohort(int metrics)
    {
        public long Units { get; set; }

        public MetricSums[] Sums { get; } = new MetricSums[metrics];
    }

    private struct MetricSums
    {
        private decimal _x;
        private decimal _xx;
        private decimal _y;
        private decimal _yy;
        private decimal _xy;

        public void Add(decimal x, decimal y)
        {
            _x += x;
            _xx += x * x;
            if (y == 0) return;
            _y += y;
            _yy += y * y;
            _xy += x * y;
        }

        public readonly SampleStatistics ToStatistics(StatisticKind kind, long units) => kind switch
        {
            StatisticKind.Proportion => SampleStatistics.OfProportion(units, (long)_x),
            StatisticKind.Mean => SampleStatistics.OfMean(units, (double)_x, (double)_xx),
            _ => SampleStatistics.OfRatio(units, (double)_x, (double)_xx, (double)_y, (double)_yy, (double)_xy),
        };
    }
}
