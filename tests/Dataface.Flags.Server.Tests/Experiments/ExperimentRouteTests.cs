using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>The registry's routes, on the embedded server.</summary>
[TestFixture]
internal sealed class ExperimentRouteTests
{
    private TestServer _server = null!;

    [SetUp]
    public async Task Start() => _server = await TestServer.StartAsync();

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Post_JustNameHypothesisAndKpis_IsADraftWithDefaultGates()
    {
        using var answer = await _server.Admin.PostAsJsonAsync(
            "/api/experiments", new { name = "One page", hypothesis = "More orders.", kpis = new[] { "orders", "revenue" } });
        Assert.That((answer.StatusCode, answer.Headers.Location!.OriginalString),
            Is.EqualTo((HttpStatusCode.Created, "/api/experiments/one-page")));
        var experiment = await GetAsync("/api/experiments/one-page");
        Assert.That(experiment.GetProperty("status").GetString(), Is.EqualTo("draft"));
        Assert.That(experiment.GetProperty("kpis").EnumerateArray().Select(k => k.GetProperty("metric").GetString()),
            Is.EqualTo(new[] { "orders", "revenue" }));
        Assert.That(experiment.GetProperty("gates").EnumerateArray().Select(g => g.GetProperty("code").GetString()),
            Is.SupersetOf(new[] { "freshness", "sample-ratio", "run-time" }));
        var decision = await GetAsync("/api/experiments/one-page/decision");
        Assert.That(decision.GetProperty("recommendation").GetString(), Is.EqualTo("wait"));
        Assert.That(decision.GetProperty("sentence").GetString(), Is.Not.Empty);
        Assert.That((await GetAsync("/api/experiments")).GetArrayLength(), Is.EqualTo(1));
        Assert.That((await GetAsync("/api/experiments/one-page/audit"))[0].GetProperty("by").GetString(), Is.EqualTo("first-admin"));
    }

    [TestCase("""{"name":"n","kpis":["k"]}""", HttpStatusCode.BadRequest)]
    [TestCase("""{"name":"n","hypothesis":" ","kpis":["k"]}""", HttpStatusCode.BadRequest)]
    [TestCase("""{"name":"n","hypothesis":"h","kpis":[]}""", HttpStatusCode.BadRequest)]
    [TestCase("""{"name":"","hypothesis":"h","kpis":["k"]}""", HttpStatusCode.BadRequest)]
    [TestCase("""{"name":"n","hypothesis":"h","kpis":["k"],"id":"a/b"}""", HttpStatusCode.BadRequest)]
    [TestCase("""{"name":"n","hypothesis":"h","kpis":["k"],"secret":1}""", HttpStatusCode.BadRequest)]
    [TestCase("""["n"]""", HttpStatusCode.BadRequest)]
    [TestCase("null", HttpStatusCode.BadRequest)]
    [TestCase("{", HttpStatusCode.BadRequest)]
    [Rule("no experiment without a hypothesis")]
    public async Task Post_RequiredFieldMissing_IsAProblemAndNothingIsKept(string body, HttpStatusCode status)
    {
        using var answer = await _server.Admin.PostAsync(
            new Uri("/api/experiments", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.That((answer.StatusCode, answer.Content.Headers.ContentType!.MediaType), Is.EqualTo((status, "application/problem+json")));
        Assert.That((await GetAsync("/api/experiments")).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Post_TwoWithOneIdentifier_TheSecondIsRefused()
    {
        using var first = await PostYamlAsync(ExperimentDocument.Yaml());
        using var second = await PostYamlAsync(ExperimentDocument.Yaml());
        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.Created, HttpStatusCode.Conflict)));
    }

    [Test]
    public async Task Post_DocumentWithFaults_ListsThemAllWithTheirPlaces()
    {
        using var answer = await PostYamlAsync(ExperimentDocument.Yaml().Replace("owner: team-payments\n", "", StringComparison.Ordinal)
            .Replace("type: feature", "type: security", StringComparison.Ordinal));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        var problems = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("problems").EnumerateArray()
            .Select(p => p.GetString()!).ToList();
        Assert.That(problems, Has.Some.Contains("owner").And.Some.Contains("Security"));
    }

    [Test]
    public async Task Get_UnknownExperiment_Is404([Values("", "/decision", "/audit", "/refreshes", "/document")] string route)
    {
        using var answer = await _server.Admin.GetAsync(new Uri($"/api/experiments/nobody{route}", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Experiment_FromDocumentToDecision_IsCarriedThroughItsStepsWithReasons()
    {
        await PublishFlagAsync();
        using (var added = await PostYamlAsync(ExperimentDocument.Yaml())) Assert.That(
            added.StatusCode, Is.EqualTo(HttpStatusCode.Created), await added.Content.ReadAsStringAsync());
        await StepAsync("approved");
        await StepAsync("running");
        using (var load = await LoadAsync(ExperimentDocument.Results()))
        {
            Assert.That((await TestServer.JsonAsync(load)).GetProperty("rows").GetInt64(), Is.EqualTo(64));
        }

        var experiment = await GetAsync("/api/experiments/one-page");
        Assert.That(experiment.GetProperty("kpis")[0].GetProperty("variants")[1].GetProperty("value").GetDouble(),
            Is.EqualTo(0.13).Within(1e-12));
        Assert.That(experiment.GetProperty("kpis")[0].GetProperty("lastRefreshAt").GetDateTimeOffset(),
            Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(5)));
        var decision = await GetAsync("/api/experiments/one-page/decision");
        Assert.That(decision.GetProperty("recommendation").GetString(), Is.EqualTo("ship"), decision.ToString());
        Assert.That(decision.GetProperty("evidenceHash").GetString(), Has.Length.EqualTo(64));

        using (var hasty = await PostStatusAsync(new { to = "decided", reason = "Orders rose." })) Assert.That(
            hasty.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), "without a verdict");
        using (var unread =
            await PostStatusAsync(new { to = "decided", reason = "Orders rose.", verdict = "ship" })) Assert.That(
                unread.StatusCode, Is.EqualTo(HttpStatusCode.Conflict), "without a readout");
        using (var decided =
            await PostStatusAsync(new { to = "decided", reason = "Orders rose.", verdict = "ship", readout = "https://x/readout" }))
        {
            Assert.That(decided.StatusCode, Is.EqualTo(HttpStatusCode.OK), await decided.Content.ReadAsStringAsync());
        }

        var audit = (await GetAsync("/api/experiments/one-page/audit")).EnumerateArray().Select(a => a.GetProperty("action").GetString());
        Assert.That(audit, Is.EqualTo(new[] { "create", "status", "status", "kpis", "stable", "status" }));
        using (var late = await LoadAsync(ExperimentDocument.Results())) Assert.That(
            late.StatusCode, Is.EqualTo(HttpStatusCode.Conflict), "what was decided on stays as it was");
        using (var tidy = await PostStatusAsync(new { to = "cleaned_up", reason = "done" })) Assert.That(
            tidy.StatusCode, Is.EqualTo(HttpStatusCode.Conflict), "its flag is still there");

        var levels = await GetAsync("/api/experiments/service-levels");
        Assert.That(levels.GetProperty("decidedWithinADay").GetProperty("value").GetDouble(), Is.EqualTo(1));
        Assert.That(levels.GetProperty("failedLoads").GetProperty("value").GetDouble(), Is.EqualTo(0.5), "the late one failed");
        Assert.That(levels.GetProperty("telemetryP95Seconds").GetProperty("isMet").GetBoolean());
        Assert.That(levels.GetProperty("readAvailability").GetProperty("value").GetDouble(), Is.EqualTo(1));
    }

    [Test]
    [Rule("the decision is the recommendation, or an override with a reason")]
    public async Task Decide_AgainstTheRecommendation_NeedsAReasonThatEverybodySees()
    {
        await PublishFlagAsync();
        using (var added = await PostYamlAsync(ExperimentDocument.Yaml())) Assert.That(added.StatusCode,
            Is.EqualTo(HttpStatusCode.Created));
        foreach (var to in new[] { "approved", "running" }) await StepAsync(to);
        using (var hasty = await PostStatusAsync(new
        {
            to = "decided",
            reason = "We like it.",
            verdict = "ship",
            readout = "https://x/readout"
        }))
        {
            Assert.That(hasty.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(await hasty.Content.ReadAsStringAsync(),
                Does.Contain("DX0503: It is recommended to wait, not to ship. Wait").And.Contain("--override of the tool"));
        }

        using (var decided = await PostStatusAsync(new
        {
            to = "decided",
            reason = "We like it.",
            verdict = "ship",
            readout = "https://x/readout",
            @override = "The contract asks for it."
        }))
        {
            var decision = (await TestServer.JsonAsync(decided)).GetProperty("decision");
            Assert.That(decision.GetProperty("verdict").GetString(), Is.EqualTo("ship"));
            Assert.That(decision.GetProperty("override").GetProperty("recommended").GetString(), Is.EqualTo("wait"));
            Assert.That(decision.GetProperty("override").GetProperty("reason").GetString(), Is.EqualTo("The contract asks for it."));
        }

        var audit = (await GetAsync("/api/experiments/one-page/audit")).EnumerateArray().Last();
        Assert.That(audit.GetProperty("after").GetString(),
            Is.EqualTo("decided: ship, against the recommendation to wait: The contract asks for it."));
        using var visitor = await Board.BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        var page = WebUtility.HtmlDecode(await visitor.ReadAsync("/experiments/one-page"));
        Assert.That(page, Does.Contain("This overrides the recommendation, which was to wait:").And.Contain("The contract asks for it."));
        Assert.That(WebUtility.HtmlDecode(await visitor.ReadAsync("/experiments")),
            Does.Contain("the decision was to ship, against the recommendation"));
    }

    [Test]
    [Rule("the decision is the recommendation, or an override with a reason")]
    public async Task Decide_AsRecommended_OverridesNothingAndIsShownAsItWasThen()
    {
        await RunningExperiment.AddAsync(_server);
        await RunningExperiment.LoadAsync(_server);
        using (var twice = await PostStatusAsync(new
        {
            to = "decided",
            reason = "Orders rose.",
            verdict = "ship",
            readout = "https://x/readout",
            @override = "We like it."
        }))
        {
            Assert.That(await twice.Content.ReadAsStringAsync(),
                Does.Contain("DX0503: It is recommended to ship, so that there is nothing to override."));
        }

        using (var decided = await PostStatusAsync(new
        {
            to = "decided",
            reason = "Orders rose.",
            verdict = "ship",
            readout = "https://x/readout"
        }))
        {
            Assert.That((await TestServer.JsonAsync(decided)).GetProperty("decision").TryGetProperty("override", out _), Is.False);
        }

        using var visitor = await Board.BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        Assert.That(WebUtility.HtmlDecode(await visitor.ReadAsync("/experiments/one-page")),
            Does.Contain("As recommended. Ship 'on': orders moved by"));
    }

    [Test]
    public async Task ChangeStatus_OfADraftWithoutDocument_IsRefusedWithEveryReason()
    {
        using var made = await _server.Admin.PostAsJsonAsync(
            "/api/experiments", new { name = "One page", hypothesis = "More orders.", kpis = new[] { "orders" } });
        using var answer = await PostStatusAsync(new { to = "approved", reason = "go" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("problems").GetArrayLength(),
            Is.GreaterThan(1));
        Assert.That((await GetAsync("/api/experiments/one-page")).GetProperty("status").GetString(), Is.EqualTo("draft"));
    }

    [Test]
    public async Task Put_DocumentOfADraft_ReplacesItAndOfAnApprovedOneDoesNot()
    {
        await PublishFlagAsync();
        using (var added = await PostYamlAsync(ExperimentDocument.Yaml())) Assert.That(
            added.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var changed = ExperimentDocument.Yaml().Replace("One-page checkout", "Shorter checkout", StringComparison.Ordinal);
        using (var put = await PutAsync(changed)) Assert.That(
            (await TestServer.JsonAsync(put)).GetProperty("name").GetString(), Is.EqualTo("Shorter checkout"));
        await StepAsync("approved");
        using (var put = await PutAsync(ExperimentDocument.Yaml())) Assert.That(put.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await _server.Admin.GetStringAsync(new Uri("/api/experiments/one-page/document", UriKind.Relative)),
            Is.EqualTo(changed));
    }

    [Test]
    [Rule("what was decided stays as it was")]
    public async Task Put_DocumentOfADecidedExperiment_IsRefusedAndNothingChanges()
    {
        await PublishFlagAsync();
        var document = ExperimentDocument.Yaml();
        using (var added = await PostYamlAsync(document)) Assert.That(added.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        foreach (var to in new[] { "approved", "running" }) await StepAsync(to);
        using (var decided = await PostStatusAsync(new
        {
            to = "decided",
            reason = "It harms.",
            verdict = "kill",
            readout = "https://x/readout",
            @override = "The support says so."
        })) Assert.That(decided.StatusCode,
                Is.EqualTo(HttpStatusCode.OK));
        using var put = await PutAsync(
            document.Replace("more baskets become orders", "fewer baskets become orders", StringComparison.Ordinal));
        Assert.That(put.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await put.Content.ReadAsStringAsync(), Does.Contain("is decided: what was agreed cannot change"));
        using var again = await PostStatusAsync(
            new { to = "decided", reason = "It does not.", verdict = "ship", readout = "https://x/other" });
        Assert.That(await again.Content.ReadAsStringAsync(), Does.Contain("DX0501: An experiment does not go from decided to decided."));
        Assert.That(await _server.Admin.GetStringAsync(new Uri("/api/experiments/one-page/document", UriKind.Relative)),
            Is.EqualTo(document));
    }

    /// <summary>Words for whoever sent it, not names of types of the server.</summary>
    [TestCase("""{"name":"n","kpis":["k"]}""", "'hypothesis' is missing")]
    [TestCase("""{"name":"n","hypothesis":null,"kpis":["k"]}""", "$.hypothesis")]
    [TestCase("""{"name":"n","hypothesis":7,"kpis":["k"]}""", "$.hypothesis")]
    [TestCase("""{"name":"n","hypothesis":"h","kpis":["k"],"secret":1}""", "'secret'")]
    public async Task Post_BodyOfAnotherForm_IsRefusedInTheSendersWords(string body, string reason)
    {
        using var answer = await _server.Admin.PostAsync(
            new Uri("/api/experiments", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(text, Does.Contain(reason).And.Not.Contain("Dataface").And.Not.Contain("constructor"));
    }

    [TestCase("read", "GET", "/api/experiments", 200)]
    [TestCase("read", "POST", "/api/experiments", 403)]
    [TestCase("read", "POST", "/api/experiments/one-page/kpis", 403)]
    [TestCase("report", "GET", "/api/experiments", 403)]
    [TestCase("report", "POST", "/api/experiments/one-page/status", 403)]
    [TestCase("report", "POST", "/api/events", 422)]
    [TestCase("operate", "POST", "/api/events", 403)]
    [TestCase("operate", "POST", "/api/experiments", 400)]
    public async Task Routes_WithAKeyOfOneScope_DoWhatItAllows(string scope, string method, string path, int status)
    {
        using var client = _server.Client(await _server.MakeKeyAsync("somebody", scope));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task OpenApi_ListsTheRegistrysRoutes()
    {
        var paths = (await GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(p => p.Name);
        Assert.That(paths, Is.SupersetOf(
            new[] { "/api/experiments", "/api/experiments/{id}", "/api/experiments/{id}/decision", "/api/experiments/{id}/kpis",
                "/api/events" }));
    }

    private async Task PublishFlagAsync() => (await _server.PublishAsync(TestDocument.Experiment("checkout-v2"))).Dispose();

    private Task<JsonElement> GetAsync(string path) => _server.Admin.GetFromJsonAsync<JsonElement>(path);

    private Task<HttpResponseMessage> PostYamlAsync(string yaml) =>
        _server.Admin.PostAsync(new Uri("/api/experiments", UriKind.Relative), new StringContent(yaml, Encoding.UTF8, "application/yaml"));

    private Task<HttpResponseMessage> PutAsync(string yaml) =>
        _server.Admin.PutAsync(
            new Uri("/api/experiments/one-page/document", UriKind.Relative), new StringContent(yaml, Encoding.UTF8, "application/yaml"));

    private Task<HttpResponseMessage> PostStatusAsync(object request) =>
        _server.Admin.PostAsJsonAsync("/api/experiments/one-page/status", request);

    private Task<HttpResponseMessage> LoadAsync(object results, string experiment = "/api/experiments/one-page") =>
        _server.Admin.PostAsJsonAsync(experiment + "/kpis", results);

    private async Task StepAsync(string to)
    {
        using var answer = await (to == "approved" ? await _server.ApproverAsync() : _server.Admin)
            .PostAsJsonAsync("/api/experiments/one-page/status", new { to, reason = "on" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }
}
