using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// Decides an experiment of 100 metrics over 365 days, evidence hash included: at most 50 ms, by the median in a warm process.
/// </summary>
internal static class Deciding
{
    private const int Metrics = 100;
    private const int Days = 365;
    private const int WarmUp = 60;
    private const int Rounds = 31;
    private const double MostMilliseconds = 50;

    private static readonly string[] Arms = ["off", "on"];

    public static bool Run()
    {
        var (definition, data, now) = Large();
        var times = Enumerable.Range(0, WarmUp + Rounds).Select(round =>
        {
            var start = Stopwatch.GetTimestamp();
            _ = ExperimentDecision.Decide(definition, data, now);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).ToList()[WarmUp..].Order().ToList(); // A list first: LINQ does not run what it skips.
        var median = times[times.Count / 2];
        var isMet = median <= MostMilliseconds;
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isMet ? "met     " : "EXCEEDED")} a decision over {Metrics} metrics of {Days} days takes {median:0.0} ms (<= "
                + $"{MostMilliseconds:0}; {times[0]:0.0} to {times[^1]:0.0})"));
        return isMet;
    }

    private static (ExperimentDefinition Definition, ExperimentData Data, DateTimeOffset Now) Large()
    {
        var start = new DateOnly(2026, 1, 1);
        var now = new DateTimeOffset(start.AddDays(Days), new(6, 0), TimeSpan.Zero);
        var names = Enumerable.Range(0, Metrics).Select(i => string.Create(CultureInfo.InvariantCulture, $"metric-{i:000}")).ToList();
        var random = new Random(1);
        return (
            new()
            {
                Id = "large",
                Title = "Large",
                Owner = "nobody",
                Type = ExperimentType.Feature,
                Problem = "p",
                ExpectedOutcome = "e",
                RollbackPlan = "r",
                Design = new()
                {
                    Control = "off",
                    Treatments = ["on"],
                    Exposure = 1,
                    Start = start,
                    End = start.AddDays(Days),
                    MinimumDetectableEffect = 0.01,
                    Traffic = 2_000,
                },
                Metrics = [.. names.Select(
                    name => new MetricDefinition { Name = name, Kind = MetricKind.Engagement, Event = "e", Baseline = 4, Deviation = 20 })],
                SuccessMetrics = names[..5],
                FailureMetrics = names[5..20],
            },
            new()
            {
                // In the order of a store: metric, variant, day.
                Kpis =
                [
                    .. names.SelectMany(name => Arms.SelectMany(arm => Enumerable.Range(0, Days).Select(day => new KpiValue
                    {
                        Variant = arm,
                        Metric = name,
                        Cohort = start.AddDays(day),
                        Statistics = SampleStatistics.OfMean(1_000, 4_000 + random.NextDouble(), 400_000 + random.NextDouble()),
                        RefreshedAt = now,
                    }))),
                ],
                Exposures = [.. Arms.SelectMany(
                    arm => Enumerable.Range(0, Days).Select(day => new ExposureCount
                    {
                        Variant = arm,
                        Cohort = start.AddDays(day),
                        Units = 1_000,
                    }))],
            },
            now);
    }
}
