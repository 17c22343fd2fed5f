using System.Formats.Tar;
using System.IO.Compression;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Experiments;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.State;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Sqlite.Tests.Folder;

[TestFixture]
internal sealed class FolderBackupTests
{
    private TemporaryFolder _folder = null!;
    private OpenFolder _open = null!;

    private string Backup => _folder["backup.tar.gz"];

    [SetUp]
    public void OpenFolder()
    {
        _folder = new();
        _open = new(_folder["data"]);
    }

    [TearDown]
    public void Remove()
    {
        _open.Dispose();
        _folder.Dispose();
    }

    [Test, Rule("a backup can be restored")]
    public async Task Write_DuringKillsAndPublications_RestoresEverythingFromBeforeAndOneRecordMore()
    {
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
                await (i == 0 ? _open.PublishAsync($"{n}") : _open.KillAsync($"k{i}-{n % 50}"));
        })));
        for (var round = 0; round < 3; round++)
        {
            await _open.KillAsync($"before{round}");
            var before = _open.Trail.State;
            FolderBackup.Write(_open.Folder, Backup, DateTimeOffset.UnixEpoch);
            var target = _folder[$"restored{round}"];
            var verification = await RestoreAsync(target);
            using var restored = new OpenFolder(target);
            Assert.That(verification.IsIntact);
            Assert.That(restored.Trail.State.Document?.Number ?? 0, Is.GreaterThanOrEqualTo(before.Document?.Number ?? 0));
            Assert.That(restored.Killed(), Does.Contain($"before{round}"));
            Assert.That(restored.Trail.State.Lineage, Is.Not.Empty.And.Not.EqualTo(before.Lineage));
        }

        await stop.CancelAsync();
        await load;
    }

    [Test]
    public async Task Read_ExperimentsAndTheirResults_AreInTheBackup()
    {
        var registry = new SqliteExperimentRegistry(_open.Database, TimeProvider.System);
        await registry.CreateAsync(
            new() { Id = "one-page", Name = "One page", Hypothesis = "h", Owner = "team", Kpis = ["orders"] }, "ada");
        await registry.AddKpisAsync("one-page", [], [new() { Variant = "on", Cohort = new(2020, 1, 1), Units = 1010 }], "loader");
        await _open.KillAsync("a");
        FolderBackup.Write(_open.Folder, Backup, DateTimeOffset.UnixEpoch);
        await RestoreAsync(_folder["restored"]);
        using var restored = new OpenFolder(_folder["restored"]);
        var again = new SqliteExperimentRegistry(restored.Database, TimeProvider.System);
        Assert.That(await again.ReadAuditAsync("one-page"), Has.Count.EqualTo(2));
        Assert.That((await again.LoadDataAsync("one-page")).Exposures.Single().Units, Is.EqualTo(1010));
    }

    [Test]
    public async Task Write_IsForTheOwnerAloneAndLeavesNothingElse()
    {
        await _open.KillAsync("a");
        FolderBackup.Write(_open.Folder, Backup, DateTimeOffset.UnixEpoch);
        Assert.That(Directory.EnumerateFileSystemEntries(_folder[""]).Select(Path.GetFileName), Is.EquivalentTo(["data", "backup.tar.gz"]));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(Backup), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Read_EveryTenthByteOfTheBackupChanged_IsRefusedBeforeAnythingIsTouchedOrTheSame()
    {
        await _open.PublishAsync("a");
        await _open.KillAsync("a");
        FolderBackup.Write(_open.Folder, Backup, DateTimeOffset.UnixEpoch);
        var bytes = await File.ReadAllBytesAsync(Backup);
        var random = new Random(3);
        for (var i = 0; i < 60; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(Backup, damaged);
            var target = _folder[$"restored{i}"];
            try
            {
                await RestoreAsync(target);
                using var restored = new OpenFolder(target);
                Assert.That(restored.Killed(), Is.EqualTo(["a"]), "a byte that means nothing, such as the time in the packing");
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                Assert.That(Directory.Exists(target), Is.False);
            }
        }
    }

    [Test]
    public async Task Read_CutOff_IsRefused()
    {
        await _open.KillAsync("a");
        FolderBackup.Write(_open.Folder, Backup, DateTimeOffset.UnixEpoch);
        var bytes = await File.ReadAllBytesAsync(Backup);
        await File.WriteAllBytesAsync(Backup, bytes[..(bytes.Length / 2)]);
        Assert.That(() => RestoreAsync(_folder["restored"]),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Use another backup"));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder[""]).Select(Path.GetFileName), Is.EquivalentTo(["data", "backup.tar.gz"]));
    }

    [Test]
    public async Task Read_FolderIsNotEmpty_IsRefusedAndLeftAlone()
    {
        await _open.KillAsync("a");
        FolderBackup.Write(_open.Folder, Backup, DateTimeOffset.UnixEpoch);
        Directory.CreateDirectory(_folder["restored"]);
        await File.WriteAllTextAsync(_folder["restored/mine"], "");
        Assert.That(() => RestoreAsync(_folder["restored"]), Throws.InstanceOf<IOException>().With.Message.Contains("not empty"));
        Assert.That(Directory.GetFileSystemEntries(_folder["restored"]), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Read_AnythingThatIsNoBackup_IsRefusedWithItsNameAndWhatToDo()
    {
        var random = new byte[20_000];
        new Random(5).NextBytes(random);
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(random);
        foreach (var bytes in new[] { [], "no backup"u8.ToArray(), random, packed.ToArray() })
        {
            await File.WriteAllBytesAsync(Backup, bytes);
            Assert.That(
                () => RestoreAsync(_folder["restored"]),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains(Backup).And.Message.Contains("Use another"));
        }
    }

    [Test]
    public async Task Write_AfterOneThatWasEndedMidway_RemovesWhatItLeftAnHourLater()
    {
        await _open.KillAsync("a");
        var (old, fresh) = (_folder[$".backup.tar.gz.{Guid.NewGuid():N}.copies"], _folder[$".backup.tar.gz.{Guid.NewGuid():N}.copies"]);
        foreach (var left in new[] { old, fresh }) Directory.CreateDirectory(Path.Combine(left, "copy"));
        Directory.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        FolderBackup.Write(_open.Folder, Backup, DateTimeOffset.UnixEpoch);
        Assert.That(Directory.Exists(old), Is.False);
        Assert.That(Directory.Exists(fresh), "of one that may be at work");
    }

    [TestCase("dataface-flags.db")]
    [TestCase("dataface-flags.head")]
    [TestCase("new.tar.gz")]
    [TestCase("before-sqlite/state.jsonl")]
    [TestCase("../data/x")]
    [TestCase("../link/dataface-flags.db")]
    [TestCase("../file-link")]
    public void ThrowIfInside_FileOfTheFolderByWhateverPath_IsRefused(string target)
    {
        Directory.CreateSymbolicLink(_folder["link"], _folder["data"]);
        File.CreateSymbolicLink(_folder["file-link"], _folder["data/dataface-flags.db"]);
        Assert.That(
            () => _open.Folder.ThrowIfInside(_folder[$"data/{target}"]),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("another folder"));
        _open.Folder.ThrowIfInside(_folder["data-of-others/backup.tar.gz"]);
        Assert.That(() => new ServerFolder(_folder["link"]).ThrowIfInside(_folder["data/x"]), Throws.InstanceOf<InvalidDataException>());
    }

    [TestCase("../evil.json")]
    [TestCase("documents/../../evil.json")]
    [TestCase("/evil")]
    [TestCase("dataface-flags.db-wal")]
    public void Read_NameThatBelongsInNoFolder_IsRefused(string name)
    {
        using (var file = File.Create(Backup))
        using (var packed = new GZipStream(file, CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });
        }

        Assert.That(() => RestoreAsync(_folder["restored"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(name));
    }

    [Test]
    public void Write_NoDatabase_SaysWhatIsExpected() => Assert.That(
        () => FolderBackup.Write(new(_folder["nowhere"]), Backup, DateTimeOffset.UnixEpoch),
        Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("data folder"));

    [Test]
    public async Task Restore_SessionsOfTheBackup_AreNotRestored()
    {
        await _open.Database.WriteAsync(c => c.Execute("INSERT INTO sessions VALUES (x'01', x'02', 3, seal(x'01', x'02', 3))"), default);
        await _open.KillAsync("a");
        FolderBackup.Write(_open.Folder, Backup, DateTimeOffset.UnixEpoch);
        await RestoreAsync(_folder["restored"]);
        using var restored = new OpenFolder(_folder["restored"]);
        Assert.That(restored.Database.Read(c => c.Value<long>("SELECT count(*) FROM sessions")), Is.Zero);
    }

    private Task<AuditVerification> RestoreAsync(string target) =>
        FolderRestore.ReadAsync(Backup, new(target), Sqlite.Tests.OpenFolder.Change(StateAction.Recover), default);
}
