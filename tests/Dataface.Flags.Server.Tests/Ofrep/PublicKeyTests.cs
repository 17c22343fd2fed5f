using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Keys;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>Keys that everybody may read, in pages of listed origins.</summary>
[TestFixture]
internal sealed class PublicKeyTests
{
    private const string Bulk = "/ofrep/v1/evaluate/flags";
    private const string Shop = "https://shop.example.com";

    private TestServer _server = null!;
    private string _public = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync(null, "--Server:OfrepOrigins:0", Shop, "--Server:RateLimit:Anonymous=0");
        (await _server.PublishAsync(TestDocument.Of("listed", "unlisted"))).Dispose();
        _public = await _server.MakeKeyAsync(
            new { name = "shop-page", scopes = new[] { "evaluate" }, publicFlags = new[] { "listed", "to-come" } });
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test, Rule("a public key evaluates its flags over OFREP, and does nothing else")]
    public void Table_AskedByAPublicKey_HasJustTheLinesOfOfrep([Values("production", null)] string? environment)
    {
        // With every scope, as no door lets one in.
        var all = Scope.Read | Scope.Evaluate | Scope.Operate | Scope.Admin | Scope.Report;
        var caller = new Caller("page", all, environment, null) { PublicFlags = [.. new[] { "listed" }] };
        var open = AccessTable.All
            .Where(line => line.Value.Scope != Scope.None && line.Value.WhyNot(caller, "production") is null).Select(line => line.Key);
        Assert.That(open, Is.EquivalentTo(new[] { $"POST {Bulk}", $"POST {Bulk}/{{key}}" }));
        var secret = new ApiSecret("1", SecretText.Hash("secret"), default, "");
        var ring = new KeyRing([new ApiKey("page", all, environment, null, [secret]) { PublicFlags = ["listed"] }]);
        Assert.That(ring.Find("secret")!.Scopes, Is.EqualTo(Scope.Evaluate), "whatever a store may say");
    }

    [Test, Rule("a public key evaluates its flags over OFREP, and does nothing else")]
    public async Task Flag_NotListed_IsAnsweredAsUnknown()
    {
        var (unlisted, nowhere) = (await EvaluateAsync("unlisted"), await EvaluateAsync("nowhere"));
        Assert.That(unlisted.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(unlisted.Text.Replace("unlisted", "nowhere", StringComparison.Ordinal), Is.EqualTo(nowhere.Text));
        Assert.That((await EvaluateAsync("listed")).Text, Does.Contain("\"value\":true"));
        var all = JsonElement.Parse((await EvaluateAsync(null)).Text).GetProperty("flags").EnumerateArray();
        Assert.That(all.Select(flag => flag.GetProperty("key").GetString()), Is.EqualTo(new[] { "listed" }));
    }

    [Test]
    public async Task Page_OfAListedOrigin_MayAskWithAPublicKeyAndWithoutCookies()
    {
        using var asked = await PreflightAsync(Shop, Bulk);
        Assert.That(Header(asked, "Access-Control-Allow-Origin"), Is.EqualTo(Shop));
        Assert.That(Header(asked, "Access-Control-Allow-Methods"), Is.EqualTo("POST"));
        Assert.That(Header(asked, "Access-Control-Allow-Headers"), Does.Contain("Authorization").And.Contain("If-None-Match"));
        Assert.That(asked.Headers.Contains("Access-Control-Allow-Credentials"), Is.False);
        var answer = await EvaluateAsync(null, origin: Shop);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Origin, Is.EqualTo(Shop));
        Assert.That(answer.Exposed, Does.Contain("ETag").And.Contain("Retry-After"));
    }

    [TestCase("https://shop.example.com.evil.example")]
    [TestCase("http://shop.example.com")]
    [TestCase("https://shop.example.com:8443")]
    [TestCase("null")]
    public async Task Page_OfAnotherOrigin_LearnsNothing(string origin)
    {
        using var asked = await PreflightAsync(origin, Bulk);
        Assert.That(Header(asked, "Access-Control-Allow-Origin"), Is.Null);
        Assert.That((await EvaluateAsync(null, origin: origin)).Origin, Is.Null);
    }

    [Test]
    public async Task Page_WithASecretKey_IsRefusedInWords()
    {
        var secret = await _server.MakeKeyAsync("backend", "evaluate");
        var answer = await EvaluateAsync(null, secret, Shop);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(answer.Text, Does.Contain("'backend' is a secret").And.Contain("publicFlags"));
        Assert.That(answer.Origin, Is.EqualTo(Shop), "who reads the console of the browser reads why");
        Assert.That((await EvaluateAsync(null, secret)).Status, Is.EqualTo(HttpStatusCode.OK), "a backend is no page");
    }

    [Test]
    public async Task Routes_OfTheRest_TellPagesNothing(
        [Values("/api/flags/production", "/healthz/live", "/api/keys", "/login")] string route)
    {
        using var asked = await PreflightAsync(Shop, route);
        using var request = new HttpRequestMessage(HttpMethod.Get, route) { Headers = { { "Origin", Shop } } };
        using var answer = await _server.Admin.SendAsync(request);
        Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(Header(asked, "Access-Control-Allow-Origin") ?? Header(answer, "Access-Control-Allow-Origin"), Is.Null);
    }

    [Test]
    public async Task Server_WithoutOrigins_TellsPagesNothing()
    {
        await using var server = await TestServer.StartAsync();
        using var request = Preflight(Shop, Bulk);
        using var anonymous = server.Client("");
        using var answer = await anonymous.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(Header(answer, "Access-Control-Allow-Origin"), Is.Null);
    }

    [TestCase("""{"name":"x","scopes":["evaluate","read"],"publicFlags":["listed"]}""", "other scopes than 'evaluate'")]
    [TestCase("""{"name":"x","scopes":["evaluate"],"publicFlags":[]}""", "0 public flags. List 1 to 100")]
    [TestCase("""{"name":"x","scopes":["evaluate"],"publicFlags":["a b"]}""", "'a b', which is not a valid flag key")]
    [TestCase("""{"name":"x","scopes":["evaluate"],"team":"t","publicFlags":["listed"]}""", "Flags have no team")]
    public async Task Make_APublicKeyThatCouldDoMore_IsRefused(string body, string why)
    {
        using var content = new StringContent(body, null, "application/json");
        using var answer = await _server.Admin.PostAsync(new Uri("/api/keys", UriKind.Relative), content);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(why));
    }

    [Test]
    public async Task Key_ThatIsPublic_StaysSoWhenItIsStoredListedAndRotated()
    {
        using var folder = new TemporaryFolder();
        string rotated;
        await using (var server = await TestServer.StartAsync(folder["data"]))
        {
            (await server.PublishAsync(TestDocument.Of("listed", "unlisted"))).Dispose();
            await server.MakeKeyAsync(new { name = "page", scopes = new[] { "evaluate" }, publicFlags = new[] { "listed" } });
            using var answer = await server.Admin.PostAsync(new Uri("/api/keys/page/rotate", UriKind.Relative), null);
            rotated = (await TestServer.JsonAsync(answer)).GetProperty("secret").GetString()!;
            var listed = (await server.Admin.GetFromJsonAsync<JsonElement>("/api/keys")).EnumerateArray()
                .Single(key => key.GetProperty("name").GetString() == "page");
            Assert.That(listed.GetProperty("publicFlags")[0].GetString(), Is.EqualTo("listed"));
            var reason = (await server.HistoryAsync("action=configure"))[1].GetProperty("reason").GetString();
            Assert.That(reason, Does.Contain("public: listed"));
        }

        await using var again = await TestServer.StartAsync(folder["data"]);
        using var page = again.Client(rotated);
        foreach (var (flag, status) in new[] { ("listed", HttpStatusCode.OK), ("unlisted", HttpStatusCode.NotFound) })
        {
            using var answer = await page.PostAsJsonAsync($"{Bulk}/{flag}", new { context = new { targetingKey = "u" } });
            Assert.That(answer.StatusCode, Is.EqualTo(status), flag);
        }
    }

    private async Task<(HttpStatusCode Status, string Text, string? Origin, string? Exposed)> EvaluateAsync(
        string? flag, string? secret = null, string? origin = null)
    {
        using var client = _server.Client(secret ?? _public);
        using var request = new HttpRequestMessage(HttpMethod.Post, flag is null ? Bulk : $"{Bulk}/{flag}");
        request.Content = JsonContent.Create(new { context = new { targetingKey = "user-1" } });
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(),
            Header(answer, "Access-Control-Allow-Origin"), Header(answer, "Access-Control-Expose-Headers"));
    }

    private async Task<HttpResponseMessage> PreflightAsync(string origin, string route)
    {
        using var anonymous = _server.Client("");
        using var request = Preflight(origin, route);
        return await anonymous.SendAsync(request);
    }

    private static HttpRequestMessage Preflight(string origin, string route) => new(HttpMethod.Options, route)
    {
        Headers =
        {
            { "Origin", origin }, { "Access-Control-Request-Method", "POST" },
            { "Access-Control-Request-Headers", "authorization,content-type,if-none-match" },
        },
    };

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
