using Dataface.Flags.Guard;
using Dataface.Flags.Tests.Guard.Store;

namespace Dataface.Flags.Postgres.Tests.Guard;

[TestFixture]
internal sealed class PostgresGuardEvidenceStoreTests : GuardEvidenceStoreContract
{
    private TestDatabase _database = null!;

    private Lazy<PostgresFlagDatabase> _hasty = null!;

    [SetUp]
    public async Task CreateDatabase()
    {
        _database = await TestDatabase.CreateAsync();
        _hasty = new(() => _database.Open(options: "-c synchronous_commit=off"));
        await _database.Shared.MigrateAsync(default);
    }

    [TearDown]
    public async Task DropDatabase()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    protected override IGuardEvidenceStore Open()
    {
        _database.RunAsync("TRUNCATE dataface_flags.guard_epochs CASCADE").Wait();

        // A hundred stores with forty reports each need not wait for the disk.
        return new PostgresGuardEvidenceStore(_hasty.Value, "postgres", Time);
    }

    [Test]
    public async Task Read_ByTheDatabasesClock_IsInTheBucketOfNow()
    {
        var store = new PostgresGuardEvidenceStore(_database.Shared);
        var epoch = Epoch with { Start = DateTimeOffset.UtcNow.AddSeconds(-25) };
        await store.AddAsync(Report(epoch, 1), default);
        var evidence = await store.ReadAsync(epoch, 0, default);
        var latest = (int)((DateTimeOffset.UtcNow - epoch.Start) / TimeSpan.FromSeconds(10));
        Assert.That(evidence.Bucket, Is.InRange(2, latest));
        Assert.That(evidence.Units, Is.EqualTo(1));
    }

    [Test]
    public async Task Add_ManyEpochs_KeepsTheLastTwoAndDropsLateReports()
    {
        var store = Open();
        for (var number = 1; number <= 4; number++) await store.AddAsync(Report(Epoch with { Number = number }, (ulong)number), default);
        await store.AddAsync(Report(Epoch with { Number = 1 }, 9), default);
        Assert.That(await _database.RunAsync("SELECT array_agg(number ORDER BY number) FROM dataface_flags.guard_epochs"), Is.EqualTo(new[] { 3, 4 }));
        Assert.That(await _database.RunAsync("SELECT count(*) FROM dataface_flags.guard_units"), Is.EqualTo(2));
        Assert.That((await store.ReadAsync(Epoch with { Number = 1 }, 0, default)).Units, Is.Zero);
    }

    [Test]
    public async Task Add_HashesAboveTheSignBit_AreUnitsOfTheirOwn()
    {
        var store = Open();
        await store.AddAsync(Report(Epoch, ulong.MaxValue, ulong.MaxValue - 1, 1, ulong.MaxValue), default);
        Assert.That((await store.ReadAsync(Epoch, 0, default)).Units, Is.EqualTo(3));
    }

    private static GuardReport Report(GuardEpoch epoch, params ulong[] units) =>
        new() { Epoch = epoch, Instance = Guid.NewGuid(), Sequence = 1, Observations = [.. units.Select(unit => new GuardObservation("errors", 0, unit, 0))] };
}
