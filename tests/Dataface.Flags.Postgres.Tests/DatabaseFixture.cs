namespace Dataface.Flags.Postgres.Tests;

/// <summary>A database for each test.</summary>
internal abstract class DatabaseFixture
{
    protected TestDatabase Database { get; private set; } = null!;

    [SetUp]
    public async Task CreateDatabase() => Database = await TestDatabase.CreateAsync();

    [TearDown]
    public async Task DropDatabase()
    {
        if (Database is not null) await Database.DisposeAsync();
    }
}
