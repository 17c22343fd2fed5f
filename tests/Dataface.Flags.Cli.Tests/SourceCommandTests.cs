using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests;

/// <summary>What commands say of documents: counts, environments, and the rules of the service that will read them.</summary>
[TestFixture]
internal sealed class SourceCommandTests
{
    private DirectoryInfo _folder = null!;

    private string this[string name] => Path.Combine(_folder.FullName, name);

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-cli-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Lint_OneFlag_IsNotSeveral()
    {
        await WriteAsync("flags.json", expires: "2027-01-01");
        Assert.That((await RunAsync("lint", this["flags.json"])).Output, Is.EqualTo("accepted, 1 flag; 0 errors, 0 warnings\n"));
    }

    [Test]
    public async Task Lint_OneError_IsNotSeveral()
    {
        await WriteAsync("flags.json", expires: "2028-01-01");
        Assert.That((await RunAsync("lint", this["flags.json"])).Output, Does.EndWith("refused; 1 error, 0 warnings\n"));
    }

    [Test]
    public async Task Lint_UnnamedEnvironment_WarnsWithTheNamedOnes()
    {
        await WriteAsync("flags.json", expires: "2027-01-01");
        var (code, output, _) = await RunAsync("lint", this["flags.json"], "--environment", "prodution");
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.Contain("warning DF0419"));
        Assert.That(output, Does.Contain("'prodution'").And.Contain("production").And.Contain("Did you mean 'production'?"));
        string[] strict = ["lint", this["flags.json"], "--warnings-as-errors", "-e"];
        Assert.That((await RunAsync([.. strict, "prodution"])).Code, Is.EqualTo(ExitCode.Found));
        Assert.That((await RunAsync([.. strict, "production"])).Code, Is.EqualTo(ExitCode.Ok));
    }

    [Test]
    public async Task Lint_FlagThatHasExpired_WarnsThatItIsOff()
    {
        await WriteAsync("flags.json", expires: "2026-11-05");
        var (code, output, _) = await RunAsync("lint", this["flags.json"]);
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.Contain("warning DF0217").And.Contain("expired on 2026-11-05, and is off for everybody"));
    }

    [Test]
    public async Task List_OneEnvironment_NamesIt()
    {
        await WriteAsync("flags.json", expires: "2027-01-01");
        var (_, table, _) = await RunAsync("list", "-f", this["flags.json"], "-e", "staging");
        Assert.That(table, Does.Contain("environment staging"));
        var (_, json, _) = await RunAsync("list", "-f", this["flags.json"], "-e", "staging", "--json");
        Assert.That(JsonElement.Parse(json).GetProperty("environment").GetString(), Is.EqualTo("staging"));
    }

    [TestCase("lint", "@flags.json")]
    [TestCase("list", "-f", "@flags.json")]
    [TestCase("evaluate", "f", "-f", "@flags.json")]
    [TestCase("stale", "-f", "@flags.json")]
    [TestCase("diff", "@flags.json", "@flags.json", "--sample", "10")]
    public async Task Policy_OfTheService_IsWhatDocumentsAreHeldTo(params string[] command)
    {
        await WriteAsync("flags.json", expires: "2027-10-01");
        await File.WriteAllTextAsync(this["policy.json"], """{ "maxLifetimeDays": 365 }""");
        command = [.. command.Select(word => word.StartsWith('@') ? this[word[1..]] : word)];
        Assert.That((await RunAsync(command)).Code, Is.EqualTo(ExitCode.Found), "by the defaults a flag lives for 180 days");
        var (code, output, error) = await RunAsync([.. command, "--policy", this["policy.json"]]);
        Assert.That(code, Is.EqualTo(ExitCode.Ok), output + error);
    }

    [TestCase("""{ "maxLifetimeDay": 365 }""", "Did you mean 'maxLifetimeDays'?")]
    [TestCase("""{ "maxLifetimeDays": "365" }""", "maxLifetimeDays")]
    [TestCase("""{ "maxLifetimeDays": 0 }""", "maxLifetimeDays")]
    [TestCase("""{ "maxUnrampedPercent": 101 }""", "maxUnrampedPercent")]
    [TestCase("""[]""", "such as { \"maxLifetimeDays\": 365 }")]
    [TestCase("""{""", "JSON")]
    public async Task Policy_ThatCannotBeRead_IsRefusedWithWhatToWrite(string policy, string hint)
    {
        await WriteAsync("flags.json", expires: "2027-01-01");
        await File.WriteAllTextAsync(this["policy.json"], policy);
        var (code, _, error) = await RunAsync("lint", this["flags.json"], "--policy", this["policy.json"]);
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain("policy.json").And.Contain(hint));
    }

    private Task WriteAsync(string name, string expires) => File.WriteAllTextAsync(this[name], $$"""
        { "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-01", "expires": "{{expires}}",
          "environments": { "production": { "rollout": { "percent": 5 } } } } } }
        """);
}
