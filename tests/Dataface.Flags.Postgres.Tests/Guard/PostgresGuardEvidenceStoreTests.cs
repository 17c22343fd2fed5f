using Dataface.Flags.Guard;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
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
        BeginAsync(Epoch).Wait();

        // A hundred stores with forty reports each need not wait for the disk.
        return new PostgresGuardEvidenceStore(_hasty.Value, "postgres", Time);
    }

    protected override string Dump(IGuardEvidenceStore store) => (string)_database.RunAsync(
        """
        SELECT concat_ws(E'\n', (SELECT json_agg(e) FROM dataface_flags.guard_epochs e),
        (SELECT json_agg(r) FROM dataface_flags.guard_reports r),
            (SELECT json_agg(u) FROM dataface_flags.guard_units u), (SELECT json_agg(c) FROM dataface_flags.guard_counts c))
        """).Result!;

    [Test]
    [Rule("a rollout that is over leaves nothing behind")]
    public async Task Add_RolloutOfWhichNothingWasReportedFor30Days_IsForgotten()
    {
        var store = Open();
        var ended = Epoch with { Rollout = "g/production/1" };
        await BeginAsync(ended);
        await store.AddAsync(Report(ended, 1), default);
        Time.Move(TimeSpan.FromDays(29));
        await ReportAsync(store, 30);
        Assert.That(await RolloutsAsync(), Does.Contain(ended.Rollout));
        Time.Move(TimeSpan.FromDays(2));
        await ReportAsync(store, 32);
        Assert.That(await RolloutsAsync(), Is.EqualTo(Epoch.Rollout));
    }

    private static GuardReport Report(GuardEpoch epoch, int sequence) => new()
    {
        Epoch = epoch,
        Instance = Guid.NewGuid(),
        Sequence = sequence,
        Observations = [new() { Signal = "error", Treatment = -1, Unit = 7 }],
        Tallies = [],
    };

    private static async Task ReportAsync(IGuardEvidenceStore store, int number) =>
        await store.AddAsync(Report(Epoch with { Number = number, Start = Epoch.Start.AddDays(number - 1) }, 1), default);

    private async Task<string> RolloutsAsync() => (string)(await _database.RunAsync(
        "SELECT string_agg(DISTINCT rollout, ' ' ORDER BY rollout) FROM dataface_flags.guard_epochs"))!;

    /// <summary>Has the state say that an epoch has begun.</summary>
    private async Task BeginAsync(GuardEpoch epoch) => await new PostgresFlagStateStore(_database.Shared).ApplyAsync(
        new()
        {
            Environment = "production",
            Action = StateAction.Advance,
            Flag = "f",
            By = "guard",
            From = "test",
            Reason = "It begins.",
            At = epoch.Start,
            Rollout = epoch.Rollout,
            Epoch = epoch.Number,
            MilliPercent = 5_000,
        },
        default);

    /// <summary>The database itself refuses a statement that writes.</summary>
    [Test]
    [Rule("reads create, delete and allocate nothing")]
    public async Task Read_InATransactionThatMayOnlyRead_Succeeds()
    {
        await Open().AddAsync(Report(Epoch, 1), default);
        Time.Move(TimeSpan.FromMinutes(1));
        var reader = new PostgresGuardEvidenceStore(_database.Open(options: "-c default_transaction_read_only=on"), "postgres", Time);
        Assert.That((await reader.ReadAsync(Epoch, 0, default)).Bucket, Is.EqualTo(6));
        foreach (var number in new[] { int.MinValue, 2, int.MaxValue }) Assert.That(
            (await reader.ReadAsync(Epoch with { Number = number }, 0, default)).Units, Is.Zero);
    }

    [TestCase("f/production/*/1", int.MaxValue)]
    [TestCase("f/production/*/1", 2)]
    [TestCase("f/production/*/1", 0)]
    [TestCase("f/production/*/1", int.MinValue)]
    [TestCase("f/staging/*/1", 1)]
    [TestCase("f/production/*/2", 1)]
    [TestCase("nonsense", 1)]
    public async Task Add_UnrecordedEpoch_IsRefusedAndForgetsNothing(string rollout, int number)
    {
        var store = Open();
        await store.AddAsync(Report(Epoch, 1), default);
        var before = Dump(store);
        Assert.That(
            async () => await store.AddAsync(Report(new(rollout, number, Epoch.Start), 2), default),
            Throws.InstanceOf<Npgsql.PostgresException>().With.Message.Contain("No record tells that the epoch"));
        Assert.That(Dump(store), Is.EqualTo(before));
    }

    [Test]
    public async Task Add_OnALaterDayOfTheStage_IsTheDaysEpoch()
    {
        var store = Open();
        Time.Move(TimeSpan.FromHours(50));
        await store.AddAsync(Report(Epoch with { Number = 3 }, 1), default);
        Assert.That((await store.ReadAsync(Epoch with { Number = 3 }, 0, default)).Bucket, Is.EqualTo(2 * 360),
            "two hours of the third day");
        Assert.That(async () =>
            await store.AddAsync(Report(Epoch with { Number = 4 }, 1), default), Throws.InstanceOf<Npgsql.PostgresException>());
    }

    [Test]
    public async Task Read_ByTheDatabasesClock_IsInTheBucketOfNow()
    {
        var store = new PostgresGuardEvidenceStore(_database.Shared);
        var epoch = new GuardEpoch("f/production/*/clock", 1, DateTimeOffset.UtcNow.AddSeconds(-25));
        await BeginAsync(epoch);
        await store.AddAsync(Report(epoch, 1), default);
        var evidence = await store.ReadAsync(epoch, 0, default);
        var latest = (int)((DateTimeOffset.UtcNow - epoch.Start) / TimeSpan.FromSeconds(10));
        Assert.That(evidence.Bucket, Is.InRange(2, latest));
        Assert.That(evidence.Units, Is.EqualTo(1));
    }

    [Test]
    public async Task Add_ManyEpochs_KeepsTheLastThreeAndDropsLateReports()
    {
        var store = Open();
        await BeginAsync(Epoch with { Number = 4 });
        for (var number = 1; number <= 4; number++) await store.AddAsync(Report(Epoch with { Number = number }, (ulong)number), default);
        await store.AddAsync(Report(Epoch with { Number = 1 }, 9), default);
        Assert.That(await _database.RunAsync("SELECT array_agg(number ORDER BY number) FROM dataface_flags.guard_epochs"),
            Is.EqualTo(new[] { 2, 3, 4 }));
        Assert.That(await _database.RunAsync("SELECT count(*) FROM dataface_flags.guard_units"), Is.EqualTo(3));
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
        new()
        {
            Epoch = epoch,
            Instance = Guid.NewGuid(),
            Sequence = 1,
            Observations = [.. units.Select(unit => new GuardObservation { Signal = "errors", Treatment = 0, Unit = unit, Bin = 0 })]
        };
}
