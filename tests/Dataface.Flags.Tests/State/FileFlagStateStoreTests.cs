using System.Text;
using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

[TestFixture]
internal sealed class FileFlagStateStoreTests : FlagStateStoreContract
{
    private readonly List<FileFlagStateStore> _open = [];
    private TemporaryFolder _folder = null!;

    protected override StateReach LeastReach => StateReach.Durable;

    private string Journal => _folder["state/journal.jsonl"];

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder()
    {
        foreach (var store in _open) store.Dispose();
        _open.Clear();
        _folder.Dispose();
    }

    protected override IFlagStateStore Open() => OpenFile();

    private FileFlagStateStore OpenFile()
    {
        var store = new FileFlagStateStore(Journal, new() { PollInterval = TimeSpan.FromMilliseconds(100) });
        _open.Add(store);
        return store;
    }

    [Test]
    public async Task Load_AfterReopening_HasWhatWasApplied()
    {
        await ApplyAsync(Open(), Change(StateAction.Kill, "a"));
        Assert.That(await KilledAsync(Open()), Is.EqualTo(["a"]));
    }

    [Test]
    public async Task Apply_TornLastLine_IsCutOffAndNothingElseIsLost()
    {
        await KillAsync("a", "b");
        var whole = await File.ReadAllBytesAsync(Journal);
        for (var torn = 1; torn < 60; torn += 7)
        {
            await File.WriteAllBytesAsync(Journal, [.. whole, .. whole.AsSpan(0, torn)]);
            var store = OpenFile();
            Assert.That(await KilledAsync(store), Is.EqualTo(["a", "b"]));
            await ApplyAsync(store, Change(StateAction.Kill, "c"));
            Assert.That(await KilledAsync(Open()), Is.EqualTo(["a", "b", "c"]));
            Assert.That((await AuditVerifier.VerifyAsync(Open().ReadAuditAsync(CancellationToken.None))).Records, Is.EqualTo(3));
            Assert.That(await File.ReadAllBytesAsync(Journal + ".torn"), Has.Length.EqualTo(torn), "kept for whoever looks into the crash");
        }
    }

    [Test, Rule("bad input loses nothing")]
    public async Task Load_EditedRecord_KeepsKillsIgnoresLaterRestoresAndTakesNoMore()
    {
        await KillAsync("a", "b");
        await ApplyAsync(Open(), Change(StateAction.Kill, "c"));
        await ApplyAsync(Open(), Change(StateAction.Restore, "a"));
        var lines = await File.ReadAllLinesAsync(Journal);
        lines[1] = lines[1].Replace("errors", "nothing", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Journal, string.Join('\n', lines) + "\n");

        var store = OpenFile();
        Assert.That(await KilledAsync(store), Is.EqualTo(["a", "b", "c"]));
        Assert.That(store.Break, Does.Contain("Line 2").And.Contain(Journal));
        Assert.That(
            async () => await ApplyAsync(store, Change(StateAction.Kill, "d")),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Line 2").And.Message.Contains("move it away"));
        Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(CancellationToken.None))).Fault, Is.EqualTo(AuditFault.Edited));
    }

    [Test]
    public async Task Load_RemovedRecord_IsABreak()
    {
        await KillAsync("a", "b", "c");
        var lines = await File.ReadAllLinesAsync(Journal);
        await File.WriteAllTextAsync(Journal, $"{lines[0]}\n{lines[2]}\n");
        var store = OpenFile();
        Assert.That(await KilledAsync(store), Is.EqualTo(["a", "c"]), "b is nowhere to be read; c still is");
        Assert.That(store.Break, Does.Contain("Line 2"));
        Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(CancellationToken.None))).Fault, Is.EqualTo(AuditFault.Unlinked));
    }

    [Test]
    public async Task Load_JournalRemovedWhileInUse_KeepsItsKillsAndSaysSo()
    {
        var store = OpenFile();
        await ApplyAsync(store, Change(StateAction.Kill, "a"));
        File.Delete(Journal);
        Assert.That(await KilledAsync(store), Is.EqualTo(["a"]));
        Assert.That(store.Break, Does.Contain("removed"));
    }

    [Test]
    public void Load_GarbageOfAnyKind_NeverThrowsAnythingButIsABreak()
    {
        var random = new Random(1);
        Directory.CreateDirectory(Path.GetDirectoryName(Journal)!);
        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            bytes = [.. bytes, (byte)'\n'];
            File.WriteAllBytes(Journal, bytes);
            using var store = new FileFlagStateStore(Journal);
            Assert.That(async () => await KilledAsync(store), Is.Empty);
            Assert.That(store.Break, Does.Contain("is not a state journal").Or.Contain("Line 1"));
        }
    }

    [Test]
    public void Apply_FolderInPlaceOfTheFile_SaysWhat()
    {
        Directory.CreateDirectory(Journal);
        Assert.That(async () => await ApplyAsync(Open(), Change(StateAction.Kill, "a")),
            Throws.InstanceOf<SystemException>().With.Message.Contains("journal.jsonl"));
    }

    [Test]
    public async Task Apply_AnotherProcessHoldsTheLock_GivesUpAndNamesTheFile()
    {
        await KillAsync("a");
        // Taken as the store does: a process that another test starts has all files open for a moment, until it is its own.
        using var held = await FileLock.TakeAsync(Journal + ".lock", TimeSpan.FromSeconds(30), default);
        using var store = new FileFlagStateStore(Journal, new() { LockTimeout = TimeSpan.FromMilliseconds(50) });
        Assert.That(async () => await ApplyAsync(store, Change(StateAction.Kill, "b")),
            Throws.InstanceOf<TimeoutException>().With.Message.Contains(".lock"));
    }

    [Test]
    public async Task Journal_Line_IsWhatTheDocumentationSays()
    {
        await ApplyAsync(Open(), Change(StateAction.Kill, "a") with { Id = Guid.Parse("00000000-0000-0000-0000-000000000001") });
        var line = (await File.ReadAllLinesAsync(Journal)).Single();
        const string Expected =
            "{\"sequence\":1,\"id\":\"00000000-0000-0000-0000-000000000001\",\"environment\":\"production\""
            + ",\"action\":\"kill\",\"flag\":\"a\",\"by\":\"ops\",\"from\":\"test\""
            + ",\"reason\":\"errors\",\"at\":\"2026-11-20T02:00:00.0000000Z\",\"before\":null"
            + ",\"after\":{\"source\":\"journal.jsonl\""
            + ",\"by\":\"ops\",\"at\":\"2026-11-20T02:00:00.0000000Z\",\"reason\":\"errors\"}"
            + ",\"previous\":\"0000000000000000000000000000000000000000000000000000000000000000\",";
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Expected[..^1] + "}")));
        Assert.That(line, Is.EqualTo($"{Expected}\"hash\":\"{hash}\"}}"));
    }

    private async Task KillAsync(params string[] flags)
    {
        using var store = new FileFlagStateStore(Journal);
        foreach (var flag in flags) await ApplyAsync(store, Change(StateAction.Kill, flag));
    }
}
