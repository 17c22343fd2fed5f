using System.Text.RegularExpressions;
using Dataface.Flags.Cli.Terminal;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests.Docs;

/// <summary>README.md says of guards what the tool forecasts.</summary>
[TestFixture]
internal sealed partial class HowSoonTests
{
    private DirectoryInfo _folder = null!;

    private string Document => Path.Combine(_folder.FullName, "flags.json");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-cli-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Readme_EveryRow_IsWhatLintForecasts()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(TestContext.CurrentContext.TestDirectory, "README.md"));
        var rows = Row().Matches(page);
        Assert.That(rows, Has.Count.EqualTo(5));
        foreach (var cells in rows.Select(row => row.Groups))
        {
            await File.WriteAllTextAsync(Document, $$"""
                { "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-01", "expires": "2026-12-31", "guard": {},
                  "environments": { "staging": { "rollout": { "percent": {{cells["share"]}} } } } } } }
                """);
            var units = cells["units"].Value.Replace(",", "", StringComparison.Ordinal);
            var (code, output, _) = await RunAsync("lint", Document, "--units-per-day", units, "--erring", "1");
            Assert.That(code, Is.EqualTo(ExitCode.Ok), output);
            var forecasts = Forecast().Matches(output).Select(match => match.Groups[1].Value);
            Assert.That(forecasts, Is.EqualTo(new[] { cells["two"].Value, cells["five"].Value, cells["ten"].Value }), output);
        }
    }

    [GeneratedRegex(
        @"^\| (?<units>[0-9,]+) \| (?<share>[0-9]+) % \| (?<two>.+?) \| (?<five>.+?) \| (?<ten>.+?) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("times as many: (?:after about )?(not within a day|[^;.]+)")]
    private static partial Regex Forecast();
}
