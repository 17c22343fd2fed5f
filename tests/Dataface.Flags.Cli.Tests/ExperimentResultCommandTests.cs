using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Tests;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests;

/// <summary>The commands that look at results, on the sample that a guardrail kills.</summary>
[TestFixture]
internal sealed class ExperimentResultCommandTests
{
    private static readonly string Samples = Path.Combine(TestContext.CurrentContext.TestDirectory, "experiments");

    private static readonly string Data = Path.Combine(Samples, "data", "delivery-price.csv");

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-cli-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Decide_Sample_SaysKillAndWhy()
    {
        var (code, output, _) = await RunAsync(["experiments", "decide", .. On(Data)]);
        Assert.That((code, output.Split('\n')[0]),
            Is.EqualTo((ExitCode.Ok, "Kill: margin of 'reduced' (0.8317 against 1.1043) got worse, and a guardrail forbids it.")));
        Assert.That(output, Does.Contain("Sample ratio").And.Contain("Run time").And.Contain("Evidence "));
    }

    [Test]
    public async Task Decide_WithoutData_Answers15AndSaysWhatIsMissing()
    {
        var (code, output, _) = await RunAsync(["experiments", "decide", .. On(), "--json"]);
        var answer = JsonElement.Parse(output);
        Assert.That((code, answer.GetProperty("recommendation").GetString()), Is.EqualTo((ExitCode.NotYet, "wait")));
        Assert.That(answer.GetProperty("missing").GetArrayLength(), Is.GreaterThan(0));
    }

    [Test]
    public async Task Status_Sample_SaysHowFarItIs()
    {
        var (code, output, _) = await RunAsync(["experiments", "status", .. On(Data)]);
        Assert.That((code, output.Split('\n')[0]),
            Is.EqualTo((ExitCode.Ok, "delivery-price: running, 2027-01-04 to 2027-02-01, owner team-logistics")));
        Assert.That(output.Split('\n')[1], Does.Match(
            "^\\[#+-*\\] [0-9]+ % orders: [0-9,]+ of [0-9,]+ planned units have completed their window"));
        Assert.That((await RunAsync(["experiments", "status", .. On(Data), "--json"])).Output,
            Does.Contain("\"recommendation\": \"kill\""));
    }

    [Test]
    public async Task Summarize_FileOfUnits_GivesRowsThatImportTakes()
    {
        var (units, rows) = (Path.Combine(_folder.FullName, "units.csv"), Path.Combine(_folder.FullName, "rows.csv"));
        await File.WriteAllTextAsync(
            units, "unit;variant;exposed_at;margin\na;full;2027-01-05 10:00:00;11,50\nb;reduced;2027-01-05;2,25\nc;full;20270106;\n");
        var (code, output, error) = await RunAsync(
            ["experiments", "summarize", .. On(), "--data", units, "--output", rows, "--as-of", "2027-01-12T06:00:00Z"]);
        Assert.That((code, output), Is.EqualTo(
            (ExitCode.Ok, $"3 rows of 3 units became 7 rows in {rows}, with the events up to 2027-01-12 06:00:00Z.\n")), error);
        Assert.That(await File.ReadAllTextAsync(rows), Does.StartWith("variant,metric,cohort,kind,units,sum,")
            .And.Contain("full,margin,2027-01-05,mean,1,11.5,132.25,,,,2027-01-12T06:00:00.000000Z\n").And.Contain(
                "reduced,margin,2027-01-06,mean,0,0,0,"));
        Assert.That(error, Does.Contain("the files have nothing of '"));
        var imported = await RunAsync(["experiments", "import", .. On(), "--data", rows]);
        Assert.That(imported.Code, Is.EqualTo(ExitCode.Ok), imported.Error);
        Assert.That(imported.Output, Does.StartWith("7 rows are good"));

        await File.WriteAllTextAsync(units, "unit,variant,exposed_at,margin\na,full,05/01/2027,1\n");
        var refused = await RunAsync(["experiments", "summarize", .. On(), "--data", units, "--output", rows]);
        Assert.That((refused.Code, refused.Output), Is.EqualTo((ExitCode.Found, "")));
        Assert.That(refused.Error,
            Does.StartWith($"{units}(2,1): error DX0601: 'exposed_at' is '05/01/2027'.").And.Contain("2027-01-05, or 2027-05-01"));
    }

    [Test]
    public async Task Report_IntoAFile_IsMarkdown()
    {
        var path = Path.Combine(_folder.FullName, "readouts", "delivery-price.md");
        var (code, output, _) = await RunAsync(["experiments", "report", .. On(Data), "--output", path]);
        Assert.That((code, output), Is.EqualTo((ExitCode.Ok, $"{path} is written.\n")));
        Assert.That(await File.ReadAllTextAsync(path),
            Does.StartWith("# Delivery for 2.90 instead of 4.90\n").And.Contain("| Owner | team-logistics |"));
    }

    [Test]
    [Rule("what was recommended stays what is shown")]
    public async Task Report_OfWhatWasDecidedLongAgo_LooksAtTheDayOfTheDecision()
    {
        var yaml = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(Samples, "pricing"), "delivery-price.yaml")[0]);
        var decided = Path.Combine(_folder.FullName, "delivery-price.yaml");
        await File.WriteAllTextAsync(decided, yaml.Replace("status: running",
            "status: decided\ndecision: { verdict: kill, on: 2027-01-13, by: Ada, readout: 'https://x/readout', rationale: It costs us. }",
            StringComparison.Ordinal));
        var (code, output, error) = await RunAsync(
            "experiments", "report", "delivery-price", "--path", decided, "--today", "2027-03-20", "--data", Data);
        Assert.That(code, Is.EqualTo(ExitCode.Ok), error);
        Assert.That(output, Does.Contain("Recommended was kill.").And.Contain("looked at 2027-01-13"));
    }

    [Test]
    public async Task Import_Output_HasTheEvidenceHash()
    {
        var path = Path.Combine(_folder.FullName, "evidence.json");
        var (code, output, _) = await RunAsync(["experiments", "import", .. On(Data, Data), "--output", path, "--json"]);
        var answer = JsonElement.Parse(output);
        Assert.That((code, answer.GetProperty("rows").GetInt64(), answer.GetProperty("sent").GetBoolean()),
            Is.EqualTo((ExitCode.Ok, 144L, false)));
        Assert.That(answer.GetProperty("evidenceHash").GetString(),
            Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path)))));
    }

    [Test]
    [Rule("duplicated files count once")]
    public async Task Import_TheSameFileTwice_SaysThatItsRowsAreRepeated()
    {
        var (code, output, _) = await RunAsync(["experiments", "import", .. On(Data, Data)]);
        Assert.That((code, output.Split('\n')[0]),
            Is.EqualTo((ExitCode.Ok, "144 rows are good, 72 of them repeated; nothing was sent, for want of --server.")));
        var once = await RunAsync(["experiments", "import", .. On(Data)]);
        Assert.That(output.Split('\n')[1], Is.EqualTo(once.Output.Split('\n')[1]), "the same evidence");
    }

    [Test]
    [Rule("bad input loses nothing")]
    public async Task Import_FilesThatSayDifferentThings_AreRefusedWithBothPlaces()
    {
        var other = Path.Combine(_folder.FullName, "other.csv");
        var lines = await File.ReadAllLinesAsync(Data);
        var row = Array.FindIndex(lines, line => line.Contains(",proportion,", StringComparison.Ordinal));
        var cells = lines[row].Split(',');
        cells[5] = "1";
        await File.WriteAllLinesAsync(other, [lines[0], string.Join(',', cells)]);
        var (code, _, error) = await RunAsync(["experiments", "import", .. On(Data, other)]);
        Assert.That((code, error),
            Is.EqualTo((ExitCode.Found,
                $"{other}(2,1): error DX0609: It differs from line {row + 1} of {Data} for the same variant, metric and day. "
                + $"Keep one of the two. [$]\n")));
    }

    [Test]
    public async Task Import_OneFileOfSeveralIsEmpty_IsRefusedByName()
    {
        var empty = Path.Combine(_folder.FullName, "empty.csv");
        await File.WriteAllLinesAsync(empty, (await File.ReadAllLinesAsync(Data)).Take(1));
        var (code, _, error) = await RunAsync(["experiments", "import", .. On(Data, empty)]);
        Assert.That((code, error),
            Is.EqualTo((ExitCode.Found, $"{empty}(1,1): error DX0610: There is no row. Export the data again. [$]\n")));
    }

    [TestCase("decide")]
    [TestCase("report")]
    public async Task Decide_TwoDocumentsOfOneExperiment_IsRefused(string command)
    {
        foreach (var name in new[] { "a.yaml", "b.yaml" })
            File.Copy(Path.Combine(Samples, "pricing", "delivery-price.yaml"), Path.Combine(_folder.FullName, name));
        var (code, _, error) =
            await RunAsync("experiments", command, "delivery-price", "--path", _folder.FullName, "--data", Data, "--today", "2027-01-13");
        Assert.That((code, error),
            Is.EqualTo((ExitCode.Found,
                "There is no good experiment 'delivery-price'. 'dataface-flags experiments lint' says what is refused.\n")));
    }

    [Test]
    public async Task Import_DamagedLine_IsRefusedWithTheLineAndNothingIsWritten()
    {
        var (damaged, evidence) = (Path.Combine(_folder.FullName, "damaged.csv"), Path.Combine(_folder.FullName, "evidence.json"));
        var lines = await File.ReadAllLinesAsync(Data);
        lines[2] = lines[2].Replace("proportion", "share", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(damaged, lines);
        var (code, _, error) = await RunAsync(["experiments", "import", .. On(damaged), "--output", evidence]);
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(error, Does.StartWith(string.Create(CultureInfo.InvariantCulture, $"{damaged}(3,1): error DX0601: ")));
        Assert.That(File.Exists(evidence), Is.False);
    }

    [Test]
    public async Task Import_WithoutFiles_IsAWrongCommandLine() =>
        Assert.That((await RunAsync(["experiments", "import", .. On()])).Code, Is.EqualTo(ExitCode.Usage));

    [Test]
    public async Task Decide_MissingFile_Answers2() =>
        Assert.That((await RunAsync(["experiments", "decide", .. On("/nowhere.csv")])).Code, Is.EqualTo(ExitCode.Failed));

    [Test]
    public async Task Decide_OverdueExperiment_CanStillBeDecided()
    {
        var (code, _, error) =
            await RunAsync("experiments", "decide", "delivery-price", "--path", Path.Combine(Samples, "pricing"), "--today", "2027-06-01");
        Assert.That(error, Is.Empty);
        Assert.That(code, Is.EqualTo(ExitCode.NotYet).Or.EqualTo(ExitCode.Ok));
    }

    private static string[] On(params string[] data) =>
        ["delivery-price", "--path", Path.Combine(Samples, "pricing"), "--today", "2027-01-13",
            .. data.SelectMany(d => new[] { "--data", d })];
}
