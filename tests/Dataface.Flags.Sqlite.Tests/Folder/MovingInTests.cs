using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Guard;
using Dataface.Flags.Publishing;
using Dataface.Flags.Sqlite.Experiments;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.Sqlite.Guard;
using Dataface.Flags.Sqlite.Settings;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.State;

namespace Dataface.Flags.Sqlite.Tests.Folder;

/// <summary>A folder of a version before SQLite is taken over once, whole, and by its chain.</summary>
[TestFixture]
internal sealed class MovingInTests
{
    private TemporaryFolder _folder = null!;

    private string Data => _folder["data"];

    [SetUp]
    public async Task MakeOldFolderAsync()
    {
        _folder = new();
        Directory.CreateDirectory(Data);
        using var state = new FileFlagStateStore(_folder["data/state.jsonl"], new() { CompactAbove = 4_000 });
        var documents = new FileFlagDefinitionStore(_folder["data/documents"], state);
        for (var i = 0; i < 40; i++)
        {
            await state.ApplyAsync(OpenFolder.Change(StateAction.Kill, $"k{i % 7}", i % 2 == 0 ? "production" : "staging"), default);
            if (i % 10 == 0) await documents.PublishAsync(OpenFolder.Change(StateAction.Publish), OpenFolder.DocumentOf($"{i}"), default);
        }

        using var evidence = new FileGuardEvidenceStore(_folder["data/evidence.jsonl"]);
        await evidence.AddAsync(
            new()
            {
                Epoch = new("f/production/*/0", 1, DateTimeOffset.UnixEpoch),
                Instance = Guid.NewGuid(),
                Sequence = 1,
                Observations = [new() { Signal = "errors", Treatment = 0, Unit = 7, Bin = 0 }]
            },
            default);
        await File.WriteAllTextAsync(_folder["data/keys.json"], "[]");
        File.Copy(Path.Combine(TestContext.CurrentContext.TestDirectory, "Folder/Old/experiments.jsonl"),
            _folder["data/experiments.jsonl"]);
        Assert.That(Directory.GetFiles(Data, "*.gz"), Is.Not.Empty, "the journal was compacted");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test, Rule("an acknowledged change is never lost")]
    public async Task Run_OldFolder_HasEverythingAndContinues()
    {
        var (trail, states) = await OldAsync();
        var told = MovingIn.Run(new(Data));
        Assert.That(told, Does.Contain($"{trail.Count} records").And.Contain("4 documents").And.Contain("the keys").And.Contain(
            "2 experiments").And.Contain("before-sqlite"));
        using var open = new OpenFolder(Data);
        Assert.That(await TrailAsync(open.State), Is.EqualTo(trail));
        foreach (var (environment, state) in states)
        {
            Assert.That(StateAnswers.Of(await open.State.LoadAsync(environment, default))
                .Replace("dataface-flags.db", "state.jsonl", StringComparison.Ordinal), Is.EqualTo(state));
        }

        Assert.That((await open.Definitions.LoadAsync(default))!.Utf8Json.ToArray(), Is.EqualTo(OpenFolder.DocumentOf("30")));
        Assert.That(open.Database.Read(c => SettingRows.Read(c, "keys"))!.Value.Value, Is.EqualTo("[]"u8.ToArray()));
        Assert.That(open.Database.Read(ReportRows.Read), Has.Count.EqualTo(1));
        await open.KillAsync("one-more");
        Assert.That((await AuditVerifier.VerifyAsync(open.State.ReadAuditAsync(default))).IsIntact);
        Assert.That(MovingIn.Run(new(Data)), Is.Null, "once");
        Assert.That(Names(Data), Is.EquivalentTo(
            ["dataface-flags.db", "dataface-flags.db-shm", "dataface-flags.db-wal", "dataface-flags.head", "before-sqlite"]));
    }

    [Test, Rule("an acknowledged change is never lost")]
    public void Open_DatabaseThatWasMovedIntoIsGone_IsRefused([Values] bool wasStarted)
    {
        MovingIn.Run(new(Data));
        if (wasStarted) new OpenFolder(Data).Dispose();
        File.Delete(_folder["data/dataface-flags.db"]);
        Assert.That(
            () => new OpenFolder(Data),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("is gone").And.Message.Contains("recover"));
    }

    [Test, Rule("an acknowledged change is never lost")]
    public async Task Run_OldExperiments_AreAsTheyWereAndGoOn()
    {
        MovingIn.Run(new(Data));
        using var open = new OpenFolder(Data);
        var registry = new SqliteExperimentRegistry(open.Database, TimeProvider.System);
        Assert.That((await registry.ListAsync()).Select(r => $"{r.Id} {r.Status} {r.Version}"),
            Is.EqualTo(["a-draft Draft 1", "one-page Decided 5"]));
        var (record, data) = (await registry.FindAsync("one-page"), await registry.LoadDataAsync("one-page"));
        Assert.That(record!.Decision, Is.Not.Null.And.Property("Rationale").EqualTo("Orders rose."));
        Assert.That(record.StableAt, Is.EqualTo(record.DecidedAt).And.EqualTo(new DateTimeOffset(2026, 12, 20, 13, 0, 0, TimeSpan.Zero)));
        Assert.That(record.Definition, Does.Contain("more baskets become orders"));
        Assert.That(ExperimentDataCodec.HashOf(data), Is.EqualTo("7b9e8d3654ab934a089ef6ed9358152bab2f3da65ba1a42ce8687df1042220f9"));
        Assert.That(
            (await registry.ReadAuditAsync("one-page")).Select(entry => $"{entry.By} {entry.Action} {entry.After}"),
            Is.EqualTo(
            [
                "ada create draft", "ada document version 2", "bob status approved", "bob status running",
                "loader kpis 1 values, 1 counts of exposed units", "registry stable ", "ada status decided: ship",
            ]));
        Assert.That(
            (await registry.ReadRefreshLogAsync()).Select(load => $"{load.Id} {load.Job} {load.Status} {load.Rows} {load.Lag}"),
            Is.EqualTo(["2 a-draft Running 0 ", "1 one-page Succeeded 3 00:03:00"]));
        Assert.That(
            async () => await registry.AddKpisAsync("one-page", [], [], "eve"), Throws.InstanceOf<RefusalException>(), "it is decided");
        await registry.ChangeStatusAsync("one-page", ExperimentStatus.CleanedUp, "ada", "goes on");
        Assert.That(await registry.StartRefreshAsync("one-page"), Is.EqualTo(3));
        new FolderCheck(new(Data), _ => { }).Run();
    }

    [Test]
    public void Run_OlderVersionAddedAnExperimentSince_IsRefused()
    {
        var lines = File.ReadAllLines(_folder["data/experiments.jsonl"]);
        File.WriteAllLines(_folder["data/experiments.jsonl"], lines[..8]);
        MovingIn.Run(new(Data));
        File.WriteAllLines(_folder["data/experiments.jsonl"], lines);
        Assert.That(() => MovingIn.Run(new(Data)), Throws.InstanceOf<InvalidDataException>()
            .With.Message.Contains("experiment one-page").And.Message.Contains("which of the two counts"));
    }

    [Test]
    public async Task Run_BrokenOffBeforeTheDatabaseHadItsName_IsDoneAgain()
    {
        var (trail, _) = await OldAsync();
        await File.WriteAllTextAsync(_folder["data/dataface-flags.db.new"], "half of it");
        await File.WriteAllTextAsync(_folder["data/dataface-flags.db.new-journal"], "and of this");
        MovingIn.Run(new(Data));
        using var open = new OpenFolder(Data);
        Assert.That(await TrailAsync(open.State), Is.EqualTo(trail));
    }

    [Test]
    public async Task Run_AbortedBetweenAnyTwoFiles_IsContinued()
    {
        var (trail, _) = await OldAsync();
        var before = Names(Data);
        MovingIn.Run(new(Data));
        var aside = new ServerFolder(Data).Aside;
        foreach (var name in before.Append(""))
        {
            // The journal is put aside last, so that it is there whenever others are.
            foreach (var back in new[] { name, "state.jsonl" }.Where(back => back.Length > 0).Distinct())
            {
                Directory.Move(Path.Combine(aside, back), Path.Combine(Data, back));
            }

            MovingIn.Run(new(Data));
            Assert.That(Names(aside), Is.EquivalentTo(before));
            using var open = new OpenFolder(Data);
            Assert.That(await TrailAsync(open.State), Is.EqualTo(trail));
        }
    }

    [Test]
    public async Task Run_AnOlderVersionRanOnTheFolderSince_IsRefused()
    {
        MovingIn.Run(new(Data));
        using (var old = new FileFlagStateStore(_folder["data/state.jsonl"]))
        {
            await old.ApplyAsync(OpenFolder.Change(StateAction.Kill, "other", "production"), default);
        }

        Assert.That(() => MovingIn.Run(new(Data)),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("which of the two counts"));
    }

    [TestCase("state.jsonl")]
    [TestCase("documents")]
    [TestCase("evidence.jsonl")]
    [TestCase("experiments.jsonl")]
    public void Run_SomethingIsDamaged_IsRefusedAndLeftUnchanged(string name)
    {
        var path = File.Exists(_folder[$"data/{name}"]) ? _folder[$"data/{name}"] : Directory.GetFiles(_folder[$"data/{name}"])[0];
        var bytes = File.ReadAllBytes(path);
        bytes[0]++;
        File.WriteAllBytes(path, bytes);
        var before = Names(Data);
        Assert.That(() => MovingIn.Run(new(Data)), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(name));
        Assert.That(Names(Data).Where(n => !n.StartsWith("dataface-flags.db.new", StringComparison.Ordinal)), Is.EquivalentTo(before));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Run_JournalIsGoneOrEmptyBesideDocuments_IsRefused(bool isGone)
    {
        if (isGone) File.Delete(_folder["data/state.jsonl"]);
        else File.WriteAllText(_folder["data/state.jsonl"], "");
        Assert.That(() => MovingIn.Run(new(Data)), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("would be forgotten"));
    }

    private static List<string> Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(p => Path.GetFileName(p)!)];

    private async Task<(List<byte[]> Trail, List<(string, string)> States)> OldAsync()
    {
        using var old = new FileFlagStateStore(_folder["data/state.jsonl"]);
        var states = new List<(string, string)>();
        foreach (var name in new[] { "production", "staging" }) states.Add((name, StateAnswers.Of(await old.LoadAsync(name, default))));
        return (await TrailAsync(old), states);
    }

    private static async Task<List<byte[]>> TrailAsync(IFlagStateStore store)
    {
        var trail = new List<byte[]>();
        await foreach (var record in store.ReadAuditAsync(default)) trail.Add(AuditCodec.Write(record));
        return trail;
    }
}
