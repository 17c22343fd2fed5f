using System.Globalization;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>The journal's records move into archives, and nothing changes by it.</summary>
[TestFixture]
internal sealed class CompactionTests
{
    private readonly List<FileFlagStateStore> _open = [];
    private TemporaryFolder _folder = null!;

    private string Journal => _folder["data/journal.jsonl"];

    private string[] Archives =>
        [.. Directory.GetFiles(_folder["data"], "*.jsonl.gz").Select(a => Path.GetFileName(a)!).Order(StringComparer.Ordinal)];

    [SetUp]
    public void MakeFolder()
    {
        _folder = new();
        Directory.CreateDirectory(_folder["data"]);
    }

    [TearDown]
    public void RemoveFolder()
    {
        foreach (var store in _open) store.Dispose();
        _open.Clear();
        _folder.Dispose();
    }

    [Test, Rule("a kill survives")]
    public async Task Apply_PastTheLimit_ArchivesEverythingAndChangesNothing()
    {
        var store = Open(compactAbove: 3_000);
        await MakeHistoryAsync(store);
        var other = new InMemoryFlagStateStore(store.Name);
        await foreach (var record in store.ReadAuditAsync(default))
        {
            if (record.Change.Action != StateAction.Checkpoint) await other.ApplyAsync(record.Change, default);
        }

        Assert.That(Archives, Has.Length.GreaterThan(1));
        var (expected, actual) = (await other.LoadAsync("production", default), await Open().LoadAsync("production", default));
        Assert.Multiple(async () =>
        {
            Assert.That(new FileInfo(Journal).Length, Is.LessThan(20_000));
            Assert.That(actual.Kills, Is.EqualTo(expected.Kills).And.Not.Empty);
            Assert.That(actual.Ramps, Is.EqualTo(expected.Ramps).And.Not.Empty);
            Assert.That(actual.Restores, Is.EqualTo(expected.Restores).And.Not.Empty);
            Assert.That((await Open().LoadAsync("*", default)).Document, Is.EqualTo(new DocumentRevision(1, new('a', 64))));
            Assert.That((await VerifyAsync(store)).IsIntact);
        });
    }

    [Test]
    public async Task Load_CompactedByAnotherProcess_Continues()
    {
        var (bystander, sleeper) = (Open(), Open());
        var writer = Open(compactAbove: 3_000);
        await ApplyAsync(writer, Kill("a"));
        foreach (var store in new[] { bystander, sleeper }) await store.LoadAsync("production", default);
        for (var i = 0; i < 40; i++)
        {
            await ApplyAsync(writer, Kill($"k{i}"));
            Assert.That((await bystander.LoadAsync("production", default)).Kills, Has.Count.EqualTo(i + 2));
        }

        Assert.That(Archives, Has.Length.GreaterThan(1), "the sleeper has missed several compactions");
        await ApplyAsync(sleeper, Kill("last"));
        Assert.That((await writer.LoadAsync("production", default)).Kills, Has.Count.EqualTo(42));
        foreach (var store in _open) Assert.That(store.Break, Is.Null);
        Assert.That((await VerifyAsync(sleeper)).IsIntact);
    }

    [Test, Rule("bad input loses nothing")]
    public async Task Load_CompactedFileOfAStranger_IsABreakThatKeepsTheKillsOfBoth()
    {
        var store = Open();
        await ApplyAsync(store, Kill("mine"));
        using (var folder = new TemporaryFolder())
        {
            using var stranger = new FileFlagStateStore(folder["journal.jsonl"], new() { CompactAbove = 3_000 });
            for (var i = 0; i < 20; i++) await ApplyAsync(stranger, Kill($"theirs{i}"));
            File.Copy(folder["journal.jsonl"], Journal, overwrite: true);
        }

        Assert.That((await store.LoadAsync("production", default)).Kills.Keys, Is.SupersetOf(new[] { "mine", "theirs0" }));
        Assert.That(store.Break, Does.Contain("replaced"));
    }

    [Test]
    public async Task Apply_ChangeFromBeforeTheCheckpointAgain_CountsOnce()
    {
        var kill = Kill("a");
        var writer = Open(compactAbove: 3_000);
        await ApplyAsync(writer, kill);
        await ApplyAsync(writer, Change(StateAction.Restore, "a"));
        await FillAsync(writer);
        await ApplyAsync(Open(), kill);
        Assert.That((await Open().LoadAsync("production", default)).Kills.ContainsKey("a"), Is.False);
    }

    [Test, Rule("a crash loses nothing")]
    public async Task Compact_CrashAfterEachStep_LosesNothingAndContinues()
    {
        var images = new List<string>();
        var store = Open(compactAbove: 3_000, stepped: TakeImage);
        await FillAsync(store);
        var expected = await Open().LoadAsync("production", default);
        Assert.That(images, Has.Count.EqualTo(2), "the archive stands; the journal begins anew");
        foreach (var image in images)
        {
            // A crash in the middle of writing either of them leaves a part of it under a name of its own.
            await File.WriteAllTextAsync(Path.Combine(image, ".journal.jsonl.1-9.jsonl.gz.0.tmp"), "part");
            await File.WriteAllTextAsync(Path.Combine(image, ".journal.jsonl.0.tmp"), "part");
            var after = Open(compactAbove: 3_000, path: Path.Combine(image, "journal.jsonl"));
            Assert.That((await after.LoadAsync("production", default)).Kills, Is.EqualTo(expected.Kills));
            Assert.That((await VerifyAsync(after)).IsIntact);
            for (var i = 0; i < 40; i++) await ApplyAsync(after, Kill($"after{i}"));
            var verification = await VerifyAsync(after);
            Assert.That(verification.IsIntact, $"{verification}");
            Assert.That((await after.LoadAsync("production", default)).Kills, Has.Count.EqualTo(expected.Kills.Count + 40));
            Assert.That(Directory.GetFiles(image, "*.tmp"), Is.Empty, "what the crash left is cleared away");
        }

        void TakeImage()
        {
            var image = _folder[$"image{images.Count.ToString(CultureInfo.InvariantCulture)}"];
            Directory.CreateDirectory(image);
            foreach (var file in Directory.GetFiles(_folder["data"]).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
                File.Copy(file, Path.Combine(image, Path.GetFileName(file)));
            images.Add(image);
        }
    }

    [Test]
    public async Task ReadAudit_ArchiveMissing_NamesIt()
    {
        var store = Open(compactAbove: 3_000);
        await MakeHistoryAsync(store);
        var missing = Path.Combine(_folder["data"], Archives.First(a => a.StartsWith("journal.jsonl.1-", StringComparison.Ordinal)));
        File.Delete(missing);
        Assert.That(async () => await VerifyAsync(store), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(missing));
        Assert.That((await Open().LoadAsync("production", default)).Kills, Is.Not.Empty, "a start needs none");
    }

    [Test]
    public async Task Load_CheckpointWasEdited_KeepsItsKillsAndSaysSo()
    {
        var store = Open(compactAbove: 3_000);
        await FillAsync(store);
        var kills = (await Open().LoadAsync("production", default)).Kills.Keys;
        await File.WriteAllTextAsync(
            Journal, (await File.ReadAllTextAsync(Journal)).Replace("errors", "nothing", StringComparison.Ordinal));
        var edited = Open();
        Assert.That((await edited.LoadAsync("production", default)).Kills.Keys, Is.EqualTo(kills));
        Assert.That(edited.Break, Does.Contain("Line 1"));
    }

    [Test]
    public async Task Find_DocumentPublishedBeforeTheCheckpoint_IsFound()
    {
        var state = Open(compactAbove: 3_000);
        var store = new FileFlagDefinitionStore(_folder["data/documents"], state);
        var publish = Change(StateAction.Publish, "*") with { Environment = "*" };
        var first = (await store.PublishAsync(publish, "{}"u8.ToArray(), default)).Document;
        await FillAsync(state);
        Assert.That((await store.FindAsync(1, default))!.Revision, Is.EqualTo(first.Revision));
        Assert.That((await store.PublishAsync(publish, "{}"u8.ToArray(), default)).Document.Revision, Is.EqualTo(first.Revision));
    }

    [Test]
    public async Task Apply_CompactAboveZero_NeverCompacts()
    {
        var store = Open(compactAbove: 0);
        for (var i = 0; i < 40; i++) await ApplyAsync(store, Kill($"k{i}"));
        Assert.That(Archives, Is.Empty);
        Assert.That(() => Open(compactAbove: -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static async Task MakeHistoryAsync(FileFlagStateStore store)
    {
        await ApplyAsync(store, Change(StateAction.Publish, "*") with { Environment = "*", Document = new('a', 64) });
        for (var i = 0; i < 120; i++)
        {
            await ApplyAsync(store, Kill($"k{i % 7}"));
            await ApplyAsync(store, Change(StateAction.Restore, $"k{i % 5}"));
            if (i % 10 == 0) await ApplyAsync(
                store, Change(StateAction.Advance, "r") with { Rollout = "r1", Stage = i / 10, Epoch = i + 1, MilliPercent = 1_000 });
        }
    }

    /// <summary>
    /// Kills until there is an archive. Each read waits for the end of a compaction, which goes on after the change is answered.
    /// </summary>
    private async Task FillAsync(FileFlagStateStore store)
    {
        for (var i = 0; Archives.Length == 0; i++)
        {
            await ApplyAsync(store, Kill($"k{i}"));
            await store.LoadAsync("production", default);
        }
    }

    private FileFlagStateStore Open(long compactAbove = 16_777_216, Action? stepped = null, string? path = null)
    {
        _open.Add(new(path ?? Journal,
            new() { CompactAbove = compactAbove, CompactionStepped = stepped, LockTimeout = TimeSpan.FromSeconds(30) }));
        return _open[^1];
    }

    private static async Task ApplyAsync(FileFlagStateStore store, StateChange change) => await store.ApplyAsync(change, default);

    private static Task<AuditVerification> VerifyAsync(FileFlagStateStore store) =>
        AuditVerifier.VerifyAsync(store.ReadAuditAsync(default));

    private static StateChange Kill(string flag) => Change(StateAction.Kill, flag);

    private static StateChange Change(StateAction action, string flag) => new()
    {
        Action = action,
        Flag = flag,
        Environment = "production",
        By = "ops",
        From = "test",
        Reason = "errors \"quoted\"",
        At = DateTimeOffset.UnixEpoch,
    };
}
