using Dataface.Flags.Server.Tests.Board;
using Microsoft.Playwright;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>
/// The server seen from a page of another origin, through <c>@openfeature/web-sdk</c> and <c>@openfeature/ofrep-web-provider</c> in a
/// real Chromium.
/// </summary>
[TestFixture]
internal sealed class WebProviderTests
{
    private PageHost? _site;
    private PageHost? _strangers;
    private TestServer? _server;
    private string _public = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await Browser.GetAsync();
        await NodePackages.InstallAsync("ofrep-web");
        (_site, _strangers) = (await PageHost.StartAsync(), await PageHost.StartAsync());
        _server = await TestServer.StartAsync(null, "--Server:OfrepOrigins:0", _site.Origin);
        (await _server.PublishAsync(TestDocument.Of("checkout-v2", "unlisted"))).Dispose();
        _public = await _server.MakeKeyAsync(new { name = "page", scopes = new[] { "evaluate" }, publicFlags = new[] { "checkout-v2" } });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_site is not null) await _site.DisposeAsync();
        if (_strangers is not null) await _strangers.DisposeAsync();
    }

    [Test, Rule("a kill wins over everything")]
    public async Task Provider_WithAPublicKey_EvaluatesItsFlagsAndSeesAKill()
    {
        await using var context = await NewContextAsync();
        var page = await OpenAsync(context, _site!);
        var statuses = new List<int>();
        page.Response += (_, answer) =>
        {
            if (answer.Request.Method == "POST") statuses.Add(answer.Status);
        };
        await page.EvaluateAsync("([server, key]) => start(server, key, 'user-42')", new[] { Server, _public });
        var on = await page.EvaluateAsync<Details>("() => details('checkout-v2')");
        Assert.That((on.Value, on.Variant, on.Reason), Is.EqualTo((true, "on", "STATIC")));
        var unlisted = await page.EvaluateAsync<Details>("() => details('unlisted')");
        Assert.That((unlisted.Value, unlisted.ErrorCode), Is.EqualTo((false, "FLAG_NOT_FOUND")));

        // The page may read the tag of an answer: the next one is 304.
        await Eventually.HoldsAsync(() => statuses.Contains(304), "an answer that has not changed is not sent again");
        (await _server!.KillAsync("checkout-v2")).Dispose();
        await page.WaitForFunctionAsync("() => details('checkout-v2').reason === 'DISABLED'");
        Assert.That((await page.EvaluateAsync<Details>("() => details('checkout-v2')")).Value, Is.False);
        using var restored = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
            _server.Admin, "/api/flags/checkout-v2/restore", new { environment = "production", reason = "over" });
        await page.WaitForFunctionAsync("() => details('checkout-v2').value");
    }

    [Test]
    public async Task Provider_OnAPageOfAnotherOrigin_GetsNothing()
    {
        await using var context = await NewContextAsync();
        var page = await OpenAsync(context, _strangers!);
        Assert.That(
            async () => await page.EvaluateAsync("([server, key]) => start(server, key, 'user-42')", new[] { Server, _public }),
            Throws.InstanceOf<PlaywrightException>());
        Assert.That((await page.EvaluateAsync<Details>("() => details('checkout-v2')")).Reason, Is.EqualTo("ERROR"));
    }

    [Test]
    public async Task Page_WithASecretKey_ReadsWhyItIsRefused()
    {
        var secret = await _server!.MakeKeyAsync("backend", "evaluate");
        await using var context = await NewContextAsync();
        var page = await OpenAsync(context, _site!);
        var answer = await FetchAsync(page, "POST", "/ofrep/v1/evaluate/flags", secret);
        Assert.That(answer, Does.StartWith("403").And.Contain("'backend' is a secret"));
    }

    [Test]
    public async Task Page_OfAListedOrigin_ReadsNoOtherRoute([Values("/api/flags/production", "/api/keys", "/healthz/live")] string route)
    {
        await using var context = await NewContextAsync();
        var page = await OpenAsync(context, _site!);
        Assert.That(await FetchAsync(page, "GET", route, _server!.AdminSecret), Does.Contain("Failed to fetch"));
    }

    private string Server => _server!.Address.GetLeftPart(UriPartial.Authority);

    private static async Task<IBrowserContext> NewContextAsync()
    {
        var context = await (await Browser.GetAsync()).NewContextAsync();
        context.SetDefaultTimeout(120_000);
        return context;
    }

    private static async Task<IPage> OpenAsync(IBrowserContext context, PageHost site)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(site.Origin + "/");
        await page.WaitForFunctionAsync("() => window.details");
        return page;
    }

    private Task<string> FetchAsync(IPage page, string method, string route, string secret) => page.EvaluateAsync<string>(
        """
        async ([address, method, secret]) => {
          const body = method === 'POST' ? '{"context":{"targetingKey":"u"}}' : undefined;
          try {
            const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
            const answer = await fetch(address, { method, body, headers });
            return answer.status + ' ' + (await answer.text());
          } catch (error) { return String(error); }
        }
        """,
        new[] { Server + route, method, secret });

    private sealed record Details
    {
        public bool Value { get; init; }

        public string? Variant { get; init; }

        public string? Reason { get; init; }

        public string? ErrorCode { get; init; }
    }
}
