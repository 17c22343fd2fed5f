using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Guarding;

/// <summary>Systems that watch give signals, and can do nothing else.</summary>
[TestFixture]
internal sealed class SignalTests
{
    private TestServer _server = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync();
        await PublishAsync("""{ "abortOn": ["fraud"] }""");
        _client = _server.Client(await _server.MakeKeyAsync("siem", "signal"));
    }

    [TearDown]
    public async Task StopAsync()
    {
        _client?.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Give_ListedSignal_KillsAndRecordsWho()
    {
        var answer = await TestServer.JsonAsync(await GiveAsync("fraud", "case 17"));
        Assert.That(answer.GetProperty("isKilled").GetBoolean(), Is.True);
        var kill = (await _server.HistoryAsync("action=kill")).Single().ToString();
        Assert.That(kill, Does.Contain("'fraud' was signalled").And.Contain("case 17").And.Contain("siem"));
    }

    [Test]
    public async Task Give_Again_IsOneKill()
    {
        (await GiveAsync("fraud")).Dispose();
        var answer = await TestServer.JsonAsync(await GiveAsync("fraud"));
        Assert.That(answer.GetProperty("warnings")[0].GetString(), Does.StartWith("It was killed before, by siem"));
        Assert.That(await _server.HistoryAsync("action=kill"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Give_UnlistedSignal_IsRefusedWithAnAcceptedHint()
    {
        using (var refused = await GiveAsync("breach"))
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("it lists: fraud").And.Contain("abortOn"));
        }

        await PublishAsync("""{ "abortOn": ["breach"] }""");
        Assert.That((await TestServer.JsonAsync(await GiveAsync("breach"))).GetProperty("isKilled").GetBoolean(), Is.True);
    }

    [Test]
    public async Task Give_GuardThatObserves_KillsNothing()
    {
        await PublishAsync("""{ "abortOn": ["fraud"], "observeOnly": true }""");
        Assert.That((await TestServer.JsonAsync(await GiveAsync("fraud"))).GetProperty("isKilled").GetBoolean(), Is.False);
        Assert.That(await _server.HistoryAsync("action=kill"), Is.Empty);
        Assert.That(_server.Log.Count(5001), Is.EqualTo(1));
    }

    [TestCase("GET", "/api/flags/production")]
    [TestCase("POST", "/api/flags/checkout/kill")]
    [TestCase("POST", "/api/guard/outcomes")]
    [TestCase("POST", "/ofrep/v1/evaluate/flags")]
    [Rule("confinement is complete")]
    public async Task Key_OfTheScopeSignal_CanDoNothingElse(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (method == "POST") request.Content = JsonContent.Create(new { environment = "production", reason = "x" });
        using var answer = await _client.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Key_OfAnotherEnvironment_GivesNoSignalHere()
    {
        using var other = _server.Client(
            await _server.MakeKeyAsync(new { name = "stage", scopes = new[] { "signal" }, environment = "staging" }));
        using var answer = await other.PostAsJsonAsync("/api/flags/checkout/signals", new { environment = "production", signal = "fraud" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    /// <summary>A key of before there were these scopes can still hand out the parts of what it can do.</summary>
    [Test]
    public async Task Key_ThatOperates_HandsOutGuardAndSignalAndNothingMore()
    {
        using var admin = _server.Client(await _server.MakeKeyAsync("old-admin", "operate", "admin"));
        foreach (var scope in new[] { "guard", "signal" })
        {
            using var made = await admin.PostAsJsonAsync("/api/keys", new { name = "new-" + scope, scopes = new[] { scope } });
            Assert.That(made.StatusCode, Is.AnyOf(HttpStatusCode.OK, HttpStatusCode.Created), await made.Content.ReadAsStringAsync());
        }

        using var refused = await admin.PostAsJsonAsync("/api/keys", new { name = "reader", scopes = new[] { "read" } });
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private Task<HttpResponseMessage> GiveAsync(string signal, string? reason = null) =>
        _client.PostAsJsonAsync("/api/flags/checkout/signals", new { environment = "production", signal, reason });

    private async Task PublishAsync(string guard) =>
        (await _server.PublishAsync(
            TestDocument.WithGuard("checkout").Replace("\"guard\": {}", $"\"guard\": {guard}", StringComparison.Ordinal))).Dispose();
}
