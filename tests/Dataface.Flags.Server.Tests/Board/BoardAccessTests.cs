using System.Net;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Server.Tests.Board;

[TestFixture]
internal sealed class BoardAccessTests
{
    private const string Kill = "/flags/production/checkout-v2/kill";

    private TestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync();
        (await _server.PublishAsync(BoardDocument.Of(DateTimeOffset.UtcNow))).Dispose();
        using var visitor = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        await Eventually.HoldsAsync(() => visitor.ReadAsync("/flags/production").Result.Contains("checkout-v2", StringComparison.Ordinal),
            "the board knows the flags");
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("/")]
    [TestCase("/flags/production")]
    [TestCase(Kill)]
    public async Task Page_WithoutASession_LeadsToSigningIn(string page)
    {
        using var visitor = new BoardVisitor(_server.Address);
        using var answer = await visitor.GetAsync(page);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/login?return=" + Uri.EscapeDataString(page)));
        Assert.That(await _server.RefusalsAsync(), Is.Empty, "nobody has tried anything");
    }

    [Test]
    public async Task SignIn_WithAKey_GivesACookieThatScriptsAndOtherSitesDoNotGet()
    {
        using var visitor = new BoardVisitor(_server.Address);
        using var answer = await visitor.SendFormAsync("/login", ("key", _server.AdminSecret), ("return", "/flags/staging"));
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/flags/staging"));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.That(cookie, Does.Contain("httponly").IgnoreCase.And.Contain("samesite=strict").IgnoreCase);
        Assert.That(cookie, Does.Not.Contain(_server.AdminSecret));
    }

    [TestCase("https://elsewhere.example/")]
    [TestCase("//elsewhere.example/")]
    [TestCase("""/\elsewhere.example/""")]
    [TestCase("javascript:alert(1)")]
    public async Task SignIn_WithAReturnToElsewhere_LeadsToTheBoard(string elsewhere)
    {
        using var visitor = new BoardVisitor(_server.Address);
        using var answer = await visitor.SendFormAsync("/login", ("key", _server.AdminSecret), ("return", elsewhere));
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/"));
    }

    [Test]
    public async Task SignIn_WithAWrongKey_IsRefusedAndAudited()
    {
        using var visitor = new BoardVisitor(_server.Address);
        using var answer = await visitor.SendFormAsync("/login", ("key", "dff_12345678_not-a-key"), ("return", "/"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(answer.Headers.Contains("Set-Cookie"), Is.False);
        Assert.That((await _server.RefusalsAsync()).Single().GetProperty("reason").GetString(), Is
            .EqualTo("POST /login: 401 unauthorized."));
    }

    [Test]
    public async Task SignIn_WithAKeyThatMayNotRead_IsRefused()
    {
        using var visitor = new BoardVisitor(_server.Address);
        using var answer = await visitor.SendFormAsync(
            "/login", ("key", await _server.MakeKeyAsync("evaluators", "evaluate")), ("return", "/"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Session_OfARevokedKey_EndsAtOnce()
    {
        using var visitor = await BoardVisitor.SignInAsync(_server, await _server.MakeKeyAsync("ann", "read"));
        await visitor.ReadAsync("/flags/production");
        (await _server.Admin.DeleteAsync(new Uri("/api/keys/ann", UriKind.Relative))).Dispose();
        using var answer = await visitor.GetAsync("/flags/production");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    public async Task Session_OnTheApi_IsRefused()
    {
        using var visitor = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        using var answer = await visitor.GetAsync("/api/flags");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task SignOut_EndsTheSession()
    {
        using var visitor = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        var token = BoardVisitor.TokenOf(await visitor.ReadAsync("/flags/production"));
        (await visitor.PostAsync("/logout", ("__RequestVerificationToken", token))).Dispose();
        using var answer = await visitor.GetAsync("/flags/production");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    public async Task Reader_SeesFlagsAndNoButton_AndMayNotKill()
    {
        using var reader = await BoardVisitor.SignInAsync(_server, await _server.MakeKeyAsync("ann", "read"));
        Assert.That(await reader.ReadAsync("/flags/production/checkout-v2"), Does.Contain("One-page checkout").And.Not.Contain("/kill"));
        using var asked = await reader.GetAsync(Kill);
        Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(asked.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
        var token = BoardVisitor.TokenOf(await reader.ReadAsync("/flags/production"));
        using var killed = await reader.PostAsync(Kill, ("__RequestVerificationToken", token), ("reason", "because"));
        Assert.That(killed.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await _server.HistoryAsync("action=kill"), Is.Empty);
    }

    [Test]
    [Rule("production is sacred")]
    public async Task Kill_ForgedForm_IsRefusedAndKillsNothing()
    {
        using var victim = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        using var attacker = await BoardVisitor.SignInAsync(_server, await _server.MakeKeyAsync("mallory", "read"));
        var stolen = BoardVisitor.TokenOf(await attacker.ReadAsync("/flags/production"));
        foreach (var token in new[] { "", "made-up", stolen })
        {
            using var answer = await victim.PostAsync(Kill, ("__RequestVerificationToken", token), ("reason", "because"));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("not from this board"));
        }

        Assert.That(await _server.HistoryAsync("action=kill"), Is.Empty);
        using var own = await victim.SendFormAsync(Kill, ("reason", "because"));
        Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await _server.HistoryAsync("action=kill"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Kill_WithoutAReason_AsksForOneAndKillsNothing()
    {
        using var visitor = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        using var answer = await visitor.SendFormAsync(Kill, ("reason", "  "));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("role=\"alert\"").And.Contain("<textarea"));
        Assert.That(await _server.HistoryAsync("action=kill"), Is.Empty);
    }

    [Test]
    public async Task Kill_TheSameFormTwice_IsOneRecord()
    {
        using var visitor = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        var page = await visitor.ReadAsync(Kill);
        var id = Regex.Match(page, "name=\"id\" value=\"([^\"]+)").Groups[1].Value;
        for (var i = 0; i < 2; i++)
        {
            using var answer = await visitor.PostAsync(
                Kill, ("__RequestVerificationToken", BoardVisitor.TokenOf(page)), ("id", id), ("reason", "errors"));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Reach: <strong>fleet</strong>"));
        }

        var record = (await _server.HistoryAsync("action=kill")).Single();
        Assert.That(record.GetProperty("by").GetString(), Is.EqualTo("first-admin"));
        Assert.That(record.GetProperty("from").GetString(), Does.StartWith("board ("));
    }

    [Test]
    public async Task Key_OfOneEnvironment_SeesNoOther()
    {
        using var made = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
            _server.Admin, "/api/keys", new { name = "stagers", scopes = new[] { "read", "operate" }, environment = "staging" });
        using var visitor = await BoardVisitor.SignInAsync(_server, (await TestServer.JsonAsync(made)).GetProperty("secret").GetString()!);
        Assert.That(await visitor.ReadAsync("/flags/staging"), Does.Not.Contain("production"));
        using var answer = await visitor.GetAsync("/flags/production");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCase("/flags/nowhere")]
    [TestCase("/flags/production/no-such-flag")]
    public async Task Page_OfNothing_Is404InWords(string page)
    {
        using var visitor = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        using var answer = await visitor.GetAsync(page);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'"));
    }
}
