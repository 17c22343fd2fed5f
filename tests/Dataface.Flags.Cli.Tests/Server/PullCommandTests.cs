using System.Runtime.Versioning;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Tests.Server;

[TestFixture]
internal sealed class PullCommandTests
{
    private RunningServer _server = null!;

    private string File => _server.PathOf("checked-in.json");

    [SetUp]
    public async Task StartServer() => _server = await RunningServer.StartAsync();

    [TearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task Pull_WithoutAFile_WritesTheDocumentToTheLastByte()
    {
        await PublishAsync(25);
        var (code, output, _) = await _server.RunAsync("pull", File);
        Assert.That((code, output), Is.EqualTo((ExitCode.Ok, $"{File} is now revision 1, which is in force.\n")));
        Assert.That(await System.IO.File.ReadAllBytesAsync(File),
            Is.EqualTo(await System.IO.File.ReadAllBytesAsync(_server.PathOf("f.json"))));
        Assert.That((await _server.RunAsync("pull", File)).Output,
            Is.EqualTo($"{File} is revision 1, which is in force. Nothing was changed.\n"));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(File)!, "*.tmp"), Is.Empty);
    }

    [Test]
    public async Task Check_OutdatedFile_Answers1SaysWhatDiffersAndChangesNothing()
    {
        await PublishAsync(25);
        await _server.RunAsync("pull", File);
        Assert.That((await _server.RunAsync("pull", "--check", File)).Code, Is.EqualTo(ExitCode.Ok));
        await PublishAsync(5);
        var before = await System.IO.File.ReadAllTextAsync(File);
        var (code, output, _) = await _server.RunAsync("pull", "--check", File);
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(output, Is.EqualTo(
            $"{File} is behind: it is not revision 2, which is in force.\n  changed: f\nRun 'dataface-flags "
            + $"pull {File} --server {_server.Address}', and commit the file.\n"));
        Assert.That(await System.IO.File.ReadAllTextAsync(File), Is.EqualTo(before));
        Assert.That((await _server.RunAsync("pull", File)).Output, Does.StartWith($"{File} is now revision 2").And.Contain("changed: f"));
        Assert.That((await _server.RunAsync("pull", "--check", File)).Code, Is.EqualTo(ExitCode.Ok));
    }

    [Test]
    public async Task Check_FileWithOtherLineEndsOrSpaces_IsNotBehind()
    {
        await PublishAsync(25);
        var text = await System.IO.File.ReadAllTextAsync(_server.PathOf("f.json"));
        await System.IO.File.WriteAllTextAsync(File, "\uFEFF" + text.ReplaceLineEndings("\r\n") + "\r\n\r\n");
        Assert.That((await _server.RunAsync("pull", "--check", File)).Code, Is.EqualTo(ExitCode.Ok));
    }

    [TestCase("{ broken", "error DF0101")]
    [TestCase("""{ "schema": 1 }""", "added: f")]
    public async Task Check_OtherFile_SaysWhy(string content, string why)
    {
        await PublishAsync(25);
        await System.IO.File.WriteAllTextAsync(File, content);
        var (code, output, _) = await _server.RunAsync("pull", "--check", File);
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(output, Does.Contain("is behind").And.Contain(why));
    }

    [Test]
    public async Task Check_NoFileOrNoDocument_Answers1AndSaysWhatToDo()
    {
        var (code, _, error) = await _server.RunAsync("pull", File);
        Assert.That((code, error.Contains("has no document in force", StringComparison.Ordinal)),
            Is.EqualTo((ExitCode.Found, true)), error);
        await PublishAsync(25);
        var (missing, output, _) = await _server.RunAsync("pull", "--check", File);
        Assert.That((missing, output), Is.EqualTo((ExitCode.Found,
            $"There is no {File}; revision 1 is in force.\nRun 'dataface-flags "
            + $"pull {File} --server {_server.Address}', and commit the file.\n")));
        Assert.That(System.IO.File.Exists(File), Is.False);
    }

    [Test]
    public async Task Pull_FolderOrMissingFolder_Answers2AndSaysSo()
    {
        await PublishAsync(25);
        var folder = Path.GetDirectoryName(File)!;
        var (code, _, error) = await _server.RunAsync("pull", folder);
        Assert.That((code, error.Contains("is a folder", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Failed, true)), error);
        (code, _, error) = await _server.RunAsync("pull", Path.Combine(folder, "none", "flags.json"));
        Assert.That((code, error.Contains("There is no folder", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Failed, true)), error);
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public async Task Pull_LinkAndPermissions_AreKept()
    {
        await PublishAsync(25);
        var target = _server.PathOf("target.json");
        await System.IO.File.WriteAllTextAsync(target, "{}");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        System.IO.File.SetUnixFileMode(target, Mode);
        System.IO.File.CreateSymbolicLink(File, target);
        Assert.That((await _server.RunAsync("pull", File)).Code, Is.EqualTo(ExitCode.Ok));
        Assert.That(new FileInfo(File).LinkTarget, Is.EqualTo(target));
        Assert.That(System.IO.File.GetUnixFileMode(target), Is.EqualTo(Mode));
        Assert.That(await System.IO.File.ReadAllTextAsync(target), Does.Contain("\"f\""));
    }

    [Test]
    public async Task Json_SaysTheSameToPrograms()
    {
        await PublishAsync(25);
        var answer = await _server.JsonAsync("pull", File);
        Assert.That((answer.GetProperty("outcome").GetString(), answer.GetProperty("number").GetInt32()), Is.EqualTo(("written", 1)));
        Assert.That((await _server.JsonAsync("pull", File)).GetProperty("outcome").GetString(), Is.EqualTo("same"));
        await PublishAsync(5);
        var (_, output, _) = await _server.RunAsync("pull", "--check", File, "--json");
        Assert.That(System.Text.Json.JsonElement.Parse(output).GetProperty("flags").GetProperty("f").GetString(), Is.EqualTo("changed"));
    }

    private Task<(int Code, string Output, string Error)> PublishAsync(int percent) =>
        _server.RunAsync("publish", _server.Write("f.json", percent), "-r", "test");
}
