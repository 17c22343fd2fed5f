using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Stores;
using Dataface.Flags.Testing;

namespace Dataface.Flags.Server.Tests.Webhooks;

/// <summary>Webhooks in the data folder's database.</summary>
[TestFixture]
internal sealed class SqliteWebhookStoreTests : WebhookStoreContract
{
    private readonly ManualTimeProvider _time = new();
    private SettableClock _clock = null!;
    private TemporaryFolder _folder = null!;
    private EmbeddedStorage _storage = null!;

    protected override ServerStorage Storage => _storage;

    [OneTimeSetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _clock = new SettableClock(_time);
        _storage = new EmbeddedStorage(_folder["data"], _clock);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    protected override Task SetBackAsync(TimeSpan time)
    {
        _clock.Offset -= time;
        return Task.CompletedTask;
    }
}

/// <summary>Webhooks in PostgreSQL.</summary>
[TestFixture]
internal sealed class PostgresWebhookStoreTests : WebhookStoreContract
{
    private TestDatabase _database = null!;
    private PostgresStorage _storage = null!;

    protected override ServerStorage Storage => _storage;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _storage = new PostgresStorage(_database.ConnectionString, null, TimeProvider.System);
        await _storage.StartAsync(default);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_storage is not null) await _storage.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    [Test]
    public async Task Leader_LeaseNotExpired_IsOneServer()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.That(await Store.TryLeadAsync(one, TimeSpan.FromMinutes(1), default), Is.True);
        Assert.That(await Store.TryLeadAsync(two, TimeSpan.FromMinutes(1), default), Is.False);
        Assert.That(await Store.TryLeadAsync(one, TimeSpan.Zero, default), Is.True, "it may end its own");
        await PassAsync(TimeSpan.FromMilliseconds(5));
        Assert.That(await Store.TryLeadAsync(two, TimeSpan.FromMinutes(1), default), Is.True);
        await SetBackAsync(TimeSpan.FromDays(1));
        Assert.That(await Store.TryLeadAsync(one, TimeSpan.FromMinutes(1), default), Is.True, "no lease lasts a day");
    }

    /// <summary>By the database's own clock.</summary>
    protected override async Task PassAsync(TimeSpan time) =>
        await _database.RunAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SELECT pg_sleep({time.TotalSeconds})"));

    /// <summary>As if all that is there had been written by a clock that was ahead.</summary>
    protected override async Task SetBackAsync(TimeSpan time)
    {
        foreach (var (table, column) in new[] { ("deliveries", "due_at"), ("standing", "seen_at"), ("lead", "until") })
        {
            await _database.RunAsync(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"UPDATE dataface_flags.{table} SET {column} = {column} + make_interval(secs => {time.TotalSeconds})"));
        }
    }
}
