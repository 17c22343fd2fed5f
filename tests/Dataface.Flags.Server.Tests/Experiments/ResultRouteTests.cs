using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>Results that are sent as rows, on the embedded server.</summary>
[TestFixture]
internal sealed class ResultRouteTests
{
    private const string Row =
        """{"metric":"orders","variant":"on","cohort":"{day}","kind":"proportion","units":10,"sum":1,"refreshedAt":"{now}"}""";

    private TestServer _server = null!;

    [SetUp]
    public async Task Start() => _server = await TestServer.StartAsync();

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase(""" "orders" """, """ "nothing" """, "nothing")]
    [TestCase(""" "on" """, """ "blue" """, "blue")]
    [TestCase(""" "units":10 """, """ "units":-1 """, "units")]
    [TestCase(""" "sum":1 """, """ "sum":11 """, "sums")]
    [TestCase(""" "sum":1 """, """ "sum":-1 """, "InvalidCount")]
    [TestCase(""" "{day}" """, """ "2199-01-01" """, "in the future")]
    [TestCase(""" "{now}" """, """ "2199-01-01T00:00:00Z" """, "in the future")]
    [TestCase(""" "proportion","units":10,"sum":1 """, """ "mean","units":10,"sum":1,"sumOfSquares":1 """, "proportion")]
    [TestCase(""" "sum":1 """, """ "sum":1,"unit":9 """, "kpis[0]: DX0602: There is no column 'unit'. Did you mean 'units'?")]
    [TestCase(""" "units":10 """, """ "units":9223372036854775807 """, "kpis[0]: DX0601")]
    [TestCase(""" "on" """, """ "o\ud800" """, "kpis[0]: DX0601")]
    public Task AddKpis_OneFaultInAGoodRow_IsRefusedWholeWithTheReasonAndLogged(string good, string bad, string reason)
    {
        var row = Row.Replace(good.Trim(), bad.Trim(), StringComparison.Ordinal);
        Assert.That(row, Is.Not.EqualTo(Row), "the good row has what is to be replaced");
        return AddKpis_ImpossibleRows_AreRefusedWholeWithTheReasonAndLogged($$"""{"kpis":[{{row}}]}""", reason);
    }

    [TestCase(
        """
        {"kpis":[{"metric":"revenue","variant":"on","cohort":"{day}","kind":"mean","units":10,"sum":100,"sumOfSquares":1,
            "refreshedAt":"{now}"}]}
        """,
        "SumsContradictSquares")]
    [TestCase("""{"kpi":[]}""", "Did you mean 'kpis'?")]
    [TestCase("""{"exposures":[{"variant":"on","cohort":"{day}","units":5},{"variant":"on","cohort":"{day}","units":6}]}""",
        "exposures[1]: DX0609: It differs from exposures[0] for")]
    [TestCase("""{"exposures":[{"variant":"on","cohort":"{day}","units":5}],"excludedUnits":"12"}""", "excludedUnits")]
    [TestCase("""{"kpis":[7]}""", "object")]
    [TestCase("""{"kpis":7}""", "array")]
    [TestCase("""{"exposures":[{"variant":"on","cohort":"{day}","units":-5}]}""", "units")]
    [TestCase("""{"exposures":[],"excludedUnits":-1}""", "not a whole number from 0")]
    [TestCase("""{"exposures":[],"schema":2}""", "'schema' is not 1")]
    [TestCase("""[]""", "object")]
    [TestCase("""{}""", "row")]
    public async Task AddKpis_ImpossibleRows_AreRefusedWholeWithTheReasonAndLogged(string body, string reason)
    {
        using (var added = await PostYamlAsync(ExperimentDocument.Yaml())) Assert.That(
            added.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var text = body.Replace("{day}", ExperimentDocument.Day(-5), StringComparison.Ordinal)
            .Replace("{now}", DateTime.UtcNow.ToString("O"), StringComparison.Ordinal);
        using var answer = await _server.Admin.PostAsync(
            new Uri("/api/experiments/one-page/kpis", UriKind.Relative), new StringContent(text, Encoding.UTF8, "application/json"));
        Assert.That((int)answer.StatusCode, Is.EqualTo(400).Or.EqualTo(422));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(reason));
        var refresh = (await GetAsync("/api/experiments/one-page/refreshes"))[0];
        Assert.That(refresh.GetProperty("status").GetString(), Is.EqualTo("failed"));
        Assert.That(refresh.GetProperty("error").GetString(), Is.Not.Empty);
        Assert.That((await GetAsync("/api/experiments/one-page")).GetProperty("exposures").GetArrayLength(), Is.Zero);
    }

    /// <summary>
    /// An experiment without a document has no variants to compare a row's with; it must take none that ends every look at the registry.
    /// </summary>
    [TestCase("""
        {"exposures":[{"variant":"on","cohort":"2026-11-01","units":9223372036854775807},
            {"variant":"on","cohort":"2026-11-02","units":9223372036854775807}]}
        """)]
    [TestCase("""{"exposures":[{"variant":"o\u0000n","cohort":"2026-11-01","units":5}]}""")]
    [TestCase("""{"exposures":[{"variant":"on","cohort":"0001-01-01","units":5}]}""")]
    [TestCase("""
        {"kpis":[{"metric":"orders","variant":"on","cohort":"0001-01-01","kind":"proportion","units":10,"sum":1,"refreshedAt":"2026-11-01"},
            {"metric":"orders","variant":"off","cohort":"2026-11-01","kind":"proportion","units":10,"sum":1,"refreshedAt":"2026-11-01"}]}
        """)]
    [Rule("bad input loses nothing")]
    public async Task AddKpis_ToAnExperimentWithoutDocument_RefusesUnreadableRows(string body)
    {
        foreach (var name in new[] { "One page", "Other" })
        {
            using var made = await _server.Admin.PostAsJsonAsync(
                "/api/experiments", new { name, hypothesis = "More orders.", kpis = new[] { "orders" } });
            using var good = await LoadAsync(
                new { exposures = new[] { new { variant = "on", cohort = ExperimentDocument.Day(-1), units = 7 } } },
                made.Headers.Location!.OriginalString);
            Assert.That(good.StatusCode, Is.EqualTo(HttpStatusCode.OK), await good.Content.ReadAsStringAsync());
        }

        using var answer = await _server.Admin.PostAsync(
            new Uri("/api/experiments/one-page/kpis", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("problems").GetArrayLength(),
            Is.LessThanOrEqualTo(2), "one fault, one complaint");
        var units = (await GetAsync("/api/experiments")).EnumerateArray()
            .Select(e => e.GetProperty("exposures")[0].GetProperty("units").GetInt64());
        Assert.That(units, Is.EqualTo(new[] { 7, 7 }), "what was there is there, and can be read");
    }

    [Test]
    public async Task AddKpis_OneUnitEmptyDayAndNoVariance_AreTakenAndTheDecisionNamesWhyItWaits()
    {
        using (var added = await PostYamlAsync(ExperimentDocument.Yaml())) Assert.That(
            added.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var (cohort, at) = (ExperimentDocument.Day(-5), DateTimeOffset.UtcNow.AddMinutes(-1));
        using var load = await LoadAsync(new
        {
            kpis = new object[]
            {
                new { metric = "orders", variant = "off", cohort, kind = "proportion", units = 1, sum = 1, refreshedAt = at },
                new { metric = "orders", variant = "on", cohort, kind = "proportion", units = 1, sum = 0, refreshedAt = at },
                new { metric = "revenue", variant = "off", cohort, kind = "mean", units = 9, sum = 9, sumOfSquares = 9, refreshedAt = at },
                new { metric = "revenue", variant = "on", cohort, kind = "mean", units = 9, sum = 18, sumOfSquares = 36, refreshedAt = at },
                new { metric = "errors", variant = "off", cohort, kind = "ratio", units = 0, sum = 0, sumOfSquares = 0, denominatorSum = 0,
                    denominatorSumOfSquares = 0, crossSum = 0, refreshedAt = at },
                new { metric = "errors", variant = "on", cohort, kind = "ratio", units = 0, sum = 0, sumOfSquares = 0, denominatorSum = 0,
                    denominatorSumOfSquares = 0, crossSum = 0, refreshedAt = at },
            },
        });
        Assert.That(load.StatusCode, Is.EqualTo(HttpStatusCode.OK), await load.Content.ReadAsStringAsync());
        var decision = await GetAsync("/api/experiments/one-page/decision");
        Assert.That(decision.GetProperty("recommendation").GetString(), Is.EqualTo("wait"));
        Assert.That(decision.GetProperty("gates").ToString(),
            Does.Contain("a variant has fewer than two units").And.Contain("there are no data").And.Contain(
                "all units have the same value"));
    }

    [Test]
    [Rule("results are replaced whole, with a reason")]
    public async Task ReplaceKpis_UnitsThatWereTakenOut_AreGoneAndTheAuditSaysWhy()
    {
        using (var added = await PostYamlAsync(ExperimentDocument.Yaml())) Assert.That(
            added.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        object Counts(long on) => new
        {
            exposures = new[]
            {
                new { variant = "off", cohort = ExperimentDocument.Day(-5), units = 50L },
                new { variant = "on", cohort = ExperimentDocument.Day(-5), units = on },
            },
        };
        async Task<string> UnitsAsync() => string.Join(' ', (await GetAsync("/api/experiments/one-page")).GetProperty("exposures")
            .EnumerateArray().Select(e => e.GetProperty("units").GetInt64()).Order());
        using (var first = await LoadAsync(Counts(60))) Assert.That(
            await first.Content.ReadAsStringAsync(), Does.Contain("\"warnings\":[]"));
        using (var fewer = await LoadAsync(Counts(49))) Assert.That(
            await fewer.Content.ReadAsStringAsync(),
            Does.Contain("1 count of exposed units is smaller than what is there, which stays.").And.Contain("--replace --reason TEXT"));
        Assert.That(await UnitsAsync(), Is.EqualTo("50 60"));

        using (var unexplained = await ReplaceAsync(Counts(49), reason: null))
        {
            Assert.That(unexplained.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(await unexplained.Content.ReadAsStringAsync(), Does.Contain("send 'X-Reason'"));
        }

        using (var replaced = await ReplaceAsync(Counts(49), "bots were taken out"))
            Assert.That(replaced.StatusCode, Is.EqualTo(HttpStatusCode.OK), await replaced.Content.ReadAsStringAsync());
        Assert.That(await UnitsAsync(), Is.EqualTo("49 50"));
        var audit = (await GetAsync("/api/experiments/one-page/audit")).EnumerateArray().Last();
        Assert.That((audit.GetProperty("action").GetString(), audit.GetProperty("reason").GetString()),
            Is.EqualTo(("results", "bots were taken out")));
    }

    private async Task<HttpResponseMessage> ReplaceAsync(object results, string? reason)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/experiments/one-page/kpis")
        {
            Content = JsonContent.Create(results),
        };
        if (reason is not null) request.Headers.Add("X-Reason", Uri.EscapeDataString(reason));
        return await _server.Admin.SendAsync(request);
    }

    private Task<JsonElement> GetAsync(string path) => _server.Admin.GetFromJsonAsync<JsonElement>(path);

    private Task<HttpResponseMessage> PostYamlAsync(string yaml) =>
        _server.Admin.PostAsync(new Uri("/api/experiments", UriKind.Relative), new StringContent(yaml, Encoding.UTF8, "application/yaml"));

    private Task<HttpResponseMessage> LoadAsync(object results, string experiment = "/api/experiments/one-page") =>
        _server.Admin.PostAsJsonAsync(experiment + "/kpis", results);
}
