using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Tests.Registry;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Testing;

namespace Dataface.Flags.Experiments.Postgres.Tests.Registry;

[TestFixture]
internal sealed class PostgresExperimentRegistryTests : ExperimentStoreContract
{
    private TestDatabase _database = null!;

    [SetUp]
    public async Task CreateDatabase() => _database = await TestDatabase.CreateAsync();

    [TearDown]
    public async Task DropDatabase()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    internal override IExperimentStore Open() => new PostgresExperimentRegistry(_database.Open(), new ManualTimeProvider(Now));
}
