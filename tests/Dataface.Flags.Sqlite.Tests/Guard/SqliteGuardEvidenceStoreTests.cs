using Dataface.Flags.Guard;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.Guard;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.Guard.Store;

namespace Dataface.Flags.Sqlite.Tests.Guard;

[TestFixture]
internal sealed class SqliteGuardEvidenceStoreTests : GuardEvidenceStoreContract
{
    private readonly Stack<IDisposable> _open = [];
    private TemporaryFolder _folder = null!;

    /// <summary>The database that was opened last.</summary>
    private SqliteDatabase Last => _open.OfType<SqliteDatabase>().First();

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void Remove()
    {
        while (_open.TryPop(out var part)) part.Dispose();
        _folder.Dispose();
    }

    protected override IGuardEvidenceStore Open()
    {
        _open.Push(SqliteDatabase.Open(_folder[$"{_open.Count}.db"]));
        return Over(Last);
    }

    protected override string Dump(IGuardEvidenceStore store) =>
        $"{string.Join('\n', Lines())} {ObjectDump.Of(Field(store, "_ledgers"))}";

    [Test]
    public async Task Open_AfterReports_HasCountedTheSame()
    {
        var store = Open();
        for (var i = 1; i <= 5; i++) await store.AddAsync(Report(i, (ulong)i), default);
        var before = await store.ReadAsync(Epoch, 0, default);
        var after = await Over(Last).ReadAsync(Epoch, 0, default);
        Assert.That(after.Counts, Is.EqualTo(before.Counts));
        Assert.That(after.Units, Is.EqualTo(5));
    }

    [Test]
    public async Task Add_AfterManyEpochs_LeavesOldOnesOut()
    {
        var store = Open();
        for (var epoch = 1; epoch <= 40; epoch++)
        {
            await store.AddAsync(Report(1, (ulong)epoch) with { Epoch = Epoch with { Number = epoch } }, default);
        }

        Assert.That(Lines(), Has.Count.LessThanOrEqualTo(3));
        Assert.That((await Over(Last).ReadAsync(Epoch with { Number = 40 }, 0, default)).Units, Is.EqualTo(1));
    }

    [Test]
    public async Task Add_ManyReportsOfAnEpoch_AreCountedAndNotKept()
    {
        var store = Open();
        for (var i = 1; i <= 2_500; i++) await store.AddAsync(Report(i % 7, (ulong)i) with { Sequence = i }, default);
        var before = await store.ReadAsync(Epoch, 0, default);
        Assert.That(Lines(), Has.Count.LessThanOrEqualTo(1_001));
        var again = Over(Last);
        var after = await again.ReadAsync(Epoch, 0, default);
        Assert.That((after.Units, after.Counts), Is.EqualTo((before.Units, before.Counts)));
        await again.AddAsync(Report(2_499 % 7, 5_000) with { Sequence = 2_499 }, default);
        await again.AddAsync(Report(1, 2_499) with { Sequence = 9_000 }, default);
        Assert.That((await again.ReadAsync(Epoch, 0, default)).Units, Is.EqualTo(before.Units), "known reports and known units");
    }

    [Test]
    public async Task Add_MonthAfterTheLastReportOfARollout_ForgetsIt()
    {
        var store = Open();
        await store.AddAsync(Report(1, 1), default);
        Time.Move(TimeSpan.FromDays(31));
        await store.AddAsync(Report(1, 1) with { Epoch = new("another", 1, Time.GetUtcNow()) }, default);
        Assert.That(Lines().Single(), Does.Contain("another"));
    }

    [Test]
    public async Task Open_DamagedReport_NamesIt()
    {
        await Open().AddAsync(Report(1, 1), default);
        await Last.WriteAsync(c => c.Execute("UPDATE guard_reports SET line = $1", "nonsense"u8.ToArray()), default);
        Assert.That(() => Over(Last), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith("Report 1 of"));
    }

    private SqliteGuardEvidenceStore Over(SqliteDatabase database)
    {
        var store = new SqliteGuardEvidenceStore(database, Time);
        _open.Push(store);
        return store;
    }

    private List<string> Lines() =>
        Last.Read(c => c.Rows("SELECT CAST(line AS TEXT) FROM guard_reports ORDER BY position", r => r.GetString(0)));

    private static object Field(IGuardEvidenceStore store, string name) =>
        store.GetType().GetField(
            name, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(store)!;

    private static GuardReport Report(int instance, ulong unit) =>
        new()
        {
            Epoch = Epoch,
            Instance = new Guid(instance, 0, 0, new byte[8]),
            Sequence = 1,
            Observations = [new() { Signal = "errors", Treatment = 0, Unit = unit }],
        };
}
