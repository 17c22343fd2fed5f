using Dataface.Flags.Guard;

namespace Dataface.Flags.Tests.Guard.Store;

[TestFixture]
internal sealed class InMemoryGuardEvidenceStoreTests : GuardEvidenceStoreContract
{
    protected override IGuardEvidenceStore Open() => new InMemoryGuardEvidenceStore(Time);

    protected override string Dump(IGuardEvidenceStore store) => ObjectDump.Of(store);
}

[TestFixture]
internal sealed class FileGuardEvidenceStoreTests : GuardEvidenceStoreContract
{
    private TemporaryFolder _folder = null!;
    private int _files;

    private string Last => _folder[$"evidence-{_files}.jsonl"];

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    protected override IGuardEvidenceStore Open()
    {
        _files++;
        return new FileGuardEvidenceStore(Last, Time);
    }

    protected override string Dump(IGuardEvidenceStore store) =>
        $"{string.Join(' ', Directory.EnumerateFiles(_folder[""]).Order(StringComparer.Ordinal))} {File.ReadAllText(Last)} "
            + $"{ObjectDump.Of(store)}";

    [Test]
    public async Task Add_TwoStoresOverOneFile_CountAsOne()
    {
        using var one = (FileGuardEvidenceStore)Open();
        using var two = new FileGuardEvidenceStore(Last, Time);
        await one.AddAsync(Report(1, 1), default);
        await two.AddAsync(Report(2, 1), default);
        await one.AddAsync(Report(3, 2), default);
        Assert.That((await two.ReadAsync(Epoch, 0, default)).Counts.Single().Count, Is.EqualTo(2));
        Assert.That((await one.ReadAsync(Epoch, 0, default)).Counts.Single().Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Add_AfterATruncatedWrite_KeepsCompleteReports()
    {
        using (var store = (FileGuardEvidenceStore)Open()) await store.AddAsync(Report(1, 1), default);
        await File.AppendAllTextAsync(Last, "{\"at\":\"2026-11-20T12:00");
        using var again = new FileGuardEvidenceStore(Last, Time);
        Assert.That((await again.ReadAsync(Epoch, 0, default)).Units, Is.EqualTo(1));
        await again.AddAsync(Report(2, 2), default);
        using var third = new FileGuardEvidenceStore(Last, Time);
        Assert.That((await third.ReadAsync(Epoch, 0, default)).Units, Is.EqualTo(2));
    }

    [Test]
    public async Task Read_InvalidLine_IsNamedEachTime()
    {
        using (var store = (FileGuardEvidenceStore)Open()) await store.AddAsync(Report(1, 1), default);
        await File.AppendAllTextAsync(Last, "nonsense\n");
        using var again = new FileGuardEvidenceStore(Last, Time);
        for (var i = 0; i < 2; i++)
        {
            Assert.That(async () => await again.ReadAsync(Epoch, 0, default),
                Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith("Line 2 of "));
        }
    }

    [Test]
    public async Task Add_AfterManyEpochs_DropsOldOnesOnReopen()
    {
        using (var store = (FileGuardEvidenceStore)Open())
        {
            for (var epoch = 1; epoch <= 40; epoch++)
                await store.AddAsync(Report(1, (ulong)epoch) with { Epoch = Epoch with { Number = epoch } }, default);
        }

        var before = new FileInfo(Last).Length;
        using var again = new FileGuardEvidenceStore(Last, Time);
        await again.AddAsync(Report(2, 99) with { Epoch = Epoch with { Number = 40 } }, default);
        Assert.That(new FileInfo(Last).Length, Is.LessThan(before / 5));
        Assert.That((await again.ReadAsync(Epoch with { Number = 40 }, 0, default)).Units, Is.EqualTo(2));
    }

    [Test]
    public async Task Add_ForLong_TheFileDoesNotGrow()
    {
        using var one = (FileGuardEvidenceStore)Open();
        using var two = new FileGuardEvidenceStore(Last, Time);
        var longest = 0L;
        for (var i = 1; i <= 3_000; i++)
        {
            await (i % 3 == 0 ? two : one).AddAsync(
                Report(i % 3, 7) with { Sequence = i, Tallies = [.. Enumerable.Range(0, 20).Select(t => new GuardTally($"t{t}", 0, i))] },
                default);
            longest = Math.Max(longest, new FileInfo(Last).Length);
            if (i % 50 == 0)
            {
                var (mine, other) = (await one.ReadAsync(Epoch, 0, default), await two.ReadAsync(Epoch, 0, default));
                Assert.That((other.Units, other.Counts), Is.EqualTo((mine.Units, mine.Counts)));
            }
        }

        Assert.That(longest, Is.LessThan(1_200_000), "about three million bytes were reported");
        using var third = new FileGuardEvidenceStore(Last, Time);
        Assert.That((await third.ReadAsync(Epoch, 0, default)).Counts.Single(c => c.Signal == "t7").Count, Is.EqualTo(3_000 * 3_001 / 2));
    }

    private static GuardReport Report(int instance, ulong unit) =>
        new()
        {
            Epoch = Epoch,
            Instance = new Guid(instance, 0, 0, new byte[8]),
            Sequence = 1,
            Observations = [new() { Signal = "errors", Treatment = 0, Unit = unit }],
        };
}
