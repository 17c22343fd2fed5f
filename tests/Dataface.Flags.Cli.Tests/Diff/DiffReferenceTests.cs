using System.Text.Json;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Tests.Diff;

/// <summary>Flags that move by what they refer to, and names that mean something elsewhere.</summary>
[TestFixture]
internal sealed class DiffReferenceTests
{
    private const string Contexts = """
        {"userId":"a","country":"DE"}
        {"userId":"b","country":"FR"}
        """;

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-diff-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Segment_Edited_MovesFlagsThatDidNotChange()
    {
        var flag = await MovedFlagAsync(Document(), Document(country: "FR"));
        Assert.That(flag.GetProperty("change").GetString(), Is.EqualTo("none"));
        Assert.That(
            flag.GetProperty("moves").EnumerateArray()
                .Select(m => $"{m.GetProperty("from")} {m.GetProperty("to")} {m.GetProperty("share").GetProperty("count")}"),
            Is.EqualTo(["off on 1", "on off 1"]));
    }

    [Test]
    public async Task RequiredFlag_Edited_MovesThoseWhoRequireIt()
    {
        var flag = await MovedFlagAsync(Document(), Document(gate: "off"));
        Assert.That((flag.GetProperty("change").GetString(), flag.GetProperty("moved").GetInt64()), Is.EqualTo(("none", 1)));
    }

    [Test]
    public async Task Variant_RenamedOnly_IsAMoveSinceExposuresAndRulesNameIt()
    {
        var flag = await MovedFlagAsync(Document(), Document().Replace("\"hi\"", "\"hello\"", StringComparison.Ordinal), "greeting");
        Assert.That(flag.GetProperty("moved").GetInt64(), Is.EqualTo(2));
    }

    [Test]
    public async Task Markdown_NamesAndValuesWithMeaning_StayInTheirCells()
    {
        var after = Document().Replace("\"Hi\"", "\"`|` <b>\\n\"", StringComparison.Ordinal);
        var (_, output, _) = await RunAsync(Document(), after, "--markdown");
        Assert.That(output, Does.Contain("\n| `greeting` | changed | `hi = \"Hi\"` | `` hi = \"`\\|` <b>\\n\" `` | 2 | 100 % |\n"));
        Assert.That(output, Does.Contain("`old.json`").And.Contain("new.json"));
    }

    private static string Document(string country = "DE", string gate = "on") => $$"""
        {
          "schema": 1,
          "segments": { "here": { "attribute": "country", "in": ["{{country}}"] } },
          "flags": {
            "gate": { "owner": "t", "created": "2026-11-01", "expires": "2027-04-01",
            "environments": { "production": { "serve": "{{gate}}" } } },
            "f": { "owner": "t", "created": "2026-11-01", "expires": "2027-04-01", "requires": { "gate": "on" },
            "environments": { "production": {
              "rules": [ { "name": "here", "when": { "segment": "here" }, "serve": "on" } ] } } },
            "greeting": { "owner": "t", "created": "2026-11-01", "expires": "2027-04-01", "variants": { "off": "", "hi": "Hi" },
            "offVariant": "off",
              "environments": { "production": { "serve": "hi" } } }
          }
        }
        """;

    private async Task<JsonElement> MovedFlagAsync(string before, string after, string flag = "f")
    {
        var (code, output, error) = await RunAsync(before, after, "--json");
        Assert.That(code, Is.EqualTo(ExitCode.Ok), error);
        return JsonElement.Parse(output).GetProperty("flags").EnumerateArray().Single(f => f.GetProperty("flag").GetString() == flag);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string before, string after, string form)
    {
        var (old, next) = (Path.Combine(_folder.FullName, "old.json"), Path.Combine(_folder.FullName, "new.json"));
        await File.WriteAllTextAsync(old, before);
        await File.WriteAllTextAsync(next, after);
        var (code, output, error) = await CommandRun.WithInputAsync(Contexts, "diff", old, next, "--contexts", "-", form);
        return (code, output.Replace(_folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), error);
    }
}
