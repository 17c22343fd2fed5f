using System.Globalization;
using Dataface.Flags.Postgres;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Stores;

namespace Dataface.Flags.Server.Tests.Usage;

/// <summary>Usage in the data folder's database.</summary>
[TestFixture]
internal sealed class SqliteUsageStoreTests : UsageStoreContract
{
    private readonly ManualTimeProvider _time = new();
    private TemporaryFolder _folder = null!;
    private EmbeddedStorage _storage = null!;

    protected override IUsageStore Store => _storage.Usage;

    protected override DateTimeOffset Now => _time.GetUtcNow();

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    [OneTimeSetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _storage = new EmbeddedStorage(_folder["data"], _time);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Usage in PostgreSQL, whose clock nobody moves: what was kept becomes older.</summary>
[TestFixture]
internal sealed class PostgresUsageStoreTests : UsageStoreContract
{
    private TestDatabase _database = null!;
    private PostgresFlagDatabase _connections = null!;
    private PostgresUsageStore _store = null!;

    protected override IUsageStore Store => _store;

    protected override DateTimeOffset Now => DateTimeOffset.UtcNow;

    protected override async Task PassAsync(TimeSpan time)
    {
        var hours = time.TotalHours.ToString(CultureInfo.InvariantCulture);
        foreach (var (table, column) in new[]
        {
            ("usage_minutes", "at"), ("usage_hours", "at"), ("usage_heard", "at"), ("usage_sources", "heard_at"),
            ("usage_series", "last_at"),
        })
        {
            await _database.RunAsync($"UPDATE dataface_flags.{table} SET {column} = {column} - interval '{hours} hours'");
        }
    }

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _connections = new PostgresFlagDatabase(_database.ConnectionString);
        _store = new PostgresUsageStore(_connections);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_connections is not null) await _connections.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }
}
