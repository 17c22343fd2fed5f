using System.Net;
using System.Net.Http.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Tests.Board;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Sessions;

/// <summary>
/// A session that has ended is ended for everybody who has its cookie, everywhere; and no cookie can be made of what is stored.
/// </summary>
[TestFixture]
internal sealed class SessionTests
{
    private const string Page = "/flags/production";
    private const string Cookie = "dataface-flags-session";

    [Test, Rule("sign-out ends the session everywhere")]
    public async Task SignOut_OnOneReplica_EndsTheCopiedCookieOnEvery()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        await using var second = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        var (visitor, copy) = await SignInAsync(first);
        using var person = visitor;
        await Eventually.HoldsAsync(() => StatusAsync(second, copy).Result == HttpStatusCode.OK,
            "the session is known on the other replica");
        await SignOutAsync(visitor);
        Assert.That(await StatusAsync(second, copy), Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(await StatusAsync(first, copy), Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    public async Task SignOut_OfADataFolder_EndsTheCopiedCookieAlsoAfterARestart()
    {
        using var folder = new TemporaryFolder();
        string copy;
        await using (var server = await TestServer.StartAsync(folder["data"]))
        {
            var (visitor, taken) = await SignInAsync(server);
            using (visitor)
            {
                copy = taken;
                Assert.That(await StatusAsync(server, copy), Is.EqualTo(HttpStatusCode.OK));
                await SignOutAsync(visitor);
                Assert.That(await StatusAsync(server, copy), Is.EqualTo(HttpStatusCode.SeeOther));
            }
        }

        await using var again = await TestServer.StartAsync(folder["data"]);
        Assert.That(await StatusAsync(again, copy), Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    public async Task Cookies_Forged_AreLimitedAndSessionsContinue()
    {
        await using var server = await TestServer.StartAsync(null, "--Server:RateLimit:Anonymous=1");
        var (visitor, copy) = await SignInAsync(server);
        using var person = visitor;
        await Eventually.HoldsAsync(() => StatusAsync(server, copy).Result == HttpStatusCode.OK, "the session is known here");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            var invented = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
            statuses.Add(await StatusAsync(server, invented));
        }

        Assert.That(statuses, Has.Some.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(await StatusAsync(server, copy), Is.EqualTo(HttpStatusCode.OK),
            "who is signed in behind the same address is not held up");
    }

    [Test]
    public async Task SignIn_KeyThatMayNot_IsRecordedAndLimited()
    {
        await using var server = await TestServer.StartAsync(null, "--Server:RateLimit:Change=1");
        var secret = await server.MakeKeyAsync("writer", "operate");
        using var visitor = new BoardVisitor(server.Address);
        var token = BoardVisitor.TokenOf(await visitor.ReadAsync("/login"));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            using var answer = await visitor.PostAsync("/login", ("__RequestVerificationToken", token), ("key", secret), ("return", "/"));
            statuses.Add(answer.StatusCode);
        }

        Assert.That(statuses[0], Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(statuses, Has.Some.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That((await server.RefusalsAsync()).Select(r => r.GetProperty("by").GetString()), Has.Some.EqualTo("writer"));
    }

    [Test]
    public async Task SignIn_WithAnotherKeyInTheSameBrowser_EndsTheSessionBefore()
    {
        await using var server = await TestServer.StartAsync();
        var (visitor, copy) = await SignInAsync(server);
        using (visitor) (await visitor.SendFormAsync("/login", ("key", await server.MakeKeyAsync("ann", "read")),
            ("return", "/"))).Dispose();
        Assert.That(await StatusAsync(server, copy), Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    public async Task Session_KeyIsRevokedOnTheOtherReplica_Ends()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        await using var second = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        using var visitor = await BoardVisitor.SignInAsync(first, await first.MakeKeyAsync("ann", "read"));
        var copy = visitor.CookieOf(Cookie);
        await Eventually.HoldsAsync(() => StatusAsync(second, copy).Result == HttpStatusCode.OK, "known on the other replica");
        (await first.Admin.DeleteAsync(new Uri("/api/keys/ann", UriKind.Relative))).Dispose();
        await Eventually.HoldsAsync(() => StatusAsync(second, copy).Result == HttpStatusCode.SeeOther, "ended there, too");
    }

    [Test]
    public async Task Session_AfterTwelveHours_IsOver()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(null, services => services.AddSingleton<TimeProvider>(time));
        var (visitor, copy) = await SignInAsync(server);
        visitor.Dispose();
        time.Advance(TimeSpan.FromHours(11));
        Assert.That(await StatusAsync(server, copy), Is.EqualTo(HttpStatusCode.OK));
        time.Advance(TimeSpan.FromHours(1));
        Assert.That(await StatusAsync(server, copy), Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test, Rule("no cookie can be made from what is stored")]
    public async Task Stored_EveryValueOfTheDatabase_OpensNothingAsACookie()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        var (visitor, cookie) = await SignInAsync(server);
        visitor.Dispose();
        Assert.That(await database.RunAsync("SELECT string_agg(name, ',' ORDER BY name) FROM "
            + "dataface_flags.settings"), Is.EqualTo("instance-tokens,keys"),
            "no keys that sign sessions");
        var all = (string)(await database.RunAsync(
            "SELECT string_agg(encode(value, 'escape'), ' ') || (SELECT string_agg(s::text, ' ') FROM dataface_flags.sessions s) FROM "
            + "dataface_flags.settings"))!;
        Assert.That(all, Does.Not.Contain(cookie).And.Not.Contain(server.AdminSecret));
        foreach (var hash in new[] { "id", "secret" })
        {
            var bits = (byte[])(await database.RunAsync($"SELECT {hash} FROM dataface_flags.sessions"))!;
            Assert.That(await StatusAsync(server, System.Buffers.Text.Base64Url.EncodeToString(bits)), Is.EqualTo(HttpStatusCode.SeeOther));
            Assert.That(await StatusAsync(server, Convert.ToHexString(bits)), Is.EqualTo(HttpStatusCode.SeeOther));
        }
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [TestCase("äAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Cookie_MadeUp_OpensNothing(string cookie)
    {
        await using var server = await TestServer.StartAsync();
        Assert.That(await StatusAsync(server, Uri.EscapeDataString(cookie)), Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    public async Task SignOut_DatabaseIsAway_IsNotClaimed()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        var token = BoardVisitor.TokenOf(await visitor.ReadAsync(Page));
        await using (await HeldLock.TakeAsync(database, "LOCK TABLE dataface_flags.sessions IN SHARE MODE"))
        {
            using var answer = await visitor.PostAsync("/logout", ("__RequestVerificationToken", token));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }

        await visitor.ReadAsync(Page);
    }

    private static async Task<(BoardVisitor Visitor, string Cookie)> SignInAsync(TestServer server)
    {
        var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        return (visitor, visitor.CookieOf(Cookie));
    }

    private static async Task SignOutAsync(BoardVisitor visitor)
    {
        using var answer = await visitor.PostAsync("/logout",
            ("__RequestVerificationToken", BoardVisitor.TokenOf(await visitor.ReadAsync(Page))));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    /// <summary>What a page answers to somebody who has a copy of a cookie.</summary>
    private static async Task<HttpStatusCode> StatusAsync(TestServer server, string cookie)
    {
        using var client = new HttpClient(
            new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, Page);
        request.Headers.Add("Cookie", $"{Cookie}={cookie}");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
