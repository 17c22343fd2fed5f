using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Testing;

namespace Dataface.Flags.Experiments.Postgres.Tests.Events;

/// <summary>An experiment with metrics of every kind, and its events.</summary>
internal abstract class AggregationFixture : DatabaseFixture
{
    public static readonly DateTimeOffset Day1 = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
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
        Design = new() { Control = "off", Treatments = ["on"], Exposure = 1, Start = new(2026, 12, 1), End = new(2026, 12, 29), MinimumDetectableEffect = 0.05, Traffic = 1 },
        Metrics =
        [
            new() { Name = "orders", Kind = MetricKind.Conversion, Event = "order", Window = TimeSpan.FromDays(2) },
            new() { Name = "count", Kind = MetricKind.Engagement, Event = "order" },
            new() { Name = "revenue", Kind = MetricKind.Engagement, Event = "order", Value = "amount" },
            new() { Name = "back", Kind = MetricKind.Retention, Event = "visit", ReturnAfter = TimeSpan.FromDays(1), Window = TimeSpan.FromDays(3) },
            new() { Name = "errors", Kind = MetricKind.ErrorRate, Event = "failed", Denominator = "handled" },
            new() { Name = "time", Kind = MetricKind.Latency, Event = "page", Value = "duration_ms" },
        ],
    };

    protected static readonly DateOnly First = new(2026, 12, 1);

    private int _next;

    protected ManualTimeProvider Time { get; } = new(Day1.AddDays(10));

    protected IExperimentStore Registry { get; private set; } = null!;

    protected PostgresEventStore Events { get; private set; } = null!;

    protected EventAggregation Aggregation { get; private set; } = null!;

    [SetUp]
    public async Task AddExperiment()
    {
        var registry = new PostgresExperimentRegistry(Database.Shared, Time);
        (Registry, Events, Aggregation) = (registry, new(registry), new(registry, Time));
        await Registry.CreateAsync(new() { Id = "one-page", Name = "n", Hypothesis = "h", Owner = "o", Kpis = ["orders"] }, "ada");
    }

    protected async Task AddAsync(params ExperimentEvent[] events) => Assert.That(await Events.AddAsync(events, default), Is.EqualTo(events.Length));

    protected async Task<ExperimentData> RunAsync(string environment = "production")
    {
        await Aggregation.RunAsync(Experiment, environment, default);
        return await Registry.LoadDataAsync("one-page");
    }

    protected async Task<long> VersionAsync() => (await Registry.FindAsync("one-page"))!.DataVersion;

    protected static SampleStatistics Of(ExperimentData data, string metric, string variant) =>
        data.Kpis.Where(k => k.Metric == metric && k.Variant == variant).Aggregate(default(SampleStatistics), (sum, k) => sum + k.Statistics);

    protected ExperimentEvent Exposure(string unit, string variant, double hours) => new(Key(), "production", "checkout-v2", variant, unit, Day1.AddHours(hours), null);

    protected ExperimentEvent Outcome(string type, string unit, double hours, double? value = null, string attribute = "amount") =>
        new(Key(), "production", null, type, unit, Day1.AddHours(hours), value is { } number ? FormattableString.Invariant($"{{\"{attribute}\":{number}}}") : null);

    protected Guid Key() => new(_next++, 0, 0, new byte[8]);
}
