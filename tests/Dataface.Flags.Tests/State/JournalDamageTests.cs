using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>What editors, scripts and failing disks do to a journal.</summary>
[TestFixture]
internal sealed class JournalDamageTests
{
    private TemporaryFolder _folder = null!;
    private FileFlagStateStore _store = null!;

    private string Journal => _folder["journal.jsonl"];

    [SetUp]
    public async Task MakeJournal()
    {
        _folder = new();
        _store = Open();
        await KillAsync(_store, "a");
        await KillAsync(_store, "b");
        await ApplyAsync(_store, StateAction.Restore, "b");
        await KillAsync(_store, "c");
    }

    [TearDown]
    public void Remove()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    /// <summary>Without the end of a line, a file of one line looked like a write that was cut short, and was written over.</summary>
    [TestCase("""{ "schema": 1, "flags": {} }""")]
    [TestCase("{ \"schema\": 1,\n  \"flags\": {} }\n")]
    [TestCase("{\"schema\":1}")]
    [TestCase("\u0001\u0002binary")]
    [TestCase("id: checkout")]
    [TestCase("{")]
    [Rule("bad input loses nothing")]
    public async Task Apply_ToAFileThatIsNoJournal_LeavesItAsItIs(string content)
    {
        var path = _folder["flags.json"];
        await File.WriteAllTextAsync(path, content);
        using var store = new FileFlagStateStore(path);
        var isTorn = "{\"sequence\":".StartsWith(content, StringComparison.Ordinal);
        if (!isTorn)
        {
            Assert.That(async () => await KillAsync(store, "a"),
                Throws.TypeOf<InvalidDataException>().With.Message.StartsWith($"{path} is not a state journal"));
            Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo(content));
        }
        else
        {
            await KillAsync(store, "a");
            Assert.That(await KilledAsync(store), Is.EqualTo(new[] { "a" }));
        }
    }

    [TestCase("{\"sequence\":1,\"id\":\"0")]
    [TestCase("{\"seq\0\0\0\0\0\0")]
    [TestCase("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public async Task Apply_FirstRecordCutShort_Continues(string content)
    {
        var path = _folder["begun.jsonl"];
        await File.WriteAllTextAsync(path, content);
        using var store = new FileFlagStateStore(path);
        await KillAsync(store, "a");
        Assert.That(await KilledAsync(store), Is.EqualTo(new[] { "a" }));
        Assert.That(await File.ReadAllTextAsync(path + ".torn"), Is.EqualTo(content));
    }

    [Test, Rule("bad input loses nothing")]
    public async Task Load_AnyByteChanged_KeepsTheKillsOfEveryOtherLineAndNeverHidesIt()
    {
        var whole = await File.ReadAllBytesAsync(Journal);
        var lines = Lines(whole);
        var random = new Random(11);
        for (var i = 0; i < 400; i++)
        {
            var at = random.Next(whole.Length);
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(Journal, damaged);

            using var store = Open();
            var killed = await KilledAsync(store);
            var line = lines.FindIndex(l => at <= l.End);
            string[] expected = [.. new[] { (0, "a"),
                (3, "c") }.Where(k =>
                    k.Item1 != line && !(damaged[lines[k.Item1].End] != '\n' || (k.Item1 > 0 && damaged[lines[k.Item1 - 1].End] != '\n')))
                    .Select(k => k.Item2)];
            Assert.That(expected, Is.SubsetOf(killed), $"byte {at}");
            if (store.Break is not null) continue;

            // Only the end of the last line can look like a write that was cut short, and then an audit with the head shows it.
            Assert.That(at, Is.EqualTo(whole.Length - 1), $"byte {at} changed, and nobody noticed");
        }
    }

    /// <summary>A line counts as a kill when it says so, whatever else is wrong with it, and as nothing otherwise.</summary>
    [TestCase("""{"action":"kill","environment":"production","flag":"x"}""", "x")]
    [TestCase("""{"sequence":"5","action":"restore","action":"kill","environment":"production","flag":"x","at":"no time","after":[]}""",
        "x")]
    [TestCase("{\"action\":\"kill\",\"environment\":\"production\",\"flag\":\"x\",\"reason\":\"\u00ff\"}", "x")]
    [TestCase("""{"action":"restore","environment":"production","flag":"a"}""", null)]
    [TestCase("""{"action":"frobnicate","environment":"production","flag":"x","after":{"source":"s","by":"b","at":"2026-11-20T02:00:"""
        + """00.0000000Z","reason":"r"}}""", null)]
    [TestCase("""{"action":"kill","environment":"production","flag":7}""", null)]
    [TestCase("""{"sequence":5,"environment":"production","action":"refuse","flag":"x","by":"b","from":"f","at":"2026-11-20T02:00:"""
        + """00.0000000Z","problem":"p","hash":""}""", null)]
    public async Task Load_ForeignLine_CountsAsItsKillOrAsNothing(string line, string? killed)
    {
        await File.AppendAllTextAsync(Journal, line + "\n" + "no record\n", System.Text.Encoding.Latin1);
        using var store = Open();
        Assert.That(await KilledAsync(store), Is.EquivalentTo(new[] { "a", "c", killed }.OfType<string>()));
        Assert.That(store.Break, Does.StartWith("Line 5 of "));
    }

    [Test]
    public async Task Load_LastLineLostItsEnd_KeepsItsKillAndContinues()
    {
        var whole = await File.ReadAllBytesAsync(Journal);
        await File.WriteAllBytesAsync(Journal, whole[..^1]);
        using var store = Open();
        Assert.That(await KilledAsync(store), Is.EqualTo(["a", "c"]));
        Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(default))).Records, Is.EqualTo(4));

        await KillAsync(store, "d");
        Assert.That(store.Break, Is.Null);
        using var next = Open();
        Assert.That(await KilledAsync(next), Is.EqualTo(["a", "c", "d"]));
        Assert.That(await AuditVerifier.VerifyAsync(next.ReadAuditAsync(default)),
            Has.Property(nameof(AuditVerification.IsIntact)).True.And.Property(nameof(AuditVerification.Records)).EqualTo(5));
    }

    [Test]
    public async Task Load_EndOfTheLastLineComesLater_IsNotABreak()
    {
        var whole = await File.ReadAllBytesAsync(Journal);
        await File.WriteAllBytesAsync(Journal, whole[..^1]);
        using var store = Open();
        await KilledAsync(store);
        await File.WriteAllBytesAsync(Journal, whole);
        Assert.That(await KilledAsync(store), Is.EqualTo(["a", "c"]));
        Assert.That(store.Break, Is.Null);
    }

    [Test, Rule("a kill survives")]
    public async Task Load_ReplacedWhileInUse_KeepsItsKillsAndHonoursThoseOfTheOther([Values] bool longer)
    {
        File.Delete(Journal);
        using (var other = Open())
        {
            await KillAsync(other, "x");
            if (longer) for (var i = 0; i < 8; i++) await KillAsync(other, $"x{i}");
        }

        Assert.That(await KilledAsync(_store), Is.SupersetOf(new[] { "a", "c", "x" }));
        Assert.That(_store.Break, Does.Contain("replaced").And.Contain("4 records"));

        // And whatever is killed there afterwards.
        using (var other = Open()) await KillAsync(other, "y");
        Assert.That(await KilledAsync(_store), Is.SupersetOf(new[] { "a", "c", "x", "y" }).And.No.Member("b"),
            "b had been restored, soundly, before");
    }

    [Test]
    public async Task Apply_AfterABreak_SaysWhatToDoAndWritesNothing()
    {
        var text = await File.ReadAllTextAsync(Journal);
        await File.WriteAllTextAsync(Journal, text.Replace("\"flag\":\"b\"", "\"flag\":\"B\"", StringComparison.Ordinal));
        var before = await File.ReadAllBytesAsync(Journal);
        using var store = Open();
        Assert.That(
            async () => await KillAsync(store, "d"),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Line 2").And.Message.Contains(Journal).And.Message.Contains(
                "kill again"));
        Assert.That(await File.ReadAllBytesAsync(Journal), Is.EqualTo(before));
    }

    [Test]
    public async Task Load_KillWhoseEffectWasEditedAway_StillKills()
    {
        var lines = await File.ReadAllLinesAsync(Journal);
        var at = lines[3].IndexOf("\"after\":", StringComparison.Ordinal);
        lines[3] = lines[3][..at] + "\"after\":null," + lines[3][lines[3].IndexOf("\"previous\"", StringComparison.Ordinal)..];
        await File.WriteAllTextAsync(Journal, string.Join('\n', lines) + "\n");
        using var store = Open();
        Assert.That(await KilledAsync(store), Is.EqualTo(["a", "c"]));
        Assert.That(store.Break, Does.Contain("Line 4"));
    }

    [Test]
    public async Task Apply_TornTailCannotBeKept_IsStillWritten()
    {
        await File.AppendAllTextAsync(Journal, "{\"sequence\":5,");
        Directory.CreateDirectory(Journal + ".torn");
        using var store = Open();
        await KillAsync(store, "d");
        Assert.That(((IJournalHealth)store).TornTail, Does.Contain(Journal).And.Contain("could not be kept"));
        Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(default))).Records, Is.EqualTo(5));
    }

    [Test]
    public async Task Load_AnotherProcessKeepsAWriterWaiting_IsNotHeldUp()
    {
        using var held = await FileLock.TakeAsync(Journal + ".lock", TimeSpan.FromSeconds(30), default);
        using var stop = new CancellationTokenSource();
        var kill = _store.ApplyAsync(Change(StateAction.Kill, "d"), stop.Token).AsTask();
        Assert.That(await KilledAsync(_store).WaitAsync(TimeSpan.FromSeconds(25)), Is.EqualTo(["a", "c"]));
        Assert.That(kill.IsCompleted, Is.False);
        await stop.CancelAsync();
        Assert.That(async () => await kill, Throws.InstanceOf<OperationCanceledException>());
    }

    private FileFlagStateStore Open() => new(Journal, new() { LockTimeout = TimeSpan.FromSeconds(30) });

    private static List<(int Start, int End)> Lines(byte[] journal)
    {
        var lines = new List<(int Start, int End)>();
        for (var start = 0; start < journal.Length; start = lines[^1].End + 1)
            lines.Add((start, Array.IndexOf(journal, (byte)'\n', start)));
        return lines;
    }

    private static StateChange Change(StateAction action, string flag) => new()
    {
        Action = action,
        Flag = flag,
        Environment = "production",
        By = "ops",
        From = "test",
        Reason = "errors",
        At = DateTimeOffset.UnixEpoch,
    };

    private static async Task KillAsync(FileFlagStateStore store, string flag) => await ApplyAsync(store, StateAction.Kill, flag);

    private static async Task ApplyAsync(FileFlagStateStore store, StateAction action, string flag) =>
        await store.ApplyAsync(Change(action, flag), default);

    private static async Task<string[]> KilledAsync(FileFlagStateStore store) =>
        [.. (await store.LoadAsync("production", default)).Kills.Keys.Order(StringComparer.Ordinal)];
}
