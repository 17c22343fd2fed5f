using System.Net;
using System.Net.Http.Json;
using System.Text;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Server.Tests.Experiments;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>A product owner carries an experiment on at the board.</summary>
[TestFixture]
internal sealed class ExperimentActionTests
{
    private const string Page = "/experiments/one-page";

    private TestServer _server = null!;

    private BoardVisitor _owner = null!;

    [SetUp]
    public async Task Start()
    {
        _server = await TestServer.StartAsync();
        (await _server.PublishAsync(TestDocument.Experiment("checkout-v2"))).Dispose();
        using var added = await _server.Admin.PostAsync(
            new Uri("/api/experiments", UriKind.Relative), new StringContent(ExperimentDocument.Yaml(), Encoding.UTF8, "application/yaml"));
        added.EnsureSuccessStatusCode();
        _owner = await BoardVisitor.SignInAsync(_server, await _server.MakeKeyAsync("olga", "read", "operate"));
    }

    [TearDown]
    public async Task Stop()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    [Rule("who writes a design does not approve it")]
    public async Task Approve_WithTheKeyThatEditedLast_IsRefusedAndKeepsWhatWasWritten()
    {
        using var editor = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        using var own = await editor.SendFormAsync(Page + "/approve", ("reason", "I am <sure> of it"));
        var page = await own.Content.ReadAsStringAsync();
        Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(page, Does.Contain("DX0504").And.Contain("I am &lt;sure&gt; of it</textarea>").And.Contain("role=\"alert\""));

        using var typed = await _server.Admin.PostAsJsonAsync(
            "/api" + Page + "/status", new { to = "approved", reason = "agreed", by = "olga" });
        Assert.That(await typed.Content.ReadAsStringAsync(), Does.Contain("DX0504: The key 'first-admin' has last edited this design"));

        await StepAsync("approve", "Agreed in P-7");
        var audit = (await _server.Admin.GetFromJsonAsync<System.Text.Json.JsonElement>("/api" + Page + "/audit")).EnumerateArray().Last();
        Assert.That(audit.GetProperty("key").GetString(), Is.EqualTo("olga"));
        Assert.That(audit.GetProperty("reason").GetString(), Is.EqualTo("Agreed in P-7"));
        Assert.That(audit.TryGetProperty("claimedName", out _), Is.False, "nobody has typed one");
    }

    [Test]
    public async Task Start_WhileTheFlagIsKilled_IsRefusedWithTheReasonAndThenTaken()
    {
        await StepAsync("approve", "agreed");
        (await _server.KillAsync("checkout-v2")).Dispose();
        using (var refused = await _owner.SendFormAsync(Page + "/start", ("reason", "It is out")))
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("DX0310").And.Contain("It is out</textarea>"));
        }

        using (var restored = await _server.Admin.PostAsJsonAsync(
            "/api/flags/checkout-v2/restore", new { environment = "production", reason = "mended" })) restored.EnsureSuccessStatusCode();
        await StepAsync("start", "It is out");
        Assert.That(await _owner.ReadAsync(Page), Does.Contain(Page + "/decide").And.Not.Contain(Page + "/start"));
    }

    [Test]
    [Rule("the decision is the recommendation, or an override with a reason")]
    public async Task Decide_AgainstTheRecommendation_NeedsAReasonAndKeepsWhatWasWritten()
    {
        await RunAsync();
        await RunningExperiment.LoadAsync(_server);
        var form = WebUtility.HtmlDecode(await _owner.ReadAsync(Page + "/decide"));
        Assert.That(form, Does.Contain("Ship 'on': orders moved by").And.Contain("(recommended)").And.Contain(
            "value=\"ship\" required checked"));
        Assert.That(form, Does.Contain($"value=\"{_server.Address}experiments/one-page/readout.md\""), "the board's own readout");
        (string, string)[] written = [("verdict", "kill"), ("reason", "It costs too much"), ("readout", "https://x/r"),
            ("recommended", "ship")];
        using (var refused = await _owner.SendFormAsync(Page + "/decide", written))
        {
            var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(page, Does.Contain("DX0503: It is recommended to ship, not to kill.").And.Contain("It costs too much</textarea>"));
            Assert.That(page, Does.Contain("value=\"kill\" required checked").And.Contain("value=\"https://x/r\""));
        }

        using (var made = await _owner.SendFormAsync(Page + "/decide", [.. written, ("override", "The contract ends")]))
        {
            Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await made.Content.ReadAsStringAsync());
        }

        Assert.That(WebUtility.HtmlDecode(await _owner.ReadAsync(Page)),
            Does.Contain("Decided: kill").And.Contain("by olga on").And.Contain("which was to ship:</strong> The contract ends"));
    }

    [Test]
    public async Task Decide_TheSameFormTwice_IsOneDecision()
    {
        await RunAsync();
        await RunningExperiment.LoadAsync(_server);
        var token = BoardVisitor.TokenOf(await _owner.ReadAsync(Page + "/decide"));
        (string, string)[] written =
        [
            ("__RequestVerificationToken", token), ("verdict", "ship"), ("reason", "Orders rose"), ("readout", "https://x/r"),
            ("recommended", "ship"),
        ];
        for (var i = 0; i < 2; i++)
        {
            using var answer = await _owner.PostAsync(Page + "/decide", written);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await answer.Content.ReadAsStringAsync());
        }

        var audit = (await _server.Admin.GetFromJsonAsync<System.Text.Json.JsonElement>("/api" + Page + "/audit")).EnumerateArray()
            .Where(entry => entry.GetProperty("action").GetString() == "status");
        Assert.That(audit.Count(entry => entry.GetProperty("reason").ToString() == "Orders rose"), Is.EqualTo(1));
    }

    [Test]
    public async Task Decide_RecommendationChangedSinceTheFormWasShown_IsAskedOnceMore()
    {
        await RunAsync();
        Assert.That(await _owner.ReadAsync(Page + "/decide"), Does.Contain("value=\"wait\"").And.Not.Contain("(recommended)"));
        await RunningExperiment.LoadAsync(_server);
        using var answer = await _owner.SendFormAsync(
            Page + "/decide", ("verdict", "kill"), ("reason", "No data"), ("override", "Nobody waits"), ("readout", "https://x/r"),
            ("recommended", "wait"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await answer.Content.ReadAsStringAsync(),
            Does.Contain("When the form was shown it was to wait; now it is to ship.").And.Contain("Nobody waits</textarea>"));
        Assert.That(await _owner.ReadAsync(Page), Does.Contain(Page + "/decide"), "nothing is decided");
    }

    [Test]
    public async Task Reader_SeesNoStepAndTakesNone()
    {
        using var reader = await BoardVisitor.SignInAsync(_server, await _server.MakeKeyAsync("rita", "read"));
        var page = await reader.ReadAsync(Page);
        Assert.That(page, Does.Contain("rows.csv").And.Contain("readout.md").And.Not.Contain(Page + "/approve"));
        foreach (var step in new[] { "approve", "start", "take-back", "decide", "clean-up" })
        {
            using var asked = await reader.GetAsync($"{Page}/{step}");
            using var sent = await reader.PostAsync(
                $"{Page}/{step}", ("__RequestVerificationToken", BoardVisitor.TokenOf(page)), ("reason", "because"));
            Assert.That((asked.StatusCode, sent.StatusCode), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)), step);
        }
    }

    [Test]
    public async Task Step_ForgedForm_ChangesNothing()
    {
        using var forged = await _owner.PostAsync(Page + "/approve", ("__RequestVerificationToken", "made-up"), ("reason", "because"));
        Assert.That(forged.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await _owner.ReadAsync(Page), Does.Contain(Page + "/approve"), "it is a draft still");
    }

    [Test]
    public async Task Downloads_RowsAndReadout_AreWhatTheDecisionRestsOn()
    {
        await RunAsync();
        await RunningExperiment.LoadAsync(_server);
        using var rows = await _owner.GetAsync(Page + "/rows.csv");
        Assert.That(rows.Content.Headers.ContentDisposition!.FileName, Is.EqualTo("one-page.csv"));
        var experiment = Dataface.Flags.Experiments.Registry.RegisteredDefinition.Read(ExperimentDocument.Yaml(), "one-page")!;
        await using var csv = await rows.Content.ReadAsStreamAsync();
        var read = ExperimentDataFile.Read("one-page.csv", csv, experiment, DateTimeOffset.UtcNow);
        Assert.That(read.Problems, Is.Empty);
        var decision = await _server.Admin.GetFromJsonAsync<System.Text.Json.JsonElement>("/api" + Page + "/decision");
        Assert.That(ExperimentDataCodec.HashOf(read.Data!), Is.EqualTo(decision.GetProperty("evidenceHash").GetString()));
        Assert.That(await _owner.ReadAsync(Page + "/readout.md"),
            Does.StartWith("# One-page checkout\n").And.Contain(decision.GetProperty("evidenceHash").GetString()!));
    }

    private async Task RunAsync()
    {
        await StepAsync("approve", "agreed");
        await StepAsync("start", "It is out");
    }

    private async Task StepAsync(string step, string reason)
    {
        using var answer = await _owner.SendFormAsync($"{Page}/{step}", ("reason", reason));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await answer.Content.ReadAsStringAsync());
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo(Page));
    }
}
