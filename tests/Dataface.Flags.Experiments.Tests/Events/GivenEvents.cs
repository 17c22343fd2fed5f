using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Events;

/// <summary>An experiment with metrics of every kind, and its events.</summary>
internal static class GivenEvents
{
    public static readonly DateTimeOffset Day1 = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly First = new(2026, 12, 1);

    public static readonly ExperimentDefinition Experiment = new()
    {
        Id = "one-page",
        Title = "t",
        Owner = "o",
        Type = ExperimentType.Feature,
        Problem = "p",
        ExpectedOutcome = "e",
        RollbackPlan = "r",
        Flag = "checkout-v2",
        Design = new()
        {
            Control = "off",
            Treatments = ["on"],
            Exposure = 1,
            Start = new(2026, 12, 1),
            End = new(2026, 12, 29),
            MinimumDetectableEffect = 0.05,
            Traffic = 1,
        },
        Metrics =
        [
            new() { Name = "orders", Kind = MetricKind.Conversion, Event = "order", Window = TimeSpan.FromDays(2) },
            new() { Name = "count", Kind = MetricKind.Engagement, Event = "order" },
            new() { Name = "revenue", Kind = MetricKind.Engagement, Event = "order", Value = "amount" },
            new() { Name = "back", Kind = MetricKind.Retention, Event = "visit", ReturnAfter = TimeSpan.FromDays(1),
                Window = TimeSpan.FromDays(3) },
            new() { Name = "errors", Kind = MetricKind.ErrorRate, Event = "failed", Denominator = "handled" },
            new() { Name = "time", Kind = MetricKind.Latency, Event = "page", Value = "duration_ms" },
            new() { Name = "capped", Kind = MetricKind.Engagement, Event = "order", Value = "amount", Cap = 12.5 },
            new() { Name = "few", Kind = MetricKind.Engagement, Event = "order", Cap = 2 },
        ],
    };

    private static int _next;

    public static ExperimentEvent Exposure(string unit, string variant, double hours) =>
        new(Key(), "production", "checkout-v2", variant, unit, Day1.AddHours(hours), null);

    public static ExperimentEvent Outcome(string type, string unit, double hours, double? value = null, string attribute = "amount") => new(
        Key(), "production", null, type, unit, Day1.AddHours(hours),
        value is { } number ? FormattableString.Invariant($"{{\"{attribute}\":{number}}}") : null);

    public static SampleStatistics Of(ExperimentData data, string metric, string variant) => data.Kpis
        .Where(k => k.Metric == metric && k.Variant == variant).Aggregate(default(SampleStatistics), (sum, k) => sum + k.Statistics);

    public static Guid Key() => new(Interlocked.Increment(ref _next), 0, 0, new byte[8]);

    /// <summary>An event of few units, so that they meet late events, second variants, earlier exposures and other environments.</summary>
    public static ExperimentEvent Any(Random random)
    {
        var (unit, hours) = ($"u{random.Next(9)}", random.Next(-24, 24 * 30) + random.NextDouble());
        var variant = random.Next(20) == 0 ? "another" : unit is "u1" or "u3" ? "on" : random.Next(15) == 0 ? "on" : "off";
        ExperimentEvent any = random.Next(8) switch
        {
            < 3 => Exposure(unit, variant, hours),
            3 => Outcome("order", unit, hours, random.Next(-100, 1_000) / 100.0),
            4 => Outcome("visit", unit, hours),
            5 => Outcome("failed", unit, hours),
            6 => Outcome("handled", unit, hours),
            _ => Outcome("page", unit, hours, random.NextDouble(), "duration_ms"),
        };
        return random.Next(10) == 0 ? any with { Environment = "live" } : any;
    }
}
