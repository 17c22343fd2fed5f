using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>A running experiment holds its flag, on the embedded server.</summary>
[TestFixture]
internal sealed class ExperimentHoldTests
{
    private const string Flag = "checkout-v2";

    private static readonly string Good = TestDocument.Experiment(Flag);

    private static readonly string Broken = Good.Replace("\"off\": 1", "\"off\": 9", StringComparison.Ordinal);

    private TestServer _server = null!;

    [SetUp]
    public async Task Start()
    {
        _server = await TestServer.StartAsync();
        await RunningExperiment.AddAsync(_server);
        await RunningExperiment.LoadAsync(_server);
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    [Rule("a running experiment holds its flag")]
    public async Task Publish_AnotherSplit_IsRefusedWithTheExperimentAndTheReason()
    {
        using var answer = await PublishAsync(Broken);
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.That((answer.StatusCode, problem.GetProperty("code").GetString()),
            Is.EqualTo((HttpStatusCode.Conflict, "experiment-broken")));
        Assert.That(problem.GetProperty("problems")[0].GetString(), Is.EqualTo(
            "The experiment 'one-page' runs on the flag 'checkout-v2': another split, { off: 9, on: 1 } instead of { off: 1, on: 1 }."));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("--break-experiment ID"));
        Assert.That((await _server.HistoryAsync("action=publish")), Has.Count.EqualTo(1), "nothing was published");
    }

    [Test]
    [Rule("a running experiment holds its flag")]
    public async Task Publish_WithoutTheFlag_IsRefusedUntilTheExperimentIsDecided()
    {
        var without = TestDocument.Experiment("another");
        using (var answer = await PublishAsync(without)) Assert.That(await answer.Content.ReadAsStringAsync(),
            Does.Contain("it takes the flag 'checkout-v2' away"));
        await StepAsync(new { to = "decided", reason = "Orders rose.", verdict = "ship", readout = "https://x/readout" });
        using var after = await PublishAsync(without);
        Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.OK), await after.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Publish_WhatBreaksNothing_IsTaken()
    {
        using var answer = await PublishAsync(Good.Replace("A flag of a test.", "Another text.", StringComparison.Ordinal));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        Assert.That((await DecisionAsync()).GetProperty("recommendation").GetString(), Is.EqualTo("ship"));
    }

    [Test]
    [Rule("a running experiment holds its flag")]
    public async Task Publish_TheExperimentNamedWithAReason_IsInBothAuditsAndInTheRecommendation()
    {
        using (var unsaid = await PublishAsync(Broken, "one-page", reason: null)) Assert.That(unsaid.StatusCode,
            Is.EqualTo(HttpStatusCode.BadRequest), "without a reason");
        using (var unknown = await PublishAsync(Broken, "two-page")) Assert.That(await unknown.Content.ReadAsStringAsync(),
            Does.Contain("No experiment 'two-page' runs"));
        using (var answer = await PublishAsync(Broken, "one-page")) Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK),
            await answer.Content.ReadAsStringAsync());
        Assert.That((await _server.HistoryAsync("action=publish"))[0].ToString(),
            Does.Contain("it burns (breaks the experiment 'one-page')"));
        var noted = (await GetAsync("/api/experiments/one-page/audit")).EnumerateArray().Last();
        Assert.That((noted.GetProperty("action").GetString(), noted.GetProperty("reason").GetString(),
            noted.GetProperty("by").GetString()), Is.EqualTo(("break", "it burns", "first-admin")));
        var decision = await DecisionAsync();
        Assert.That(decision.GetProperty("recommendation").GetString(), Is.EqualTo("iterate"));
        Assert.That(decision.GetProperty("sentence").GetString(),
            Does.StartWith("Iterate: first-admin has changed the flag 'checkout-v2' under it on "));
    }

    [Test]
    [Rule("what was recommended stays what is shown")]
    public async Task Decide_AfterTheFlagWasBroken_KeepsTheRecommendationThatWasFollowed()
    {
        using (var answer = await PublishAsync(Broken, "one-page")) Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await StepAsync(new { to = "decided", reason = "Begin anew.", verdict = "iterate", readout = "https://x/readout" });
        Assert.That((await GetAsync("/api/experiments/one-page")).GetProperty("recommendation").GetString(), Is.EqualTo("iterate"));
        Assert.That((await DecisionAsync()).GetProperty("sentence").GetString(),
            Does.StartWith("Iterate: first-admin has changed the flag 'checkout-v2' under it on "));
        using var visitor = await Board.BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        Assert.That(await visitor.ReadAsync("/experiments/one-page"), Does.Contain("As recommended. Iterate: first-admin has changed"));
        Assert.That(await visitor.ReadAsync("/experiments/one-page/readout.md"),
            Does.StartWith("# One-page checkout").And.Contain("**Iterate: first-admin has changed the flag"));
    }

    [TestCase("no/such/file.md")]
    [TestCase("note: nowhere")]
    [Rule("a readout that is named exists")]
    public async Task Decide_ReadoutThatCannotBeRead_IsRefused(string readout)
    {
        using var answer = await _server.Admin.PostAsJsonAsync(
            "/api/experiments/one-page/status", new { to = "decided", reason = "Orders rose.", verdict = "ship", readout });
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("DX0409: ").And.Contain("is not an address"));
    }

    [Test]
    public async Task Publish_ThatFailsAfterItWasNoted_IsNotedAsFailed()
    {
        using var request = Request(Broken, "one-page", "it burns");
        request.Headers.IfMatch.Clear();
        request.Headers.IfMatch.Add(new($"\"{new string('0', 64)}\""));
        using var answer = await _server.Admin.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.PreconditionFailed));
        var actions = (await GetAsync("/api/experiments/one-page/audit")).EnumerateArray()
            .Select(a => a.GetProperty("action").GetString()).TakeLast(2);
        Assert.That(actions, Is.EqualTo(new[] { "break", "break-failed" }));
    }

    [Test]
    [Rule("a running experiment holds its flag")]
    public async Task Rollback_ToADocumentThatBreaksIt_IsRefusedUnlessAllowed()
    {
        using (var first = await PublishAsync(Broken, "one-page")) Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using (var mended = await PublishAsync(Good)) Assert.That(mended.StatusCode, Is.EqualTo(HttpStatusCode.OK),
            "what was broken may be mended");
        using (var refused = await RollbackAsync(2, null)) Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        using var told = await RollbackAsync(2, ["one-page"]);
        Assert.That(told.StatusCode, Is.EqualTo(HttpStatusCode.OK), await told.Content.ReadAsStringAsync());
    }

    [Test]
    [Rule("kills are never refused")]
    [Rule("a killed flag is told")]
    public async Task Kill_FlagOfARunningExperiment_IsAcceptedAndShownAtOnce()
    {
        Assert.That((await DecisionAsync()).GetProperty("recommendation").GetString(), Is.EqualTo("ship"));
        using (var killed = await _server.KillAsync(Flag)) Assert.That(killed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var decision = await DecisionAsync();
        Assert.That(decision.GetProperty("recommendation").GetString(), Is.EqualTo("wait"));
        Assert.That(decision.GetProperty("sentence").GetString(),
            Does.StartWith("Wait: The flag 'checkout-v2' was killed by first-admin on "));
        Assert.That(decision.GetProperty("expectedOn").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await _server.Admin.GetFromJsonAsync<JsonElement>("/api/experiments/one-page")).GetProperty("recommendation")
            .GetString(), Is.EqualTo("wait"));
        using (var restored = await _server.Admin.PostAsJsonAsync($"/api/flags/{Flag}/restore",
            new { environment = "production", reason = "mended" })) Assert.That(restored.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await DecisionAsync()).GetProperty("sentence").GetString(),
            Does.StartWith("Ship 'on'").And.Contains("The flag was killed on"));
    }

    [Test]
    [Rule("a running experiment holds its flag")]
    public async Task Step_ToRunningWhileTheFlagIsKilledOrDiffers_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(Good)).Dispose();
        async Task<string> TryAsync(string to)
        {
            using var answer = await (await server.ApproverAsync()).PostAsJsonAsync(
                "/api/experiments/one-page/status", new { to, reason = "on" });
            return await answer.Content.ReadAsStringAsync();
        }

        using (var added = await server.Admin.PostAsync(new Uri("/api/experiments", UriKind.Relative),
            TeamWorld.Yaml(ExperimentDocument.Yaml()))) added.EnsureSuccessStatusCode();
        await TryAsync("approved");
        (await server.KillAsync(Flag)).Dispose();
        Assert.That(await TryAsync("running"), Does.Contain("DX0310: The flag 'checkout-v2' was killed on"));
        using (var restored = await server.Admin.PostAsJsonAsync($"/api/flags/{Flag}/restore",
            new { environment = "production", reason = "mended" })) restored.EnsureSuccessStatusCode();
        (await server.PublishAsync(Broken)).Dispose();
        Assert.That(await TryAsync("running"),
            Does.Contain("DX0307: The design divides units as { off: 1, on: 1 }, and the flag 'checkout-v2' as { off: 90, on: 10 }"));
        (await server.PublishAsync(Good)).Dispose();
        Assert.That(await TryAsync("running"), Does.Contain("\"status\":\"running\""));
    }

    [Test]
    [Rule("a running experiment holds its flag")]
    public async Task Step_BeforeTheFirstPublication_IsRefusedAsThereIsNoFlag()
    {
        await using var server = await TestServer.StartAsync();
        using (var added = await server.Admin.PostAsync(new Uri("/api/experiments", UriKind.Relative),
            TeamWorld.Yaml(ExperimentDocument.Yaml()))) added.EnsureSuccessStatusCode();
        using var answer = await (await server.ApproverAsync()).PostAsJsonAsync(
            "/api/experiments/one-page/status", new { to = "approved", reason = "on" });
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("DX0301: The flag document has no flag 'checkout-v2'."));
    }

    [Test]
    [Rule("a running experiment holds its flag")]
    [Rule("a killed flag is told")]
    public async Task PublishAndKill_OfWhatItsFlagRequires_AreRefusedAndTold()
    {
        var good = Requiring(TestDocument.Of("new-shop"));
        using (var first = await PublishAsync(good, "one-page")) Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK),
            await first.Content.ReadAsStringAsync());
        using (var refused = await PublishAsync(good.Replace("\"serve\": \"on\"", "\"serve\": \"off\"", StringComparison.Ordinal)))
        {
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("of the flag 'new-shop' that it requires"));
        }

        (await _server.KillAsync("new-shop")).Dispose();
        var gates = (await DecisionAsync()).GetProperty("gates").EnumerateArray()
            .Select(gate => gate.GetProperty("explanation").GetString());
        Assert.That(gates, Has.Some.StartsWith("The flag 'new-shop' that 'checkout-v2' requires was killed by first-admin on"));
    }

    [Test]
    [Rule("flag and experiment show each other")]
    public async Task Pages_OfFlagAndExperiment_ShowEachOther()
    {
        using var visitor = await Board.BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        async Task<string> ReadAsync(string page) => WebUtility.HtmlDecode(await visitor.ReadAsync(page));
        var flag = await ReadAsync("/flags/production/checkout-v2");
        Assert.That(flag, Does.Contain("2.5 % of users, step 1 of 2").And.Contain("off 2.5 %, on 2.5 %"), "layer × rollout × split");
        Assert.That(flag, Does.Contain("href=\"/experiments/one-page\">One-page checkout").And.Contain("5 % of users</td>"));
        Assert.That(await ReadAsync("/flags/staging/checkout-v2"), Does.Not.Contain("/experiments/one-page"), "it does not run there");
        var experiment = await ReadAsync("/experiments/one-page");
        Assert.That(experiment, Does.Contain("5 % of users take part, not yet 100 %: step 1 of 2."));
        Assert.That(experiment, Does.Contain("Nothing has happened to it since the experiment began."));
        (await _server.KillAsync(Flag)).Dispose();
        experiment = await ReadAsync("/experiments/one-page");
        Assert.That(experiment, Does.Contain("id=\"flag\"").And.Contain("Killed by first-admin").And.Contain("<td>killed</td>"));
        Assert.That(await ReadAsync("/flags/production/checkout-v2"), Does.Contain("The flag 'checkout-v2' was killed by first-admin"));
    }

    [Test]
    [Rule("flag and experiment show each other")]
    [Rule("a killed flag is told")]
    public async Task Pages_OfAFlagThatRequiresAnother_HaveItsShareAndWhatHappenedToIt()
    {
        using var visitor = await Board.BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        async Task<string> ReadAsync(string page) => WebUtility.HtmlDecode(await visitor.ReadAsync(page));
        using (var published = await PublishAsync(Requiring(TestDocument.ControlOutside("new-shop")), "one-page"))
            Assert.That(published.StatusCode, Is.EqualTo(HttpStatusCode.OK), await published.Content.ReadAsStringAsync());
        Assert.That(await ReadAsync("/experiments/one-page"), Does.Contain("0.25 % of users take part"));
        Assert.That(await ReadAsync("/flags/production/checkout-v2"), Does.Contain("off 0.125 %, on 0.125 %"));
        (await _server.KillAsync("new-shop")).Dispose();
        Assert.That(await ReadAsync("/flags/production/checkout-v2"), Does.Contain("0 % of users, step 1 of 2"), "its requirement is off");
        using (var restored = await _server.Admin.PostAsJsonAsync(
            "/api/flags/new-shop/restore", new { environment = "production", reason = "mended" })) restored.EnsureSuccessStatusCode();
        Assert.That(await ReadAsync("/experiments/one-page"), Does.Contain("<td>'new-shop' that it requires: killed</td>")
            .And.Contain("<td>'new-shop' that it requires: restored</td>"));
    }

    /// <summary>The good document, whose flag requires the flag <c>new-shop</c> of another one.</summary>
    private static string Requiring(string document)
    {
        var shop = document[document.IndexOf("\"new-shop\"", StringComparison.Ordinal)..^4];
        return Good.Replace(
            $"\"{Flag}\": {{", $$"""{{shop}}, "{{Flag}}": { "requires": { "new-shop": "on" },""", StringComparison.Ordinal);
    }

    private Task<JsonElement> DecisionAsync() => GetAsync("/api/experiments/one-page/decision");

    private Task<JsonElement> GetAsync(string path) => _server.Admin.GetFromJsonAsync<JsonElement>(path);

    private async Task StepAsync(object request)
    {
        using var answer = await _server.Admin.PostAsJsonAsync("/api/experiments/one-page/status", request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private Task<HttpResponseMessage> RollbackAsync(int number, string[]? breakExperiments) =>
        _server.Admin.PostAsJsonAsync($"/api/flags/rollback/{number}", new { reason = "worse", breakExperiments });

    private async Task<HttpResponseMessage> PublishAsync(string document, string? broken = null, string? reason = "it burns")
    {
        using var current = await _server.Admin.GetAsync(new Uri("/api/flags", UriKind.Relative));
        using var request = Request(document, broken, reason);
        request.Headers.IfMatch.Add(current.Headers.ETag!);
        return await _server.Admin.SendAsync(request);
    }

    private static HttpRequestMessage Request(string document, string? broken, string? reason)
    {
        var request = new HttpRequestMessage(HttpMethod.Put,
            "/api/flags")
        { Content = new StringContent(document, Encoding.UTF8, "application/json") };
        if (broken is not null) request.Headers.Add("X-Break-Experiment", broken);
        if (reason is not null) request.Headers.Add("X-Reason", Uri.EscapeDataString(reason));
        return request;
    }
}
