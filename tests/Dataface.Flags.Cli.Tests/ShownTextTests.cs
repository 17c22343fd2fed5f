using System.Text.Json;
using Dataface.Flags.Tests;
using Dataface.Flags.Values;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests;

/// <summary>Text from documents and trails cannot clear a terminal, hide in it, or turn its letters around.</summary>
[TestFixture]
[Rule("what operators see is what there is")]
internal sealed class ShownTextTests
{
    private const string Hostile = "a\u001b[2J\u202eb\u2066c\u009bd\u0007\u2028e";

    private DirectoryInfo _folder = null!;

    private string Document => Path.Combine(_folder.FullName, "flags.json");

    private string State => Path.Combine(_folder.FullName, "state.jsonl");

    [SetUp]
    public async Task WriteAsync()
    {
        _folder = Directory.CreateTempSubdirectory("dataface-flags-cli-");
        var flag = new
        {
            owner = Hostile,
            description = Hostile,
            created = "2026-11-01",
            expires = "2026-11-05",
            environments = new { production = new { rules = new[] { Rule } } },
        };
        await File.WriteAllTextAsync(Document, JsonSerializer.Serialize(new { schema = 1, flags = new { f = flag } }));
        await RunAsync("kill", "f", "-s", State, "-r", Hostile, "--by", Hostile, "--new");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [TestCase("lint", "@flags")]
    [TestCase("list", "-f", "@flags", "-s", "@state")]
    [TestCase("explain", "f", "-f", "@flags", "-s", "@state")]
    [TestCase("evaluate", "f", "-f", "@flags", "-s", "@state")]
    [TestCase("stale", "-f", "@flags")]
    [TestCase("restore", "g", "-s", "@state", "-r", Hostile)]
    [TestCase("audit", "verify", "-s", "@state")]
    [TestCase("kill", Hostile, "-s", "@state", "-r", "r")]
    [TestCase("lint", Hostile)]
    [TestCase(Hostile)]
    public async Task Command_HostileText_ShowsWhatItIs(params string[] words)
    {
        string[] args = [.. words.Select(word => word switch { "@flags" => Document, "@state" => State, _ => word })];
        foreach (var more in new string[][] { [], ["--json"] })
        {
            var (_, output, error) = await RunAsync([.. args, .. more]);
            Assert.That((output + error).Where(c => c is not ('\n' or '\r' or '\t')).Where(ShownText.IsHidden), Is.Empty);
            if (more.Length > 0) Assert.That(() => JsonElement.Parse(output), Throws.Nothing, output);
        }
    }

    [Test]
    public async Task List_HostileOwner_IsShownEscapedAndInJsonAsItIs()
    {
        Assert.That((await RunAsync("list", "-f", Document)).Output, Does.Contain(@"a\u001B[2J\u202Eb\u2066c\u009Bd"));
        var json = JsonElement.Parse((await RunAsync("list", "-f", Document, "--json")).Output);
        Assert.That(json.GetProperty("flags")[0].GetProperty("owner").GetString(), Is.EqualTo(Hostile));
    }

    private static object Rule => new { name = "r", when = new { attribute = "plan", equals = Hostile }, serve = "on" };
}
