using System.Text;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Tests.Instances;

/// <summary>What every place where reports are kept must do.</summary>
internal abstract class InstanceStoreContract
{
    protected abstract IInstanceStore Store { get; }

    [Test]
    public async Task Read_AfterWrites_GivesTheLastReportOfEach()
    {
        var (one, two) = (Report(1, "one"), Report(1, "two"));
        await Store.WriteAsync([one, two], default);
        await Store.WriteAsync([one with { Sequence = 3, Line = Line("one again") }], default);
        await Store.WriteAsync([one with { Sequence = 2, Line = Line("overtaken") }], default);
        var lines = (await Store.ReadAsync(0, default)).Where(kept => kept.Id == one.Id || kept.Id == two.Id)
            .Select(kept => Encoding.UTF8.GetString(kept.Line));
        Assert.That(lines, Is.EquivalentTo(new[] { "one again", "two" }));
    }

    [Test]
    public async Task Read_GivesHowLongAgoItWas()
    {
        var old = Report(1, "old") with { Age = TimeSpan.FromMinutes(10) };
        await Store.WriteAsync([old], default);
        var kept = (await Store.ReadAsync(0, default)).Single(kept => kept.Id == old.Id);
        Assert.That(kept.Age, Is.EqualTo(TimeSpan.FromMinutes(10)).Within(TimeSpan.FromSeconds(20)));
        Assert.That(kept.Sequence, Is.EqualTo(1));
    }

    [Test]
    public async Task Forget_OldReports_KeepsRecentOnes()
    {
        var (old, young) = (Report(1, "old") with { Age = TimeSpan.FromHours(2) }, Report(1, "young"));
        await Store.WriteAsync([old, young], default);
        var lacking = Report(1, "lacks a change") with { Age = TimeSpan.FromHours(2) };
        await Store.WriteAsync([lacking], default);
        await Store.ForgetAsync(TimeSpan.FromHours(1), [lacking.Id, Guid.NewGuid()], default);
        var ids = (await Store.ReadAsync(0, default)).Select(kept => kept.Id).ToList();
        Assert.That(ids, Does.Contain(young.Id).And.Contain(lacking.Id).And.Not.Contain(old.Id));
        await Store.ForgetAsync(TimeSpan.FromHours(1), [], default);
        Assert.That((await Store.ReadAsync(0, default)).Select(kept => kept.Id), Does.Contain(young.Id).And.Not.Contain(lacking.Id));
    }

    [Test]
    public async Task Write_Report_NotifiesListeners()
    {
        var told = new TaskCompletionSource();
        using var subscription = Store.OnChange(() => told.TrySetResult());
        await Store.WriteAsync([Report(1, "one")], default);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task Read_BehindARevision_MissesNothingOfWritersAtOnce()
    {
        var (found, revision) = (new HashSet<Guid>(), 0L);
        var reports = Enumerable.Range(0, 200).Select(_ => Report(1, "x")).ToList();
        var writing = Task.WhenAll(reports.Chunk(20).Select(part => Store.WriteAsync(part, default)));
        while (!writing.IsCompleted) await ReadAsync();
        await writing;
        await ReadAsync();
        Assert.That(reports.Select(report => report.Id).Except(found), Is.Empty);

        async Task ReadAsync()
        {
            foreach (var kept in await Store.ReadAsync(revision, default))
            {
                found.Add(kept.Id);
                revision = Math.Max(revision, kept.Revision);
            }
        }
    }

    private static KeptInstance Report(long sequence, string line) => new(Guid.NewGuid(), sequence, TimeSpan.Zero, Line(line));

    private static byte[] Line(string text) => Encoding.UTF8.GetBytes(text);
}
