using System.Net;
using Dataface.Flags.Server.Keys;

namespace Dataface.Flags.Server.Tests.Hosting;

/// <summary>The first key in a file, for starts that nobody watches.</summary>
[TestFixture, System.Runtime.Versioning.UnsupportedOSPlatform("windows"), Platform(Exclude = "Win", Reason = "Windows has other rights.")]
internal sealed class FirstKeyFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TemporaryFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task Start_OfANewServer_WritesTheKeyForItsOwnAccountAndPrintsItNowhere()
    {
        await using var server = await ServerProcess.StartAsync(Args("data"));
        Assert.That(server.FirstSecret, Is.EqualTo($"in {_folder["first.key"]}"), "the console says where it is");
        Assert.That(File.GetUnixFileMode(_folder["first.key"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        using var client = server.Client((await File.ReadAllTextAsync(_folder["first.key"])).TrimEnd('\n'));
        using var answer = await client.GetAsync(new Uri("/api/keys", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Start_OfAServerThatHasKeys_LeavesTheFileAlone()
    {
        await StartOnceAsync();
        var written = await File.ReadAllTextAsync(_folder["first.key"]);
        await StartOnceAsync();
        Assert.That(await File.ReadAllTextAsync(_folder["first.key"]), Is.EqualTo(written), "the same command line starts it again");
    }

    [Test]
    public async Task Start_WhereTheFileIsAlready_IsRefusedAndMakesNoKey()
    {
        await File.WriteAllTextAsync(_folder["first.key"], "mine");
        await Assert.ThatAsync(
            () => ServerProcess.StartAsync(Args("data")),
            Throws.InvalidOperationException
                .With.Message.Contains("which already exists. Move it away").And.Message.Not.Contains("   at "));
        Assert.That(await File.ReadAllTextAsync(_folder["first.key"]), Is.EqualTo("mine"));
        File.Delete(_folder["first.key"]);
        await StartOnceAsync();
        Assert.That(await File.ReadAllTextAsync(_folder["first.key"]), Does.StartWith("dff_"), "no key was made before");
    }

    [Test]
    public async Task Start_AfterOneThatEndedBeforeItsKeyWasMade_MakesOne()
    {
        await File.WriteAllTextAsync(_folder["first.key.new"], "dff_of_no_key");
        await StartOnceAsync();
        Assert.That(await File.ReadAllTextAsync(_folder["first.key"]), Does.StartWith("dff_").And.Not.Contain("of_no_key"));
        Assert.That(File.Exists(_folder["first.key.new"]), Is.False);
    }

    [Test]
    public async Task Start_AfterOneThatEndedWhenItsKeyWasMade_GivesTheFileItsName()
    {
        await StartOnceAsync();
        var written = await File.ReadAllTextAsync(_folder["first.key"]);
        File.Move(_folder["first.key"], _folder["first.key.new"]);
        await StartOnceAsync();
        Assert.That(await File.ReadAllTextAsync(_folder["first.key"]), Is.EqualTo(written));
    }

    [Test]
    public void File_InAMissingFolder_IsRefused() => Assert.That(
        new FirstKeyFile(_folder["nowhere/first.key"]).ThrowIfUnusable,
        Throws.InstanceOf<InvalidDataException>().With.Message.Contains("there is no such folder. Make it"));

    private string[] Args(string data) => ["--data", _folder[data], "--first-key-file", _folder["first.key"]];

    private async Task StartOnceAsync()
    {
        await using var server = await ServerProcess.StartAsync(Args("data"));
    }
}
