using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Tests.Events;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Testing;

namespace Dataface.Flags.Experiments.Postgres.Tests.Events;

/// <summary>An experiment in a database, and its events.</summary>
internal abstract class AggregationFixture : DatabaseFixture
{
    protected ManualTimeProvider Time { get; } = new(GivenEvents.Day1.AddDays(10));

    protected IExperimentStore Registry { get; private set; } = null!;

    protected PostgresEventStore Events { get; private set; } = null!;

    [SetUp]
    public async Task AddExperiment()
    {
        var registry = new PostgresExperimentRegistry(Database.Shared, Time);
        (Registry, Events) = (registry, new(registry, Time));
        await Registry.CreateAsync(new() { Id = "one-page", Name = "n", Hypothesis = "h", Owner = "o", Kpis = ["orders"] }, "ada");
    }

    protected async Task AddAsync(params ExperimentEvent[] events) =>
        Assert.That(await Events.AddAsync(events, default), Is.EqualTo(events.Length));

    protected async Task<ExperimentData> RunAsync(string environment = "production")
    {
        await Events.AggregateAsync(GivenEvents.Experiment, environment, default);
        return await Registry.LoadDataAsync("one-page");
    }

    protected async Task<long> VersionAsync() => (await Registry.FindAsync("one-page"))!.DataVersion;

    /// <summary>Gives events the numbers of another cluster's transactions, which are ahead of this one's.</summary>
    public static string Restored(int ahead) =>
        string.Join("; ", new[] { "metrics.exposure_events", "metrics.outcome_events" }.Select(table => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"UPDATE {table} SET tx = (pg_current_xact_id()::text::bigint + {ahead})::text::xid8, received_at = received_at - interval '1 "
        + $"year'")));
}
