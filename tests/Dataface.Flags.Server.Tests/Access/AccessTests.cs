using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Access;

[TestFixture]
internal sealed class AccessTests
{
    private TestServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await TestServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Request_WithoutKey_Is401AndAudited()
    {
        using var anonymous = _server.Client("");
        using var answer = await _server.KillAsync("checkout", by: anonymous);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(answer.Headers.WwwAuthenticate.Single().Scheme, Is.EqualTo("Bearer"));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
        await AuditedAsync("nobody known", "POST /api/flags/{key}/kill: 401 unauthorized.");
        Assert.That(await KillsAsync(), Is.Empty);
    }

    [Test]
    public async Task Request_WithWrongKey_Is401AndTheKeyIsNowhere()
    {
        const string Wrong = "dff_12345678_not-a-key-of-this-server-at-all";
        using var client = _server.Client(Wrong);
        using var answer = await _server.KillAsync("checkout", by: client);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        await AuditedAsync("nobody known", "401");
        Assert.That(JsonSerializer.Serialize(await _server.HistoryAsync()), Does.Not.Contain(Wrong));
        Assert.That(_server.Log.Events.Select(e => e.Text), Has.None.Contain(Wrong));
    }

    [Test]
    public async Task Request_WithKeyThatLacksTheScope_Is403AndAuditedByName()
    {
        using var reader = _server.Client(await _server.MakeKeyAsync("reader", "read", "evaluate"));
        using var answer = await _server.KillAsync("checkout", by: reader);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("lacks the scope 'operate'; it has: read, evaluate"));
        await AuditedAsync("reader", "403 forbidden");
        Assert.That(await KillsAsync(), Is.Empty);
    }

    [Test]
    public async Task Request_WithRevokedKey_Is401AtOnce()
    {
        using var operators = _server.Client(await _server.MakeKeyAsync("operators", "operate"));
        using (var before = await _server.KillAsync("a", by: operators)) Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using (var revoked =
            await _server.Admin.DeleteAsync(new Uri("/api/keys/operators", UriKind.Relative))) Assert.That(
                revoked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        using var after = await _server.KillAsync("b", by: operators);
        Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test, Rule("state belongs to one environment")]
    public async Task Request_WithKeyOfAnotherEnvironment_Is403()
    {
        using var made = await _server.Admin.PostAsJsonAsync(
            "/api/keys", new { name = "staging", scopes = new[] { "read", "operate" }, environment = "staging" });
        using var client = _server.Client((await TestServer.JsonAsync(made)).GetProperty("secret").GetString()!);
        using (var own = await _server.KillAsync("a", "staging", by: client)) Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using (var kill = await _server.KillAsync("a", "production", by: client)) Assert.That(
            kill.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        using var feed = await client.GetAsync(new Uri("/api/flags/production", UriKind.Relative));
        Assert.That(feed.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Refusals_ManyAlike_AreTwoRecordsAMinuteAndLimited()
    {
        using var anonymous = _server.Client("");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 100; i++)
        {
            using var answer = await anonymous.GetAsync(new Uri("/api/flags", UriKind.Relative));
            statuses.Add(answer.StatusCode);
        }

        Assert.That(statuses, Has.Some.EqualTo(HttpStatusCode.TooManyRequests), "who tries keys is slowed down");
        await AuditedAsync("nobody known", "GET /api/flags: 401");
        Assert.That(await _server.HistoryAsync("action=refuse"), Has.Count.EqualTo(2),
            "one of those that tried, one of those that tried too often");
    }

    [Test]
    public async Task Limit_OfOneKey_AnswersWhenToAskAgainAndLeavesOthersAlone()
    {
        await using var server = await TestServer.StartAsync(null, "--Server:RateLimit:Change=1");
        using var busy = server.Client(await server.MakeKeyAsync("busy", "operate"));
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 20; i++) answers.Add(await server.KillAsync("a", by: busy));
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.That(refused.Headers.RetryAfter!.Delta, Is.GreaterThan(TimeSpan.Zero));
        using var other = await server.Admin.GetAsync(new Uri("/api/flags/production", UriKind.Relative));
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        answers.ForEach(a => a.Dispose());
    }

    [Test]
    public void Routes_All_SayWhichScopeTheyRequire()
    {
        var endpoints = _server.App.Services.GetServices<Microsoft.AspNetCore.Routing.EndpointDataSource>().SelectMany(s => s.Endpoints)
            .OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>().ToList();
        Assert.That(endpoints, Has.Count.GreaterThan(15));
        Assert.That(endpoints.Where(e => e.Metadata.GetMetadata<Server.Access.ScopeRequirement>() is null)
            .Select(e => e.RoutePattern.RawText), Is.Empty);
    }

    [Test]
    public async Task OpenApi_ListsEveryRouteOfTheDesign()
    {
        using var anonymous = _server.Client("");
        var paths = (await anonymous.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .Select(p => p.Name).ToList();
        Assert.That(paths, Is.SupersetOf(new[]
        {
            "/api/flags/{environment}", "/api/flags/{environment}/stream", "/api/flags/{key}/kill", "/api/flags/{key}/restore",
            "/api/flags/{key}/ramp", "/api/flags",
            "/api/flags/history", "/api/flags/rollback/{number}", "/healthz/live", "/healthz/ready",
        }));
    }

    private async Task AuditedAsync(string by, string reason)
    {
        var record = (await _server.RefusalsAsync())[^1];
        Assert.That(record.GetProperty("by").GetString(), Is.EqualTo(by));
        Assert.That(record.GetProperty("from").GetString(), Is.EqualTo("127.0.0.1"));
        Assert.That(record.GetProperty("reason").GetString(), Does.Contain(reason));
    }

    private async Task<IEnumerable<string>> KillsAsync() =>
        (await _server.Admin.GetFromJsonAsync<JsonElement>("/api/flags/production")).GetProperty("state").GetProperty("kills")
            .EnumerateObject().Select(k => k.Name);
}
