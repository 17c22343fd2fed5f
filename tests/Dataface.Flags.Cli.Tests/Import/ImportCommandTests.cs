using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests.Import;

[TestFixture]
internal sealed class ImportCommandTests
{
    private DirectoryInfo _folder = null!;

    private string Document => Path.Combine(_folder.FullName, "flags.json");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-import-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Import_TwelveFlags_AreADocumentThatLints()
    {
        var (code, output, _) = await ImportAsync(ImportedFile.Sample, "-o", Document, "--operations", "MaintenanceBanner");
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.Contain("12 flags imported, 0 left out"));
        var (lint, problems, _) = await RunAsync("lint", Document);
        Assert.That(lint, Is.EqualTo(ExitCode.Ok));
        Assert.That(problems, Does.Contain("accepted, 12 flags; 0 errors"));
    }

    [Test]
    public async Task Evaluate_OldName_AnswersAsTheKey()
    {
        await ImportAsync(ImportedFile.Sample, "-o", Document);
        foreach (var name in new[] { "New Search/v2", "New-Search-v2" })
        {
            var (code, output, _) = await RunAsync("evaluate", name, "-f", Document, "-u", "ann@shop.example");
            Assert.That(code, Is.EqualTo(ExitCode.Ok));
            Assert.That(output, Is.EqualTo("true\ton\tRuleMatch\n"));
        }
    }

    [Test]
    public async Task Import_WithoutOutput_WritesTheDocumentAndTheReportApart()
    {
        var (_, output, error) = await ImportAsync(ImportedFile.Sample);
        Assert.That(JsonElement.Parse(output).GetProperty("flags").EnumerateObject().Count(), Is.EqualTo(12));
        Assert.That(error, Does.Contain("New Search/v2 -> New-Search-v2"));
    }

    [Test]
    public async Task Import_Json_HasNotesAndTheDocument()
    {
        var (_, output, _) = await ImportAsync(ImportedFile.Sample, "--json");
        var answer = JsonElement.Parse(output);
        Assert.That(answer.GetProperty("flags").GetArrayLength(), Is.EqualTo(12));
        Assert.That(answer.GetProperty("notes").EnumerateArray().Any(n => n.TryGetProperty("movedOf10000", out _)), Is.True);
        Assert.That(answer.GetProperty("document").GetProperty("schema").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Import_FlagLeftOut_Answers1()
    {
        var file = await WriteAsync("""{ "FeatureManagement": { "A": true, "B": [] } }""");
        Assert.That((await ImportAsync(file, "-o", Document)).Code, Is.EqualTo(ExitCode.Found));
    }

    [Test]
    public async Task Import_OutputExists_IsReplacedOnlyWithTheOption()
    {
        await File.WriteAllTextAsync(Document, "mine");
        Assert.That((await ImportAsync(ImportedFile.Sample, "-o", Document)).Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(await File.ReadAllTextAsync(Document), Is.EqualTo("mine"));
        Assert.That((await ImportAsync(ImportedFile.Sample, "-o", Document, "--overwrite")).Code, Is.EqualTo(ExitCode.Ok));
    }

    [TestCase("--expires", "2026-11-20", "2026-11-21 to 2027-05-19")]
    [TestCase("--expires", "2028-01-01", "2026-11-21 to 2027-05-19")]
    [TestCase("--environment", "Production", "production")]
    [TestCase("--user", "user id", "Use up to 128 letters")]
    [TestCase("--created", "2027-01-01", "is in the future")]
    public async Task Import_InvalidOption_IsRefusedWithWhatToWrite(string option, string value, string hint)
    {
        string[] days = option == "--expires" ? [] : ["--expires", "2027-02-01"];
        var (code, _, error) = await RunAsync(["import", "featuremanagement", ImportedFile.Sample, "--owner", "t", .. days, option, value]);
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain(hint).And.Contain("Run 'dataface-flags import featuremanagement --help'."));
    }

    [Test]
    public async Task Import_HelpNamedInHint_Exists() =>
        Assert.That((await RunAsync("import", "featuremanagement", "--help")).Code, Is.EqualTo(ExitCode.Ok));

    [Test]
    public async Task Import_UnknownOperations_SuggestsAFlag()
    {
        var (code, _, error) = await ImportAsync(ImportedFile.Sample, "--operations", "MaintenanceBaner");
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain("Did you mean 'MaintenanceBanner'?"));
    }

    [Test]
    public async Task Import_HugeFile_IsRefusedUnread()
    {
        var file = Path.Combine(_folder.FullName, "huge.json");
        await using (var stream = File.Create(file)) stream.SetLength(20 * 1024 * 1024);
        var (code, _, error) = await ImportAsync(file);
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain("at most 16777216"));
    }

    [Test]
    public async Task Import_SectionOfAnotherName_IsRead()
    {
        var file = await WriteAsync("""{ "Shop": { "Flags": { "A": true } }, "Shop:Flags:B": false }""");
        var (code, output, _) = await ImportAsync(file, "--section", "Shop:Flags", "-o", Document);
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.Contain("2 flags imported"));
    }

    [Test]
    public async Task Import_SeveralFiles_AreLaidOverEachOther()
    {
        var file = await WriteAsync("""{ "FeatureManagement": { "A": false } }""");
        var (code, output, _) = await ImportAsync(ImportedFile.Sample, file, "-o", Document);
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.Contain("13 flags imported").And.Contain($"{ImportedFile.Sample}, {file}: "));
    }

    [TestCase("{ \"maxLifetimeDays\": 400 }", ExitCode.Ok, "")]
    [TestCase("{ \"maxLifetimeDays\": 60 }", ExitCode.Failed, "write a day from 2026-11-21 to 2027-01-19")]
    [TestCase("{ \"maxBytes\": 10 }", ExitCode.Failed, "$: DF0109: ")]
    public async Task Import_Policy_IsWhatTheDocumentIsHeldTo(string policy, int code, string problem)
    {
        var file = await WriteAsync("""{ "FeatureManagement": { "A": true } }""");
        var rules = Path.Combine(_folder.FullName, "policy.json");
        await File.WriteAllTextAsync(rules, policy);
        string[] command = ["import", "featuremanagement", file, "--owner", "t", "-o", Document, "--policy", rules];
        var expires = policy.Contains("400", StringComparison.Ordinal) ? "2027-12-01" : "2027-02-01";
        var (answer, _, error) = await RunAsync([.. command, "--expires", expires]);
        Assert.That(answer, Is.EqualTo(code), error);
        Assert.That(error, Does.Contain(problem));
        if (code == ExitCode.Ok) Assert.That((await RunAsync("lint", Document, "--policy", rules)).Code, Is.EqualTo(ExitCode.Ok));
    }

    private async Task<string> WriteAsync(string json)
    {
        var file = Path.Combine(_folder.FullName, "settings.json");
        await File.WriteAllTextAsync(file, json);
        return file;
    }

    private static Task<(int Code, string Output, string Error)> ImportAsync(string file, params string[] more) =>
        RunAsync(["import", "featuremanagement", file, "--owner", "team-shop", "--expires", "2027-02-01", .. more]);
}
