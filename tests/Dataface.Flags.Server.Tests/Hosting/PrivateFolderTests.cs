namespace Dataface.Flags.Server.Tests.Hosting;

/// <summary>What the server writes is for its own account.</summary>
[TestFixture, System.Runtime.Versioning.UnsupportedOSPlatform("windows"), Platform(Exclude = "Win", Reason = "Windows has other rights.")]
internal sealed class PrivateFolderTests
{
    private const UnixFileMode OthersRights =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TemporaryFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test, Rule("data are for the server's account alone")]
    public async Task Server_ThatHasWrittenEverything_HasLeftNoRightsToOthers()
    {
        await using (var server = await TestServer.StartAsync(_folder["data"]))
        {
            await Experiments.RunningExperiment.AddAsync(server);
            await Experiments.RunningExperiment.LoadAsync(server);
            (await server.KillAsync("checkout-v2")).Dispose();
            using var visitor = await Board.BoardVisitor.SignInAsync(server, server.AdminSecret);
            using var evidence = await server.Admin.PostAsync(new Uri("/api/guard/evidence", UriKind.Relative),
                new StringContent(Mutations.RouteSeeds.All["POST /api/guard/evidence"][0].Body));
        }

        var names = All().Select(path => Path.GetRelativePath(_folder["data"], path)).ToList();
        Assert.That(names,
            Is.SupersetOf(new[] { "dataface-flags.db", "dataface-flags.head", "server.lock" }));
        Assert.That(Open(), Is.Empty);
    }

    [Test]
    public async Task Server_OnAFolderThatOthersMayRead_TakesTheirRights()
    {
        await using (await TestServer.StartAsync(_folder["data"]))
        {
        }

        foreach (var path in All()) File.SetUnixFileMode(
            path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead | UnixFileMode.GroupRead);
        File.SetUnixFileMode(_folder["data"], (UnixFileMode)0b111_101_101);
        await using var again = await TestServer.StartAsync(_folder["data"]);
        Assert.That(Open(), Is.Empty);
    }

    [Test]
    public async Task Server_OnWhatWritersHaveLeft_SweepsItAndNothingElse()
    {
        Directory.CreateDirectory(_folder["data"]);
        var left = new[] { $"data/.keys.json.{Guid.NewGuid():N}.tmp", $"data/.state.jsonl.{Guid.NewGuid():N}.tmp" };
        var others = new[] { "data/notes.tmp", "data/.keys.json.mine.tmp", $"data/notes.json.{Guid.NewGuid():N}.tmp", "data/.hidden" };
        foreach (var name in left.Concat(others)) await File.WriteAllTextAsync(_folder[name], "x");
        var written = $"data/.being-written.{Guid.NewGuid():N}.tmp";
        await using var writer = new FileStream(_folder[written], FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await using var server = await TestServer.StartAsync(_folder["data"]);
        Assert.That(left.Where(name => File.Exists(_folder[name])), Is.Empty);
        Assert.That(others.Append(written).Where(name => !File.Exists(_folder[name])), Is.Empty);
    }

    [Test]
    public async Task Backup_FileAndFolder_AreReadableByTheOwnerOnly()
    {
        await using (var server = await TestServer.StartAsync(_folder["data"])) (await server.KillAsync("checkout-v2")).Dispose();
        var folder = new Sqlite.Folder.ServerFolder(_folder["data"]);
        Sqlite.Folder.FolderBackup.Write(folder, _folder["backup/data.tar.gz"], DateTimeOffset.UnixEpoch);
        Assert.That(File.GetUnixFileMode(_folder["backup/data.tar.gz"]) & OthersRights, Is.EqualTo(UnixFileMode.None));
        Assert.That(File.GetUnixFileMode(_folder["backup"]) & OthersRights, Is.EqualTo(UnixFileMode.None));
    }

    private IEnumerable<string> All() =>
        Directory.EnumerateFileSystemEntries(_folder["data"], "*", SearchOption.AllDirectories).Append(_folder["data"]);

    private IEnumerable<string> Open() =>
        All().Where(path => (File.GetUnixFileMode(path) & OthersRights) != 0).Select(path => $"{path}: {File.GetUnixFileMode(path)}");
}
