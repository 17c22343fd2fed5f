using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests;

[TestFixture]
internal sealed class CommandTests
{
    private DirectoryInfo _folder = null!;

    private static string Design => PathOf("design.json");

    private string State => Path.Combine(_folder.FullName, "kills.jsonl");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-cli-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Lint_GoodDocument_Answers0()
    {
        var (code, output, _) = await RunAsync("lint", Design);
        Assert.That((code, output), Is.EqualTo((ExitCode.Ok, "accepted, 2 flags; 0 errors, 0 warnings\n")));
    }

    [Test]
    public async Task Lint_TenFaults_ListsAllTenWithCodePathLineColumnAndRemedyAndAnswers1()
    {
        var (code, output, _) = await RunAsync("lint", PathOf("ten-faults.json"), "--json");
        var problems = JsonElement.Parse(output).GetProperty("problems").EnumerateArray().ToList();
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(problems.Select(p => p.GetProperty("code").GetString()).Distinct().Count(), Is.EqualTo(10));
        Assert.That(problems,
            Has.All.Matches<JsonElement>(p => p.GetProperty("line").GetInt32() > 0 && p.GetProperty("column").GetInt32() > 0
            && p.GetProperty("path").GetString()!.StartsWith("$.flags.checkout-v2", StringComparison.Ordinal)
            && p.GetProperty("remedy").GetString()!.Length > 5));
    }

    [Test]
    public async Task Lint_WithTheTrafficOfAService_SaysHowSoonGuardsNoticeHarm()
    {
        var file = Path.Combine(_folder.FullName, "guarded.json");
        await File.WriteAllTextAsync(file, """
            { "schema": 1, "flags": {
              "checkout": { "owner": "t", "created": "2026-11-01", "expires": "2026-12-31", "guard": {}, "environments": { "production": {
                "rollout": { "percent": 50, "ramp": { "steps": [5, 25], "hold": "01:00:00" } } } } },
              "theme": { "owner": "t", "created": "2026-11-01", "expires": "2026-12-31", "environments": { "production": {
                "rollout": { "percent": 5 } } } } } }
            """);
        string[] command = ["lint", file, "--units-per-day", "200000", "--erring", "0.5"];
        var (code, output, _) = await RunAsync(command);
        Assert.That(code, Is.EqualTo(ExitCode.Ok), output);
        Assert.That(output, Does.EndWith(
            "checkout in production, 'on' at 5 %: if units err more often with it, its guard notices that. "
            + "2 times as many: after about 15 hours; 5 times as many: after about 86 minutes; "
            + "10 times as many: after about 26 minutes.\n"
            + "checkout in production: if it does no harm, its ramp continues from 5 %: after about 7 hours.\n"));
        var json = JsonElement.Parse((await RunAsync("lint", file, "--units-per-day", "20000", "--json")).Output)
            .GetProperty("forecasts").EnumerateArray().Single();
        Assert.That(json.GetProperty("noticed")[0].GetProperty("seconds").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(json.GetProperty("noticed")[1].GetProperty("seconds").GetInt32(), Is.EqualTo(25_531).Within(5));
        Assert.That((await RunAsync("lint", file, "--units-per-day", "0")).Code, Is.EqualTo(ExitCode.Usage));
        Assert.That((await RunAsync("lint", file, "--units-per-day", "10", "--erring", "0")).Code, Is.EqualTo(ExitCode.Usage));
    }

    [TestCase("", "from 1 %: after about 13 days; from 5 %: after about 3 days; from 25 %: after about ")]
    [TestCase(", \"errors\": { \"atMost\": 0.1 }", "from 1 %: after about 13 days")]
    [TestCase(", \"errors\": { \"atMost\": 20 }", "from 1 %: after about 3 days; from 5 %: after about 11 hours; ")]
    [TestCase("", "from 1 %: never at this traffic; from 5 %: after about 5 days; ", "--erring-units", "400")]
    [TestCase("", "from 1 %: never at this traffic; from 5 %: never at this traffic; from 25 %: never", "--erring-units", "40")]
    [TestCase("", "state a bound, such as \"errors\": { \"atMost\": 0.1 }, a wider margin", "--erring-units", "40")]
    public async Task Lint_WithTheTrafficOfAService_SaysWhenStepsOfARampCanEnd(string guard, string said, params string[] more)
    {
        var file = Path.Combine(_folder.FullName, "ramp.json");
        await File.WriteAllTextAsync(file, $$"""
            { "schema": 1, "flags": { "checkout": { "owner": "t", "created": "2026-11-01", "expires": "2026-12-31",
              "guard": { "alpha": 0.001{{guard}} }, "environments": { "production": {
                "rollout": { "percent": 50, "ramp": { "steps": [1, 5, 25, 50], "hold": "01:00:00" } } } } } } }
            """);
        string[] command = ["lint", file, "--units-per-day", "2000", "--erring", "5", .. more];
        var (code, output, _) = await RunAsync(command);
        Assert.That(code, Is.EqualTo(ExitCode.Ok), output);
        Assert.That(output, Does.Contain(said));
        var steps = JsonElement.Parse((await RunAsync([.. command, "--json"])).Output)
            .GetProperty("ramps")[0].GetProperty("steps").EnumerateArray().ToList();
        Assert.That(steps.Select(step => step.GetProperty("percent").GetDecimal()), Is.EqualTo(new[] { 1m, 5m, 25m }));
        Assert.That(steps[0].GetProperty("seconds").ValueKind,
            Is.EqualTo(more.Length > 0 ? JsonValueKind.Null : JsonValueKind.Number));
    }

    [TestCase("kill", "theme ", "Did you mean 'theme'?")]
    [TestCase("kill", "errors in payment", "Use up to 128 letters")]
    [TestCase("restore", "theme\u200b", "Did you mean 'theme'?")]
    [TestCase("kill", "", "is not a valid flag key")]
    [TestCase("kill", "*x", "'*' stands for every flag")]
    public async Task KillAndRestore_InvalidKey_AreRefusedAndRecordNothing(string command, string key, string remedy)
    {
        var (code, output, error) = await RunAsync(command, key, "-s", State, "-r", "errors", "--new");
        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain(remedy));
        Assert.That(File.Exists(State), Is.False);
    }

    [TestCase("ramp", "theme ", "pause", "--server", "http://127.0.0.1:1", "--key-file", "k", "-r", "r")]
    [TestCase("kill", "f", "-e", "pro duction", "-r", "r", "-s", "s", "--new")]
    [TestCase("keys", "make", "k", "--scopes", "read", "-e", "pro duction", "--server", "http://127.0.0.1:1", "--key-file", "k")]
    [TestCase("experiments", "decide", "my experiment", "--server", "http://127.0.0.1:1", "--key-file", "k")]
    [TestCase("experiments", "new", "my experiment")]
    public async Task Name_Invalid_IsRefusedOnTheCommandLine(params string[] command)
    {
        var (code, _, error) = await RunAsync(command);
        Assert.That(code, Is.EqualTo(ExitCode.Usage), error);
        Assert.That(error, Does.Contain("is not a valid"));
    }

    [Test]
    public async Task Kill_EveryFlag_IsTaken() =>
        Assert.That((await RunAsync("kill", "*", "-s", State, "-r", "errors", "--new")).Code, Is.EqualTo(ExitCode.Ok));

    [Test]
    public async Task List_KilledAndOff_SaysSo()
    {
        await RunAsync("kill", "checkout-v2", "--state", State, "--reason", "errors", "--by", "ops", "--new");
        var (code, output, _) = await RunAsync("list", "-f", Design, "-s", State);
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.Contain("killed by ops: errors").And.Contain("off: no entry for this environment"));
    }

    [Test]
    public async Task Evaluate_InStaging_GivesValueVariantAndReason()
    {
        var (code, output, _) = await RunAsync("evaluate", "checkout-v2", "-f", Design, "-e", "staging", "-u", "user-42", "--json");
        var answer = JsonElement.Parse(output);
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(answer.GetProperty("reason").GetString(), Is.EqualTo("PrerequisiteNotMet"));
        Assert.That(answer.GetProperty("value").GetBoolean(), Is.False);
    }

    [Test]
    public async Task Explain_RuleWithCondition_IsAReadableTree()
    {
        var file = Path.Combine(_folder.FullName, "flags.json");
        await File.WriteAllTextAsync(file, """
            { "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-01", "expires": "2027-04-01",
            "environments": { "production": {
              "rules": [ { "name": "adults", "when": { "all": [ { "attribute": "age", "atLeast": 18 },
              { "attribute": "country", "in": ["DE"] } ] }, "serve": "on" } ] } } } } }
            """);
        var (code, output, _) =
            await RunAsync("explain", "f", "-f", file, "--today", "2026-11-20", "--with", "age=42", "--with", "country=DE");
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.StartWith("f = true, RuleMatch by rule adults"));
        Assert.That(output, Does.Contain("└── yes  age atLeast 18; is 42").Or.Contain("├── yes  age atLeast 18; is 42"));
    }

    private const string Sale = """
        { "schema": 1, "flags": { "sale": { "owner": "t", "created": "2026-11-01", "expires": "2027-04-01", "environments": {
          "production": { "rules": [
            { "name": "week", "when": { "from": "2027-02-01T09:00:00Z", "until": "2027-02-08T09:00:00Z" }, "serve": "on" } ] } } } } }
        """;

    [TestCase("2027-02-01T08:59:59Z", "false", "the window opens at 2027-02-01T09:00:00Z")]
    [TestCase("2027-02-01T10:00+01:00", "true", "the window is open until 2027-02-08T09:00:00Z")]
    [TestCase("2027-02-08T09:00:00Z", "false", "the window ended at 2027-02-08T09:00:00Z")]
    public async Task Explain_AtAnInstant_ShowsWhetherAWindowIsOpen(string instant, string value, string text)
    {
        var file = Path.Combine(_folder.FullName, "flags.json");
        await File.WriteAllTextAsync(file, Sale);
        Assert.That((await RunAsync("explain", "sale", "-f", file, "--at", instant)).Output, Does.Contain(text));
        Assert.That((await RunAsync("evaluate", "sale", "-f", file, "--at", instant)).Output, Does.StartWith(value));
    }

    [TestCase("--at", "soon")]
    [TestCase("--at", "2027-02-01T09:00:00Z", "--today", "2027-02-01")]
    public async Task Evaluate_AtNoInstantOrTwo_IsWrongUsage(params string[] moment)
    {
        var (code, _, error) = await RunAsync(["evaluate", "sale", "-f", Design, .. moment]);
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("Write ISO 8601").Or.Contain("Give either --today or --at."));
    }

    [Test]
    public async Task Explain_WithAListOfNumbers_ShowsIt()
    {
        var file = Path.Combine(_folder.FullName, "flags.json");
        await File.WriteAllTextAsync(file, """
            { "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-01", "expires": "2027-04-01", "environments": {
              "production": { "rules": [ { "name": "r", "when": { "attribute": "projects", "in": [7, 8] }, "serve": "on" } ] } } } } }
            """);
        var (_, output, _) = await RunAsync("explain", "f", "-f", file, "--with", "projects=[1, 7]");
        Assert.That(output, Does.Contain("yes  projects in [7, 8]; is [1, 7]"));
    }

    [Test]
    public async Task Diff_AtAnInstant_ShowsWhoMovesThen()
    {
        var (before, after) = (Path.Combine(_folder.FullName, "before.json"), Path.Combine(_folder.FullName, "after.json"));
        await File.WriteAllTextAsync(before, """{ "schema": 1 }""");
        await File.WriteAllTextAsync(after, Sale);
        foreach (var (instant, moved) in new[] { ("2027-02-01T08:00:00Z", 0), ("2027-02-01T09:00:00Z", 100) })
        {
            var (_, output, _) = await RunAsync("diff", before, after, "--sample", "100", "--at", instant);
            Assert.That(output, Does.StartWith($"production: {moved} move, {moved} %"));
        }
    }

    [Test]
    public async Task EvaluateAndExplain_UnknownFlag_Answer1AndSayWhatWasMeant()
    {
        var (code, output, _) = await RunAsync("explain", "chekout-v2", "-f", Design);
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(output, Does.Contain("Did you mean 'checkout-v2'?"));
        (code, output, var error) = await RunAsync("evaluate", "chekout-v2", "-f", Design);
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(output, Does.EndWith("\tFlagNotFound\n"));
        Assert.That(error, Does.Contain("Did you mean 'checkout-v2'?"));
    }

    [Test]
    public async Task Evaluate_UnknownEnvironment_SaysWhatWasMeant()
    {
        var (_, output, error) = await RunAsync("evaluate", "checkout-v2", "-f", Design, "-e", "prodution");
        Assert.That(output, Does.EndWith("\tNoEnvironment\n"));
        Assert.That(error, Does.Contain("Did you mean 'production'?"));
    }

    [Test]
    public async Task Lint_MissingFile_SaysWhichAndWhatToDo()
    {
        var (code, _, error) = await RunAsync("lint", "no-such.json");
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Is.EqualTo($"There is no file {Path.GetFullPath("no-such.json")}. Correct the path.\n"));
    }

    [Test]
    public async Task Evaluate_RefusedDocument_Answers1WithTheProblems()
    {
        var (code, _, error) = await RunAsync("evaluate", "checkout-v2", "-f", PathOf("ten-faults.json"));
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(error, Does.Contain("DF0202"));
    }

    [Test]
    public async Task KillAndRestore_StateFile_AreDurableAndAudited()
    {
        Assert.That((await RunAsync("kill", "checkout-v2", "-s", State, "-r", "errors", "--new")).Code, Is.EqualTo(ExitCode.Ok));
        var (_, output, _) = await RunAsync("evaluate", "checkout-v2", "-f", Design, "-s", State);
        Assert.That(output, Is.EqualTo("false\toff\tKilled\n"));
        Assert.That((await RunAsync("restore", "checkout-v2", "-s", State, "-r", "mended")).Code, Is.EqualTo(ExitCode.Ok));
        var (code, audit, _) = await RunAsync("audit", "verify", "-s", State);
        Assert.That((code, audit[..18]), Is.EqualTo((ExitCode.Ok, "intact: 2 records,")));
    }

    [TestCase("new-crat", "Did you mean 'new-cart'?")]
    [TestCase("theme", "Killed there: new-cart.")]
    public async Task Restore_OfWhatIsNotKilled_SaysSo(string key, string hint)
    {
        await RunAsync("kill", "new-cart", "-s", State, "-r", "errors", "--new");
        var (code, _, error) = await RunAsync("restore", key, "-s", State, "-r", "mended");
        Assert.That(code, Is.EqualTo(ExitCode.Ok), "whoever restores twice does no harm");
        Assert.That(error, Is.EqualTo($"warning: '{key}' was not killed in 'production', so that nothing has changed. {hint}\n"));
        Assert.That((await RunAsync("restore", "new-cart", "-s", State, "-r", "mended")).Error, Is.Empty);
        Assert.That((await RunAsync("restore", "new-cart", "-s", State, "-r", "again")).Error, Does.Contain("Nothing is killed there."));
    }

    [Test]
    public async Task Kill_MistypedStateFileOrEnvironment_IsRefused()
    {
        var (code, output, error) = await RunAsync("kill", "checkout-v2", "-s", State, "-r", "errors");
        Assert.That((code, output, File.Exists(State)), Is.EqualTo((ExitCode.Failed, "", false)));
        Assert.That(error, Does.Contain("--new"));
        Assert.That((await RunAsync("kill", "checkout-v2", "-s", State, "-r", "errors", "--new", "-e", "Production")).Code,
            Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public async Task AuditVerify_EditedOrShortened_Answers1AndSaysWhere()
    {
        await RunAsync("kill", "a", "-s", State, "-r", "errors", "--new");
        await RunAsync("kill", "b", "-s", State, "-r", "errors");
        var head = JsonElement.Parse((await RunAsync("audit", "verify", "-s", State, "--json")).Output).GetProperty("head").GetString()!;
        var lines = await File.ReadAllLinesAsync(State);

        await File.WriteAllTextAsync(State, lines[0] + "\n");
        Assert.That((await RunAsync("audit", "verify", "-s", State)).Code, Is.EqualTo(ExitCode.Ok), "a cut-off end shows by the head only");
        var (code, output, _) = await RunAsync("audit", "verify", "-s", State, "--head", head);
        Assert.That((code, output), Is.EqualTo((ExitCode.Found, "broken: the expected head is not in the trail: its end is missing\n")));

        await File.WriteAllTextAsync(State, lines[0].Replace("errors", "boredom", StringComparison.Ordinal) + "\n" + lines[1] + "\n");
        (code, output, _) = await RunAsync("audit", "verify", "-s", State);
        Assert.That((code, output), Is.EqualTo((ExitCode.Found, "broken: record 1 was edited\n")));
    }

    [TestCase("2026-12-01", ExitCode.Ok)]
    [TestCase("2027-02-05", ExitCode.Found)]
    public async Task Stale_AroundTheWarningTime_AnswersForCi(string today, int expected)
    {
        var (code, output, _) = await RunAsync("stale", "-f", Design, "--today", today);
        Assert.That(code, Is.EqualTo(expected), output);
    }

    [Test]
    public async Task Bucket_Vectors_AreReproducedByteForByte()
    {
        var vectors = await File.ReadAllTextAsync(PathOf("bucketing-1.tsv"));
        var (code, output, _) = await WithInputAsync(vectors, "bucket", "--file", "-");
        Assert.That((code, output == vectors), Is.EqualTo((ExitCode.Ok, true)));

        var pairs = string.Join('\n',
            vectors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => string.Join('\t', line.Split('\t')[..2])));
        (_, output, _) = await WithInputAsync(pairs, "bucket", "--file", "-");
        Assert.That(output, Is.EqualTo(vectors[(vectors.IndexOf('\n') + 1)..]));
    }

    [Test]
    public async Task Bucket_OnePair_PrintsSevenColumns()
    {
        var (_, output, _) = await RunAsync("bucket", "--salt", "checkout-v2", "--unit", "user-1");
        Assert.That(output,
            Is.EqualTo("checkout-v2\tuser-1\t7c7615c11438e5c9\t21c6bde97a3f7ddc\t52b382d36efb8816\t1387496147\t1861978134\n"));
    }

    [TestCase("bucket", "--salt", "a")]
    [TestCase("kill", "f")]
    [TestCase("no-such-command")]
    [TestCase("evaluate", "f", "-f", "x", "--with", "novalue")]
    [TestCase]
    public async Task Run_WrongCommandLine_Answers64(params string[] args) =>
        Assert.That((await RunAsync(args)).Code, Is.EqualTo(ExitCode.Usage));

    [Test]
    public async Task Run_MissingFile_Answers2AndNamesIt()
    {
        var (code, _, error) = await RunAsync("lint", "no-such-file.json");
        Assert.That((code, error.Contains("no-such-file.json", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Failed, true)));
    }

    [Test]
    public async Task Run_EveryCommand_HasJson()
    {
        string[][] commands =
        [
            ["lint", Design], ["list", "-f", Design], ["evaluate", "new-cart", "-f", Design], ["explain", "new-cart", "-f", Design],
            ["kill", "f", "-s", State, "-r", "r", "--new"],
            ["restore", "f", "-s", State, "-r", "r"], ["audit", "verify", "-s", State], ["stale", "-f", Design],
            ["bucket", "--salt", "a", "--unit", "b"],
            ["diff", Design, Design, "--sample", "10"],
        ];
        foreach (var command in commands)
        {
            var (_, output, error) = await RunAsync([.. command, "--json"]);
            Assert.That(() => JsonElement.Parse(output), Throws.Nothing, $"{command[0]}: {output}{error}");
        }
    }

    private static string PathOf(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, name);
}
