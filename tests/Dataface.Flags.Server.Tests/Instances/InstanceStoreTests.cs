using Dataface.Flags.Postgres;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Stores;

namespace Dataface.Flags.Server.Tests.Instances;

/// <summary>Reports in the data folder's database.</summary>
[TestFixture]
internal sealed class SqliteInstanceStoreTests : InstanceStoreContract
{
    private TemporaryFolder _folder = null!;
    private EmbeddedStorage _storage = null!;

    protected override IInstanceStore Store => _storage.Instances;

    [OneTimeSetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _storage = new EmbeddedStorage(_folder["data"], TimeProvider.System);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Reports in PostgreSQL.</summary>
[TestFixture]
internal sealed class PostgresInstanceStoreTests : InstanceStoreContract
{
    private TestDatabase _database = null!;
    private PostgresFlagDatabase _connections = null!;
    private PostgresInstanceStore _store = null!;

    protected override IInstanceStore Store => _store;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _connections = new PostgresFlagDatabase(_database.ConnectionString);
        _store = new PostgresInstanceStore(_connections);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_connections is not null) await _connections.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }
}
