using System.Text.Json;
using System.Text.RegularExpressions;
using Dataface.Flags.Cli.Terminal;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests;

[TestFixture]
internal sealed class ExperimentCommandTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-cli-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task New_Skeleton_LintsExceptForTheBlanks()
    {
        Assert.That((await RunAsync("experiments", "new", "one-page", "--folder", _folder.FullName)).Code, Is.EqualTo(ExitCode.Ok));
        var (code, output, _) = await RunAsync("experiments", "lint", _folder.FullName, "--json");
        var codes = JsonElement.Parse(output).GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("code").GetString())
            .Distinct();
        Assert.That((code, codes), Is.EqualTo((ExitCode.Found, new[] { "DX0112", "DX0403", "DX0402" })));
    }

    [Test]
    public async Task New_SkeletonFilledIn_IsAcceptedListedAndShown()
    {
        await NewFilledIn();
        Assert.That((await RunAsync("experiments", "lint", _folder.FullName)).Output,
            Is.EqualTo("accepted, 1 good; 0 errors, 0 warnings\n"));
        Assert.That((await RunAsync("experiments", "list", _folder.FullName)).Output, Does.Contain("one-page").And.Contain("draft"));
        var (code, output, _) = await RunAsync("experiments", "show", "one-page", "--path", _folder.FullName, "--json");
        Assert.That((code, JsonElement.Parse(output).GetProperty("flag").GetString()), Is.EqualTo((ExitCode.Ok, "one-page")));
        Assert.That(JsonElement.Parse(output).GetProperty("sample").GetString(), Does.Match(
            "^orders: [0-9,]+ units\\. The plan takes [0-9]+ days at 2,500 units a day, and 7 days of window after them\\. "
            + "As designed it is whole about "));
        Assert.That(JsonElement.Parse(output).GetProperty("limits").GetString(), Does.Match(
            "^errors higher by at most 0\\.002: takes [0-9,]+ units \\([0-9]+ days\\) if the change does no harm$"));
    }

    [Test]
    public async Task New_ExistingFile_IsLeftAlone()
    {
        await NewFilledIn();
        var before = await File.ReadAllTextAsync(Document);
        Assert.That((await RunAsync("experiments", "new", "one-page", "--folder", _folder.FullName)).Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(await File.ReadAllTextAsync(Document), Is.EqualTo(before));
    }

    [Test]
    public async Task Show_UnknownId_Answers1AndSaysWhatWasMeant()
    {
        await NewFilledIn();
        var (code, _, error) = await RunAsync("experiments", "show", "onepage", "--path", _folder.FullName);
        Assert.That((code, error), Is.EqualTo((ExitCode.Found, "There is no good experiment 'onepage'. Did you mean 'one-page'?\n")));
    }

    [Test]
    public async Task Lint_FolderWithoutDocuments_Answers2() =>
        Assert.That((await RunAsync("experiments", "lint", _folder.FullName)).Code, Is.EqualTo(ExitCode.Failed));

    private string Document => Path.Combine(_folder.FullName, "one-page.yaml");

    private async Task NewFilledIn()
    {
        await RunAsync("experiments", "new", "one-page", "--folder", _folder.FullName);
        var text = await File.ReadAllTextAsync(Document);
        text = Regex.Replace(text, "(?m)^touches: .*$", "touches: [checkout]");
        text = text.Replace("threshold: , role: guardrail", "threshold: 0.2 %, role: guardrail", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Document,
            Regex.Replace(text, "(?m)^( *)(title|owner|problem|hypothesis|expected_outcome|variable|how): +#.*$", "$1$2: filled in"));
    }
}
