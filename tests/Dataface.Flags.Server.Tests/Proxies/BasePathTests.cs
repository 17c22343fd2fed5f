using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dataface.Flags.Http;
using Dataface.Flags.Server.Tests.Board;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Tests.Proxies;

/// <summary>A server below a path, by its own setting and by the word of its proxy.</summary>
[TestFixture]
internal sealed partial class BasePathTests
{
    private const string Base = "/tools/flags";

    private BoardWorld _world = null!;

    private TestServer Server => _world.Server;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await BoardWorld.StartAsync("--base-path", Base, "--Server:TrustedProxies:0=127.0.0.1");

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test, Rule("no link of the board leaves its path")]
    public async Task Board_EveryPageThatLinksLeadTo_StaysBelowThePath([Values("", "/edge")] string prefix)
    {
        var (root, seen, waiting) = (prefix + Base, new HashSet<string>(), new Queue<string>());
        using var client = StrippingProxy.Before(Server.Address, prefix);
        await SignInAsync(client, root);
        waiting.Enqueue(root + "/");
        waiting.Enqueue(root + "/no-such-page");
        waiting.Enqueue(root + "/flags/nowhere");
        while (waiting.TryDequeue(out var page))
        {
            if (!seen.Add(page)) continue;
            using var answer = await client.GetAsync(new Uri(page, UriKind.Relative));
            Assert.That((int)answer.StatusCode, Is.LessThan(500), page);
            CookiesAreBelow(answer, root);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.That(text, Does.Not.Contain('\0'), page);
            if (answer.Headers.Location is { } location) Follow(location.OriginalString);
            if (answer.Content.Headers.ContentType?.MediaType != "text/html") continue;
            foreach (Match link in Link().Matches(text)) Follow(WebUtility.HtmlDecode(link.Groups[1].Value));

            void Follow(string address)
            {
                if (address.StartsWith('#')) return;
                if (Uri.TryCreate(address, UriKind.Absolute, out var web) && web.Scheme is "http" or "https") return;
                Assert.That(address, Does.StartWith(root + "/"), $"a link of {page}");
                waiting.Enqueue(address);
            }
        }

        TestContext.Out.WriteLine($"{seen.Count} pages");
        Assert.That(seen, Has.Count.GreaterThan(20).And.Member($"{root}/flags/production/checkout-v2/kill"));
        Assert.That(seen, Has.Member($"{root}/portfolio/map.svg"));
    }

    [Test]
    public async Task Kill_ByTheFormBelowThePath_Kills()
    {
        using var client = StrippingProxy.Before(Server.Address, "");
        await SignInAsync(client, Base);
        var page = await client.GetStringAsync(new Uri(Base + "/flags/production/odd-one/kill", UriKind.Relative));
        var action = Action().Matches(page)[^1].Groups[1].Value;
        using var killed = await SendAsync(
            client, action, ("__RequestVerificationToken", BoardVisitor.TokenOf(page)), ("reason", "A drill"));
        Assert.That(await killed.Content.ReadAsStringAsync(), Does.Contain("Reach: <strong>fleet</strong>"));
    }

    [Test]
    public async Task Api_BelowThePath_AnswersThereAndSaysSoElsewhere()
    {
        using var client = new HttpClient { BaseAddress = Server.Address };
        string[] paths =
            [Base + "/healthz/live", "/healthz/live", Base + "/healthz/ready", "/healthz/ready", "//tools//flags//healthz/live"];
        foreach (var path in paths)
        {
            using var health = await client.GetAsync(new Uri(Server.Address.GetLeftPart(UriPartial.Authority) + path));
            Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        }

        foreach (var path in new[] { "/", "/login", "/api/flags", "/tools/flagsmith/api/flags", "/TOOLS/flags/login" })
        {
            using var outside = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.That(outside.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
            Assert.That(await outside.Content.ReadAsStringAsync(), Does.Contain($"this server's pages and routes are below {Base}"));
        }

        var api = await client.GetFromJsonAsync<JsonElement>(Base + "/openapi/v1.json");
        Assert.That(api.GetProperty("servers")[0].GetProperty("url").GetString(), Does.EndWith(Base));
        var experiment = new { id = "elsewhere", name = "E", hypothesis = "H.", kpis = new[] { "orders" }, owner = "team" };
        using var made = await Server.Admin.PostAsJsonAsync("/api/experiments", experiment);
        Assert.That(made.Headers.Location!.OriginalString, Is.EqualTo(Base + "/api/experiments/elsewhere"));
    }

    [Test]
    public async Task Service_WhoseServerIsBelowThePath_FollowsAndKills()
    {
        await using var flags = await FlagClient.StartAsync(o =>
        {
            o.Environment = "production";
            o.UseHttp(new Uri(Server.Address, Base), http => http.ApiKey = Server.AdminSecret);
        });
        Assert.That(flags.Pin().Find("checkout-v2"), Is.Not.Null);
        var kill = await flags.KillSwitch.KillAsync(new() { Flag = "checkout-v2", By = "me", Reason = "A drill" });
        Assert.That(kill.Reach, Is.EqualTo(StateReach.Fleet));
        await flags.KillSwitch.RestoreAsync(new() { Flag = "checkout-v2", By = "me", Reason = "It is over" });
    }

    [TestCase("//elsewhere.example")]
    [TestCase("https://elsewhere.example")]
    [TestCase("/../x")]
    [TestCase("/a, b")]
    public async Task Prefix_OfATrustedProxy_InvalidPathIsRefused(string prefix)
    {
        using var answer = await AskAsync(Server, Base + "/login", prefix);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("does not have a valid path").And.Not.Contain("elsewhere"));
    }

    [TestCase("", "")]
    [TestCase(" ", "")]
    [TestCase("/", "")]
    [TestCase("/edge, /shop", "/edge/shop")]
    [TestCase("/edge/,/", "/edge")]
    [TestCase(", /shop", "/shop")]
    public async Task Prefix_OfProxiesOneBehindTheOther_IsTheirsInThatOrder(string prefix, string root)
    {
        using var answer = await AskAsync(Server, Base + "/", prefix);
        Assert.That(answer.Headers.Location!.OriginalString, Does.StartWith(root + Base + "/login"));
    }

    [TestCase]
    [TestCase("--Server:TrustedProxies:0=10.0.0.0/8", "--Server:TrustedProxies:1=fd00::/8")]
    public async Task Prefix_OfAnybodyElse_MeansNothing(params string[] trusted)
    {
        await using var server = await TestServer.StartAsync(null, trusted);
        using var answer = await AskAsync(server, "/", "/evil");
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/login?return=%2F"));
        using var client = server.Client("");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "10.1.2.3");
        using var login = await AskAsync(server, "/login", "/evil", client);
        Assert.That(await login.Content.ReadAsStringAsync(), Does.Not.Contain("evil"), "nor does it when its sender says that he is one");
    }

    [TestCase("127.0.0.1", "203.0.113.9")]
    [TestCase("10.0.0.0/8", "127.0.0.1")]
    public async Task Address_OfTheCaller_IsWhatATrustedProxySays(string trusted, string address)
    {
        await using var server = await TestServer.StartAsync(null, "--Server:TrustedProxies:0=" + trusted);
        using var anonymous = server.Client("");
        anonymous.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7, 203.0.113.9");
        using (var refused = await server.KillAsync("checkout", by: anonymous))
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        }

        Assert.That((await server.RefusalsAsync())[^1].GetProperty("from").GetString(), Is.EqualTo(address));
    }

    private static async Task<HttpResponseMessage> AskAsync(TestServer server, string path, string prefix, HttpClient? by = null)
    {
        using var own = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, path));
        request.Headers.TryAddWithoutValidation(StrippingProxy.Header, prefix);
        return await (by ?? own).SendAsync(request);
    }

    private async Task SignInAsync(HttpClient client, string root)
    {
        var form = await client.GetStringAsync(new Uri(root + "/login", UriKind.Relative));
        using var answer = await SendAsync(
            client, Action().Match(form).Groups[1].Value,
            ("__RequestVerificationToken", BoardVisitor.TokenOf(form)), ("key", Server.AdminSecret), ("return", "/flags"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await answer.Content.ReadAsStringAsync());
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo(root + "/flags"));
        CookiesAreBelow(answer, root);
    }

    private static void CookiesAreBelow(HttpResponseMessage answer, string root)
    {
        if (!answer.Headers.TryGetValues("Set-Cookie", out var cookies)) return;
        Assert.That(cookies, Has.All.Contains($"path={root};"));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string address, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await client.PostAsync(new Uri(address, UriKind.Relative), form);
    }

    [GeneratedRegex(@"(?:href|src|action)=""([^""]*)""")]
    private static partial Regex Link();

    [GeneratedRegex(@"method=""post"" action=""([^""]*)""")]
    private static partial Regex Action();
}
