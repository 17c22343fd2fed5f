using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Events;

/// <summary>What docs/registry.md says of events, written down as plainly as can be: all of them are looked at each time.</summary>
internal static class EventModel
{
    /// <summary>Places behind the point that an event's number has at most.</summary>
    private const int Places = 20;

    public static ExperimentData Of(
        IEnumerable<ExperimentEvent> events, ExperimentDefinition definition, string environment, DateTimeOffset now)
    {
        var counted = events.Where(e => e.Environment == environment).DistinctBy(e => e.Key).ToList();
        var units = counted.GroupBy(e => e.Unit).Select(unit => Of(unit.ToList(), definition)).OfType<Unit>().ToList();
        var sound = units.Where(u => !u.IsMixed).ToList();
        return new()
        {
            Kpis =
            [
                .. from metric in definition.Metrics
                   from arm in definition.Design.Arms
                   from day in units.Select(u => u.Day).Distinct()
                   let those = sound.Where(u => u.Variant == arm && u.Day == day).Select(u => u.Values[metric.Name]).ToList()
                   select new KpiValue
                   {
                       Variant = arm,
                       Metric = metric.Name,
                       Cohort = day,
                       Statistics = Sum(metric, those),
                       RefreshedAt = now,
                   },
            ],
            Exposures = [.. sound.GroupBy(u => (u.Variant, u.Day)).Select(g => new ExposureCount
            {
                Variant = g.Key.Variant,
                Cohort = g.Key.Day,
                Units = g.Count(),
            })],
            ExcludedUnits = units.Count - sound.Count,
        };
    }

    private static Unit? Of(List<ExperimentEvent> events, ExperimentDefinition definition)
    {
        var design = definition.Design;
        var exposures = events.Where(e => e.Flag == definition.Flag && design.Arms.Contains(e.Name)
            && Day(e.At) >= design.Start && Day(e.At) < design.End!.Value).ToList();
        if (exposures.Count == 0) return null;
        var first = exposures.Min(e => e.At);
        return new(
            exposures[0].Name, Day(first), exposures.Select(e => e.Name).Distinct().Count() > 1,
            definition.Metrics.ToDictionary(
                m => m.Name, m => Value(m, events.Where(e => e.Flag is null && Counts(m, design, e.At, first)).ToList())));
    }

    private static bool Counts(MetricDefinition metric, ExperimentDesign design, DateTimeOffset at, DateTimeOffset first) =>
        at >= first + (metric.ReturnAfter ?? TimeSpan.Zero)
        && (metric.Window is { } window ? at < first + window : Day(at) < design.End!.Value);

    private static (BigInteger X, BigInteger Y) Value(MetricDefinition metric, List<ExperimentEvent> outcomes)
    {
        var own = outcomes.Where(e => e.Name == metric.Event).ToList();
        return metric.Kind switch
        {
            MetricKind.Conversion or MetricKind.Retention => (own.Count > 0 ? 1 : 0, 0),
            MetricKind.ErrorRate => (own.Count, outcomes.Count(e => e.Name == metric.Denominator)),
            MetricKind.Latency => (own.Aggregate(BigInteger.Zero, (sum, e) => sum + Number(metric, e)), own.Count),
            _ when metric.Value is null => (BigInteger.Min(own.Count, (BigInteger)(metric.Cap ?? 1e9)), 0),
            _ => (BigInteger.Min(own.Aggregate(BigInteger.Zero, (sum, e) => sum + Number(metric, e)), Scaled(metric.Cap ?? 1e9)), 0),
        };
    }

    private static BigInteger Number(MetricDefinition metric, ExperimentEvent e) =>
        e.Attributes is { } json && JsonElement.Parse(json).TryGetProperty(metric.Value!, out var value) ? Scaled(value.GetDouble()) : 0;

    private static BigInteger Scaled(double number) => BigInteger.Parse(
        decimal.Parse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)
            .ToString("F" + Places, CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);

    private static SampleStatistics Sum(MetricDefinition metric, List<(BigInteger X, BigInteger Y)> units)
    {
        var scale = metric.Value is null ? 0 : Places;
        var (x, xx) = (Double(units.Select(u => u.X), scale), Double(units.Select(u => u.X * u.X), 2 * scale));
        return metric.Kind switch
        {
            MetricKind.Conversion or MetricKind.Retention => SampleStatistics.OfProportion(units.Count, (long)x),
            MetricKind.Engagement => SampleStatistics.OfMean(units.Count, x, xx),
            _ => SampleStatistics.OfRatio(
                units.Count, x, xx, Double(units.Select(u => u.Y), 0), Double(units.Select(u => u.Y * u.Y), 0),
                Double(units.Select(u => u.X * u.Y), scale)),
        };
    }

    private static double Double(IEnumerable<BigInteger> numbers, int scale) => double.Parse(
        $"{numbers.Aggregate(BigInteger.Zero, (sum, n) => sum + n).ToString(CultureInfo.InvariantCulture)}E-{scale}",
        CultureInfo.InvariantCulture);

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private sealed record Unit(string Variant, DateOnly Day, bool IsMixed, Dictionary<string, (BigInteger X, BigInteger Y)> Values);
}
