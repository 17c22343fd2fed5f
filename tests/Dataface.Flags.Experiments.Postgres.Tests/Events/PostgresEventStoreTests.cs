using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Tests.Events;
using Dataface.Flags.Postgres.Tests;

namespace Dataface.Flags.Experiments.Postgres.Tests.Events;

[TestFixture]
internal sealed class PostgresEventStoreTests : EventStoreContract
{
    private TestDatabase? _database;

    [TearDown]
    public async Task DropDatabase()
    {
        if (_database is not null) await _database.DisposeAsync();
        _database = null;
    }

    protected override async Task<(IExperimentStore Registry, IEventStore Events)> OpenAsync()
    {
        _database ??= await TestDatabase.CreateAsync();
        var registry = new PostgresExperimentRegistry(_database.Shared, Time);
        return (registry, new PostgresEventStore(registry, Time));
    }

    protected override Task ForgetAsync() => _database!.RunAsync("DELETE FROM metrics.aggregations");

    protected override Task DeleteAsync(string unit) => _database!.RunAsync(
        $"DELETE FROM metrics.exposure_events WHERE unit = '{unit}'; DELETE FROM metrics.outcome_events WHERE unit = '{unit}'");

    protected override Task RestoreAsync() =>
        _database!.RunAsync($"UPDATE metrics.aggregations SET cluster = cluster + 1; {AggregationFixture.Restored(5_000_000)}");
}
