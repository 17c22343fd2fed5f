using System.Text.RegularExpressions;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Cli.Tests.Server;

/// <summary>The sample that a guardrail kills, on a server whose day is the one of its decision.</summary>
[TestFixture]
internal sealed class ServerExperimentTests
{
    private const string Day = "2027-01-13";

    private static readonly string Samples = Path.Combine(TestContext.CurrentContext.TestDirectory, "experiments");

    private static readonly string Data = Path.Combine(Samples, "data", "delivery-price.csv");

    private static readonly string Document = Path.Combine(Samples, "pricing", "delivery-price.yaml");

    private RunningServer _server = null!;

    [SetUp]
    public async Task StartServer()
    {
        _server = await RunningServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(
                FixedTime.On(DateOnly.Parse(Day, System.Globalization.CultureInfo.InvariantCulture))));
        await using var client = new ServerClient(new Uri(_server.Address), "production", (_server.Key, null), TimeProvider.System);
        var flags = await File.ReadAllBytesAsync(Path.Combine(Samples, "pricing", "flags.json"));
        var first = new StateChange
        {
            Environment = "*",
            Flag = "*",
            Action = StateAction.Publish,
            By = "ops",
            From = "test",
            Reason = "first",
            At = DateTimeOffset.UtcNow
        };
        await client.PublishAsync(first, flags, replaced: null, [], default);
    }

    [TearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task Experiment_FromRegisterToItsDecision_IsCarriedByTheTool()
    {
        Assert.That((await RegisterAsync(Document)).Error, Does.Contain("the registry, which counts, that it is draft"));
        await StepAsync("approved");
        await StepAsync("running");
        var sent = await _server.JsonAsync(["experiments", "import", .. OfSample("--data", Data)]);
        Assert.That((sent.GetProperty("rows").GetInt64(), sent.GetProperty("sent").GetBoolean()), Is.EqualTo((72L, true)));

        var decided = await _server.JsonAsync(["experiments", "decide", .. OfSample()]);
        Assert.That(decided.GetProperty("recommendation").GetString(), Is.EqualTo("kill"));
        Assert.That(decided.GetProperty("evidenceHash").GetString(), Is.EqualTo(sent.GetProperty("evidenceHash").GetString()),
            "the server's evidence is the file's");

        var readout = _server.PathOf("readout.md");
        string[] decide = ["experiments", "step", "delivery-price", "decided", "-r", "The margin fell.", "--readout", readout, "--by",
            "ada"];
        var missing = await _server.RunAsync([.. decide, "--verdict", "kill"]);
        Assert.That((missing.Code, missing.Error), Is.EqualTo((ExitCode.Failed,
            $"There is no file {readout}. Write the readout first, with 'dataface-flags experiments report delivery-price "
            + $"--output {readout}', or name the address where it can be read.\n")));
        await OkAsync(["report", .. OfSample("--output", readout)]);
        var unseen = await _server.RunAsync([.. decide, "--verdict", "kill"]);
        Assert.That((unseen.Code, unseen.Error.Contains("DX0409: ", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Refused, true)),
            "the server cannot see what the tool sees");
        decide[7] = $"{_server.Address.TrimEnd('/')}/experiments/delivery-price/readout.md";
        var against = await _server.RunAsync([.. decide, "--verdict", "ship"]);
        Assert.That((against.Code, against.Error.Contains("DX0503: It is recommended to kill, not to ship.", StringComparison.Ordinal)),
            Is.EqualTo((ExitCode.Refused, true)), against.Error);
        Assert.That((await _server.RunAsync([.. decide, "--verdict", "iterate", "--override", "A smaller price is tried."])).Output,
            Is.EqualTo("delivery-price is decided.\n"));
        Assert.That((await OkAsync(["report", .. OfSample()])).Output,
            Does.Contain("| Status | decided |")
                .And.Contain("by ada (claimed; key first-admin): The margin fell.\n\nThis overrides the recommendation, which was "
                    + "**kill**: A smaller price is tried."));
        var (code, _, error) = await _server.RunAsync(["experiments", "import", .. OfSample("--data", Data)]);
        Assert.That((code, error.Contains("is decided: the results that it rests on cannot change", StringComparison.Ordinal)),
            Is.EqualTo((ExitCode.Refused, true)), error);
    }

    [Test]
    public async Task Import_WithoutADocumentHere_IsHeldAgainstTheRegisteredDesign()
    {
        await RegisterAsync(Document);
        await StepAsync("approved");
        await StepAsync("running");
        var sent = await _server.JsonAsync(
            "experiments", "import", "delivery-price", "--path", Path.Combine(Samples, "headline-winter.yaml"), "--today", Day, "--data",
            Data);
        Assert.That((sent.GetProperty("rows").GetInt64(), sent.GetProperty("sent").GetBoolean()), Is.EqualTo((72L, true)));
    }

    [Test]
    [Rule("results are replaced whole, with a reason")]
    public async Task Import_UnitsWereTakenOut_ReplacesAllResults()
    {
        await RegisterAsync(Document);
        foreach (var to in new[] { "approved", "running" }) await StepAsync(to);
        await OkAsync(["import", .. OfSample("--data", Data)]);
        var fewer = _server.PathOf("fewer.csv");
        var rows = await File.ReadAllLinesAsync(Data);
        await File.WriteAllLinesAsync(fewer, rows.Select(row => Regex.Replace(row, "exposure,[0-9]+", "exposure,1000")));
        Assert.That((await OkAsync(["import", .. OfSample("--data", fewer)])).Error,
            Does.Match("^warning: .* of exposed units .* smaller than what is there").And.Contain("--replace --reason TEXT"));

        string[] replace = ["experiments", "import", .. OfSample("--data", fewer, "--replace")];
        var unexplained = await _server.RunAsync(replace);
        Assert.That((unexplained.Code, unexplained.Error.Contains("add --reason TEXT", StringComparison.Ordinal)),
            Is.EqualTo((ExitCode.Usage, true)), unexplained.Error);
        var sent = await _server.JsonAsync([.. replace, "--reason", "bots were taken out"]);
        Assert.That((await _server.JsonAsync(["experiments", "decide", .. OfSample()])).GetProperty("evidenceHash").GetString(),
            Is.EqualTo(sent.GetProperty("evidenceHash").GetString()), "nothing is left of the first import");
    }

    [Test]
    public async Task Status_OfADraftWhoseDocumentSaysThatItRuns_IsTheRegistrysWithAWarning()
    {
        await RegisterAsync(Document);
        var (code, output, error) = await _server.RunAsync(["experiments", "status", .. OfSample()]);
        Assert.That((code, output.Split('\n')[0]),
            Is.EqualTo((ExitCode.Ok, "delivery-price: draft, 2027-01-04 to 2027-02-01, owner team-logistics")));
        Assert.That(error, Is.EqualTo("warning: The document says that it is running; the registry, which counts, that it is draft.\n"));
    }

    [Test]
    [Rule("what was decided stays as it was")]
    public async Task Report_DocumentEditedAfterApproval_UsesTheRegisteredDesignWithAWarning()
    {
        await RegisterAsync(Document);
        await StepAsync("approved");
        await StepAsync("running");
        Assert.That((await OkAsync(["status", .. OfSample()])).Error, Is.Empty);

        var folder = Directory.CreateDirectory(_server.PathOf("edited")).FullName;
        var text = await File.ReadAllTextAsync(Document);
        var edited = Regex.Replace(text, "(?m)^hypothesis: .*$", "hypothesis: If it is dearer, more is sold.")
            .Replace("minimum_detectable_effect: 10 %", "minimum_detectable_effect: 35 %", StringComparison.Ordinal)
            + "outcome: Delivery is free again.\n";
        Assert.That(edited, Does.Contain("35 %"));
        await File.WriteAllTextAsync(Path.Combine(folder, "delivery-price.yaml"), edited);
        var (output, error) = await OkAsync("report", "delivery-price", "--path", folder, "--today", Day);
        Assert.That(output, Does.Not.Contain("more is sold").And.Not.Contain("35 %").And.Contain("Delivery is free again."));
        Assert.That(error, Is.EqualTo(
            "warning: The document has another design than the registered one, which was approved and counts. Undo the edit, or begin "
            + "another experiment.\n"));
        Assert.That((await OkAsync("status", "delivery-price", "--path", folder, "--today", Day)).Error, Is.EqualTo(error));
    }

    [Test]
    public async Task Register_Again_ReplacesADraftsDocumentAndNoOther()
    {
        var changed = _server.PathOf("changed.yaml");
        await File.WriteAllTextAsync(changed,
            (await File.ReadAllTextAsync(Document)).Replace("Delivery for 2.90", "Delivery for just 2.90", StringComparison.Ordinal));
        await RegisterAsync(Document);
        Assert.That((await RegisterAsync(Document)).Output, Does.EndWith("Nothing was changed.\n"));
        Assert.That((await _server.JsonAsync("experiments", "register", changed, "-r", "größer, 100 %", "--today", Day)).GetProperty(
            "outcome").GetString(), Is.EqualTo("replaced"));
        Assert.That((await RegisterAsync(Document)).Output,
            Is.EqualTo("delivery-price, still draft, has this document in place of the one before.\n"));
        await StepAsync("approved");
        var (code, _, error) = await _server.RunAsync("experiments", "register", changed, "--today", Day);
        Assert.That((code, error.Contains("what was agreed cannot change", StringComparison.Ordinal)),
            Is.EqualTo((ExitCode.Refused, true)), error);
    }

    [Test]
    public async Task Register_RefusedDocument_Answers1WithItsPlaceAndRegistersNothing()
    {
        var faulty = _server.PathOf("faulty.yaml");
        await File.WriteAllTextAsync(
            faulty, (await File.ReadAllTextAsync(Document)).Replace("type: pricing", "type: security", StringComparison.Ordinal));
        var (code, output, error) = await _server.RunAsync("experiments", "register", faulty);
        Assert.That((code, output), Is.EqualTo((ExitCode.Found, "")));
        Assert.That(error, Does.StartWith(faulty + "("));
        Assert.That((await _server.RunAsync(["experiments", "decide", .. OfSample()])).Code, Is.EqualTo(ExitCode.Refused));
    }

    [TestCase("status")]
    [TestCase("decide")]
    [TestCase("report")]
    [TestCase("import")]
    public async Task Run_UnregisteredExperiment_Answers13AndSaysHowToRegisterIt(string command)
    {
        var (code, output, error) =
            await _server.RunAsync(["experiments", command, .. command == "import" ? OfSample("--data", Data) : OfSample()]);
        Assert.That((code, output), Is.EqualTo((ExitCode.Refused, "")));
        Assert.That(error, Is.EqualTo(
            $"'{_server.Address}' has no experiment 'delivery-price' that this key may see. Send its document there first: dataface-flags "
            + $"experiments register FILE --server {_server.Address}\n"));
    }

    [Test]
    public async Task Step_ThatThePolicyForbids_Answers13WithEveryReason()
    {
        await RegisterAsync(Document);
        var (code, _, error) = await _server.RunAsync("experiments", "step", "delivery-price", "running", "-r", "out");
        Assert.That((code, error.Contains("DX0501", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Refused, true)), error);
    }

    [Test]
    [Rule("an experiment of a server needs no file here")]
    public async Task Run_WithoutALocalDocument_ReadsDecidesAndReportsWhatTheServerHas()
    {
        await RegisterAsync(Document);
        foreach (var to in new[] { "approved", "running" }) await StepAsync(to);
        await OkAsync(["import", .. OfSample("--data", Data)]);
        Assert.That((await OkAsync("show", "delivery-price")).Output,
            Does.Contain("hypothesis:       ").And.Contain("status:           running").And.Contain(
                "recommended:      Kill: margin of 'reduced'"));
        Assert.That((await OkAsync("decide", "delivery-price")).Output, Does.StartWith("Kill: margin of 'reduced'"));
        var (report, warnings) = await OkAsync("report", "delivery-price");
        Assert.That(report, Does.Contain("| Status | running |").And.Contain("**Kill: margin of 'reduced'"));
        Assert.That(warnings, Is.Empty);
        Assert.That((await OkAsync("status", "delivery-price")).Output,
            Does.StartWith("delivery-price: running, 2027-01-04 to 2027-02-01"));
    }

    [Test]
    public async Task Run_ExperimentAddedWithoutAnyDocument_IsReportedByWhatWasSent()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_server.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", _server.Key);
        using var added = await client.PostAsync(new Uri("/api/experiments", UriKind.Relative), new StringContent(
            """{"name":"One page","hypothesis":"More orders.","kpis":["orders"]}""", System.Text.Encoding.UTF8, "application/json"));
        added.EnsureSuccessStatusCode();
        Assert.That((await _server.RunAsync("experiments", "decide", "one-page")).Code, Is.EqualTo(ExitCode.NotYet));
        Assert.That((await OkAsync("report", "one-page")).Output, Does.StartWith("# One page\n").And.Contain("More orders."));
        Assert.That((await OkAsync("show", "one-page")).Output, Does.Contain("compared:         on with off"));
    }

    [Test]
    public async Task Decide_FromFilesAndAServer_IsAWrongCommandLine() =>
        Assert.That((await _server.RunAsync(["experiments", "decide", .. OfSample("--data", Data)])).Code, Is.EqualTo(ExitCode.Usage));

    [Test]
    public async Task Keys_OfATeam_RegisterForTheTeamAndSeeNoOther()
    {
        var key = _server.PathOf("content.key");
        await File.WriteAllTextAsync(
            key, (await _server.RunAsync("keys", "make", "content", "--scopes", "read,operate", "--team", "team-content")).Output);
        var listed = (await _server.JsonAsync("keys", "list")).GetProperty("keys").EnumerateArray()
            .Single(k => k.GetProperty("name").GetString() == "content");
        Assert.That(listed.GetProperty("team").GetString(), Is.EqualTo("team-content"));
        Assert.That((await _server.RunAsync("keys", "list")).Output, Does.Contain("team-content"));

        var (code, _, error) = await _server.WithKeyAsync(key, "experiments", "register", Document, "--today", Day);
        Assert.That((code, error.Contains("team 'team-content' only, and the owner of this one is 'team-logistics'",
            StringComparison.Ordinal)), Is.EqualTo((ExitCode.Refused, true)), error);
        await RegisterAsync(Document);
        Assert.That((await _server.WithKeyAsync(key, ["experiments", "status", .. OfSample()])).Code, Is.EqualTo(ExitCode.Refused));
        var own = _server.PathOf("own.yaml");
        await File.WriteAllTextAsync(own, Regex.Replace(await File.ReadAllTextAsync(Document), "(?m)^(id|owner): .*$", "$1: team-content"));
        Assert.That((await _server.WithKeyAsync(key, "experiments", "register", own, "--today", Day)).Output,
            Is.EqualTo("team-content is registered, as draft.\n"));
    }

    private static string[] OfSample(params string[] more) =>
        ["delivery-price", "--path", Path.Combine(Samples, "pricing"), "--today", Day, .. more];

    private async Task<(string Output, string Error)> OkAsync(params string[] args)
    {
        var (code, output, error) = await _server.RunAsync(["experiments", .. args]);
        Assert.That(code, Is.EqualTo(ExitCode.Ok), error);
        return (output, error);
    }

    private Task<(string Output, string Error)> RegisterAsync(string document) => OkAsync("register", document, "--today", Day);

    /// <summary>Takes it a step on; with another key than the first, which has written the design and cannot approve it.</summary>
    private async Task StepAsync(string to)
    {
        var key = _server.PathOf("approver.key");
        if (!File.Exists(key))
        {
            await File.WriteAllTextAsync(key, (await _server.RunAsync("keys", "make", "approver", "--scopes", "read,operate")).Output);
        }

        var (code, output, error) = await _server.WithKeyAsync(key, "experiments", "step", "delivery-price", to, "-r", "agreed");
        Assert.That((code, output), Is.EqualTo((ExitCode.Ok, $"delivery-price is {to}.\n")), error);
    }
}
