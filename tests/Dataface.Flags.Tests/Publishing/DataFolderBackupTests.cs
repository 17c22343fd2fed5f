using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Publishing;

[TestFixture]
internal sealed class DataFolderBackupTests
{
    private TemporaryFolder _folder = null!;
    private DataFolder _data = null!;
    private FileFlagStateStore _state = null!;
    private FileFlagDefinitionStore _definitions = null!;

    private string Backup => _folder["backup.tar.gz"];

    private DataFolder Restored => new(_folder["restored"]);

    [SetUp]
    public void MakeFolder()
    {
        _folder = new();
        _data = new(_folder["data"]);
        _state = new(_data.Journal, new() { CompactAbove = 10_000 });
        _definitions = new(_data.Documents, _state);
    }

    [TearDown]
    public void RemoveFolder()
    {
        _state.Dispose();
        _folder.Dispose();
    }

    [Test, Rule("a backup can be restored")]
    public async Task Write_WhileKillsPublicationsAndCompactionsGoOn_RestoresEverythingFromBeforeAndOneLineMore()
    {
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++) await WriteAsync($"{i}-{n}", i == 0);
        })));
        for (var round = 0; round < 5; round++)
        {
            await WriteAsync($"before{round}", isDocument: true);
            var before = (await _definitions.LoadAsync(default))!.Revision.Number;
            DataFolderBackup.Write(_data, Backup);
            var target = new DataFolder(_folder[$"restored{round}"]);
            var verification = await DataFolderRestore.ReadAsync(Backup, target, Change(StateAction.Recover), default);

            using var state = new FileFlagStateStore(target.Journal);
            var document = await new FileFlagDefinitionStore(target.Documents, state).LoadAsync(default);
            var restored = await state.LoadAsync("production", default);
            Assert.That(verification.IsIntact);
            Assert.That(document!.Revision.Number, Is.GreaterThanOrEqualTo(before));
            Assert.That(restored.Kills.ContainsKey($"kbefore{round}"));
            Assert.That(restored.Lineage, Is.Not.Empty.And.Not.EqualTo((await _state.LoadAsync("production", default)).Lineage));
        }

        await stop.CancelAsync();
        await load;
        Assert.That(Directory.GetFiles(_data.Path, "*.gz"), Is.Not.Empty, "compactions took place meanwhile");
    }

    [Test]
    public async Task Read_FolderIsNotEmpty_IsRefusedAndLeftAlone()
    {
        await WriteAsync("a", isDocument: true);
        DataFolderBackup.Write(_data, Backup);
        Directory.CreateDirectory(Restored.Path);
        await File.WriteAllTextAsync(Path.Combine(Restored.Path, "mine"), "");
        Assert.That(() => DataFolderRestore.ReadAsync(Backup, Restored, Change(StateAction.Recover), default), Throws.InstanceOf<IOException>().With.Message.Contains(Restored.Path));
        Assert.That(Directory.GetFileSystemEntries(Restored.Path), Has.Length.EqualTo(1));
    }

    [TestCase("state.jsonl", "errors", "terrors", "broken")]
    [TestCase("documents/", "schema", "Schema", "bytes do not have the hash")]
    public async Task Read_BackupWasEdited_IsRefusedAndLeavesNothing(string entry, string from, string to, string expected)
    {
        await WriteAsync("a", isDocument: true);
        DataFolderBackup.Write(_data, Backup);
        Rewrite(e => e.StartsWith(entry, StringComparison.Ordinal), text => text.Replace(from, to, StringComparison.Ordinal));
        Assert.That(
            () => DataFolderRestore.ReadAsync(Backup, Restored, Change(StateAction.Recover), default),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(expected).Or.Message.Contains("is not a record"));
        Assert.That(Directory.GetFileSystemEntries(_folder[""]).Select(Path.GetFileName), Is.EquivalentTo(["data", "backup.tar.gz"]));
    }

    [TestCase("../evil.json")]
    [TestCase("documents/../../evil.json")]
    [TestCase("/evil")]
    public void Read_NameOutsideTheFolder_IsRefused(string name)
    {
        using (var file = File.Create(Backup))
        using (var packed = new GZipStream(file, CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });
        }

        Assert.That(() => DataFolderRestore.ReadAsync(Backup, Restored, Change(StateAction.Recover), default), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("evil"));
    }

    [Test]
    public void Write_NoJournal_SaysWhatIsExpected() =>
        Assert.That(() => DataFolderBackup.Write(_data, Backup), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("data folder"));

    private async Task WriteAsync(string name, bool isDocument)
    {
        await _state.ApplyAsync(Change(StateAction.Kill) with { Environment = "production", Flag = $"k{name}" }, default);
        if (isDocument) await _definitions.PublishAsync(Change(StateAction.Publish), Encoding.UTF8.GetBytes($$"""{"schema":1,"$comment":"{{name}}"}"""), default);
    }

    private void Rewrite(Predicate<string> isWanted, Func<string, string> edit)
    {
        var entries = new List<(string Name, byte[] Content)>();
        using (var tar = new TarReader(new GZipStream(File.OpenRead(Backup), CompressionMode.Decompress)))
        {
            while (tar.GetNextEntry(copyData: true) is { } entry)
            {
                var content = new MemoryStream();
                entry.DataStream!.CopyTo(content);
                entries.Add((entry.Name, isWanted(entry.Name) ? Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(content.ToArray()))) : content.ToArray()));
            }
        }

        using var writer = new TarWriter(new GZipStream(File.Create(Backup), CompressionLevel.Fastest));
        foreach (var (name, content) in entries) writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
    }

    private static StateChange Change(StateAction action) => new()
    {
        Action = action,
        Flag = "*",
        Environment = "*",
        By = "ops",
        From = "test",
        Reason = "errors",
        At = DateTimeOffset.UnixEpoch,
    };
}
