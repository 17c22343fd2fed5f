using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Tests.Usage;

/// <summary>What every place where usage is kept must do.</summary>
internal abstract class UsageStoreContract
{
    private string _environment = null!;

    protected abstract IUsageStore Store { get; }

    /// <summary>The clock of whoever keeps it.</summary>
    protected abstract DateTimeOffset Now { get; }

    /// <summary>Lets time pass for what was kept.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    [SetUp]
    public void Begin() => _environment = $"e{Guid.NewGuid():N}";

    [Test, Rule("usage counts once")]
    public async Task Write_ReportThatComesAgain_CountsOnce()
    {
        var first = Report(1, [Line("f", 5)]);
        var second = first with { Number = 2, Lines = [Line("f", 2)] };
        await Store.WriteAsync([first], default);
        await Store.WriteAsync([first], default);
        await Store.WriteAsync([first, second, second], default);
        await Store.WriteAsync([first with { Lines = [Line("f", 100)] }, second], default);
        Assert.That((await SumsAsync()).Single().Count, Is.EqualTo(7));
    }

    [Test]
    public async Task Write_OfSeveralInstancesServicesAndServersAtOnce_AddsUp()
    {
        var reports = Enumerable.Range(0, 60).Select(i => Report(1, [Line("f", 1), Line("g", 2)], i % 2 == 0 ? "shop" : "desk"));
        await Task.WhenAll(reports.Chunk(5).Select(part => Store.WriteAsync(part, default)));
        var sums = await SumsAsync();
        Assert.That(sums.Select(sum => (sum.Flag, sum.Service, sum.Count)), Is.EquivalentTo(new[]
        {
            ("f", "shop", 30L), ("f", "desk", 30L), ("g", "shop", 60L), ("g", "desk", 60L),
        }));
        var cells = await Store.ReadAsync(Query(isByMinute: true, TimeSpan.FromHours(1), "g"), 100, default);
        Assert.That(cells.Sum(cell => cell.Count), Is.EqualTo(120));
    }

    [Test]
    public async Task Write_ThatWaited_CountsInTheMinuteInWhichItCame()
    {
        await Store.WriteAsync([Report(1, [Line("f", 1)]) with { Age = TimeSpan.FromMinutes(10) }], default);
        await Store.WriteAsync([Report(1, [Line("f", 2)]) with { Age = TimeSpan.FromDays(300) }], default);
        var cells = await Store.ReadAsync(Query(isByMinute: true, TimeSpan.FromHours(2)), 100, default);
        Assert.That(cells.Select(cell => cell.Count), Is.EqualTo(new[] { 1, 2 }), "newest first, and never older than an hour");
        Assert.That(Now - cells[0].At, Is.EqualTo(TimeSpan.FromMinutes(10.5)).Within(TimeSpan.FromMinutes(1)));
        Assert.That((cells[0].At.Second, cells[0].Variant, cells[0].Reason), Is.EqualTo((0, "on", "rollout")));
        Assert.That((await SumsAsync()).Single().LastAt, Is.EqualTo(cells[0].At));
        Assert.That(await Store.ReadAsync(Query(isByMinute: true, TimeSpan.FromMinutes(5)), 100, default), Is.Empty);
        Assert.That(await Store.ReadAsync(Query(isByMinute: true, TimeSpan.FromHours(2)), 1, default), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Write_ThousandUnknownKeys_KeepsAHundredOfEachService()
    {
        var keys = Enumerable.Range(0, 1_000).Select(i => new UsageLine($"made-up-{i}", "", UsageLine.NotFound, 1)).Chunk(200).ToList();
        foreach (var service in new[] { "shop", "desk" })
        {
            foreach (var part in keys) await Store.WriteAsync([Report(1, [.. part, Line("f", 1)], service)], default);
        }

        var sums = await SumsAsync(all: true);
        Assert.That(sums.Where(sum => sum.Service == "shop" && sum.Reason == UsageLine.NotFound).ToList(), Has.Count.EqualTo(100));
        Assert.That(sums.Where(sum => sum.Flag == "f").Select(sum => sum.Count), Is.EqualTo(new[] { 5, 5 }), "flags go on being counted");
        Assert.That((await SpanAsync()).IsPartial, Is.True);
    }

    [Test]
    public async Task Write_InventedFlags_KeepsFiveThousandOfAService()
    {
        await Store.WriteAsync([Report(1, [Line("known", 1)])], default);
        for (var report = 0; report < 11; report++)
        {
            await Store.WriteAsync([Report(1, [.. Enumerable.Range(0, 500).Select(i => Line($"f{report}-{i}", 1))])], default);
        }

        await Store.WriteAsync([Report(1, [Line("known", 1)])], default);
        var sums = await SumsAsync(all: true);
        Assert.That(sums, Has.Count.EqualTo(UsageBounds.MostOfService));
        Assert.That(sums.Single(sum => sum.Flag == "known").Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Write_ForgedCounts_AreNeverBelowNothingNorBeyondReason()
    {
        await Store.WriteAsync([Report(1, [Line("f", -5), Line("g", 0), Line("h", long.MaxValue)])], default);
        await Store.WriteAsync([.. Enumerable.Range(0, 150).Select(_ => Report(1, [Line("h", long.MaxValue)]))], default);
        var sums = await SumsAsync(all: true);
        Assert.That(sums.Where(sum => sum.Flag != "h").Select(sum => sum.Count), Is.All.Zero);
        Assert.That(sums.Single(sum => sum.Flag == "h").Count, Is.InRange(UsageBounds.MostOfCell, UsageBounds.MostOfCell * 2));
    }

    [Test]
    public async Task Span_SaysSinceWhenAnybodyHasReported()
    {
        Assert.That(await SpanAsync(), Is.EqualTo(new UsageSpan(null, 0, false)));
        await Store.WriteAsync([Report(1, [])], default);
        var span = await SpanAsync();
        Assert.That(Now - span.First!.Value, Is.InRange(TimeSpan.Zero, TimeSpan.FromMinutes(61)));
        Assert.That(span.Hours, Is.EqualTo(1), "that nothing was evaluated was heard, too");
        Assert.That(await SumsAsync(), Is.Empty);
    }

    [Test]
    public async Task Sweep_AfterADay_LeavesHoursAndAfterThreeMonthsNothing()
    {
        var report = Report(1, [Line("f", 3), new UsageLine("gone", "", UsageLine.NotFound, 1)]);
        await Store.WriteAsync([report], default);
        await PassAsync(TimeSpan.FromHours(25));
        await Store.SweepAsync(default);
        Assert.That(await Store.ReadAsync(Query(isByMinute: true, TimeSpan.FromDays(2)), 10, default), Is.Empty);
        var hour = (await Store.ReadAsync(Query(isByMinute: false, TimeSpan.FromDays(2)), 10, default)).Single();
        Assert.That(hour.Count, Is.EqualTo(3));
        Assert.That((hour.At.Minute, hour.At.Second), Is.EqualTo((0, 0)));
        Assert.That(await SumsAsync(all: true), Has.Count.EqualTo(2));

        await PassAsync(TimeSpan.FromDays(8));
        await Store.SweepAsync(default);
        Assert.That((await SumsAsync(all: true)).Select(sum => sum.Flag), Is.EqualTo(new[] { "f" }), "unknown keys go first");
        await Store.WriteAsync([Report(1, [Line("new", 1)])], default);
        Assert.That((await SumsAsync(all: true)).Single(sum => sum.Flag == "new").Count, Is.EqualTo(1), "it has no past");

        await PassAsync(TimeSpan.FromDays(91));
        await Store.SweepAsync(default);
        Assert.That(await SumsAsync(all: true), Is.Empty);
        Assert.That((await SpanAsync()).First, Is.Null);
    }

    private Task<IReadOnlyList<UsageSum>> SumsAsync(bool all = false) =>
        Store.SumAsync(Query(isByMinute: false, all ? TimeSpan.FromDays(200) : TimeSpan.FromHours(2)) with { Flag = null }, default);

    private Task<UsageSpan> SpanAsync() => Store.SpanAsync(_environment, Now - TimeSpan.FromHours(2), default);

    private UsageQuery Query(bool isByMinute, TimeSpan back, string flag = "f") => new(_environment, flag, isByMinute, Now - back);

    private KeptUsage Report(long number, UsageLine[] lines, string service = "shop") =>
        new(Guid.NewGuid(), number, TimeSpan.Zero, _environment, service, lines);

    private static UsageLine Line(string flag, long count) => new(flag, "on", "rollout", count);
}
