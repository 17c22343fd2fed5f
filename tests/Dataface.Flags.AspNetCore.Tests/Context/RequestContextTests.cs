using System.Security.Claims;
using System.Text;
using Dataface.Flags.AspNetCore.Context;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Context;

[TestFixture]
internal sealed class RequestContextTests
{
    private const string Nobody = "";

    [TestCase("sub=u1", ExpectedResult = "userId=\"u1\"")]
    [TestCase("sub=u1;" + ClaimTypes.NameIdentifier + "=u2", ExpectedResult = "userId=\"u2\"")]
    [TestCase("sub=", ExpectedResult = Nobody)]
    [TestCase("name=u1", ExpectedResult = Nobody)]
    public async Task<string> Context_AuthenticatedUser_HasTheirIdAsUnit(string login)
    {
        await using var app = await StartAsync();
        return await app.GetAsync("/", (TestAuthentication.Header, login));
    }

    [Test, Rule("a missing unit is never random")]
    public async Task Context_AnonymousUser_HasNoUnitDespiteClaims()
    {
        await using var app = await StartAsync(build: builder => builder.Services.AddAuthentication());
        (string, string)[] forged = [("userId", "admin"), ("X-User-Id", "admin"), ("sub", "admin"),
            ("Cookie", "userId=admin; sub=admin; sid=admin"), ("country", "DE")];
        Assert.That(await app.GetAsync("/", forged), Is.EqualTo(Nobody), "no header or cookie is believed unless configured");
        Assert.That(await app.GetAsync("/"), Is.EqualTo(Nobody));
    }

    [Test]
    public async Task Context_UnauthenticatedIdentity_IsIgnored()
    {
        await using var app = await WebApp.StartAsync(FlagFile.On(), app => app
            .Use((http, next) =>
            {
                http.User = new ClaimsPrincipal(
                    [new ClaimsIdentity([new Claim("sub", "forged")]), new ClaimsIdentity([new Claim("sub", "true")], "cookie")]);
                return next(http);
            })
            .Run(http => http.Response.WriteAsync(http.Flags().Context.ToString())));
        Assert.That(await app.GetAsync("/"), Is.EqualTo("userId=\"true\""));
    }

    [Test]
    public async Task Context_ConfiguredHeaderCookieAndClaims_AreAttributes()
    {
        await using var app =
            await StartAsync(o => o.FromHeader("country", "X-Country").FromCookie("sessionId", "sid")
                .FromClaim("email", "email", isPrivate: true).FromClaimList("roles", "role"));
        var context = await app.GetAsync("/", (TestAuthentication.Header, "sub=u1;email=a@b.example;role=staff;role=ops"),
            ("x-country", "DE"), ("Cookie", "other=1; sid=s1"));
        Assert.That(context, Is.EqualTo("""userId="u1", country="DE", sessionId=(private), email=(private), roles=["staff", "ops"]"""));
    }

    [TestCase(AttributeType.Number, "42", ExpectedResult = "42")]
    [TestCase(AttributeType.Number, "-0.50", ExpectedResult = "-0.5")]
    [TestCase(AttributeType.Number, "9007199254740993", ExpectedResult = "9007199254740993")]
    [TestCase(AttributeType.Number, "1e3", ExpectedResult = "1000")]
    [TestCase(AttributeType.Number, "1e-30", ExpectedResult = "1E-30")]
    [TestCase(AttributeType.Number, "1,5", ExpectedResult = null)]
    [TestCase(AttributeType.Number, "1.0000000000000000000000000000000001", ExpectedResult = null)]
    [TestCase(AttributeType.Number, "NaN", ExpectedResult = null)]
    [TestCase(AttributeType.Number, "1e400", ExpectedResult = null)]
    [TestCase(AttributeType.Number, "adult", ExpectedResult = null)]
    [TestCase(AttributeType.Boolean, "True", ExpectedResult = "true")]
    [TestCase(AttributeType.Boolean, "yes", ExpectedResult = null)]
    [TestCase(AttributeType.Instant, "2026-12-01", ExpectedResult = "2026-12-01T00:00:00.0000000+00:00")]
    [TestCase(AttributeType.Instant, "2026-12-01T12:00:00+05:00", ExpectedResult = "2026-12-01T07:00:00.0000000+00:00")]
    [TestCase(AttributeType.Instant, "1764547200", ExpectedResult = "2025-12-01T00:00:00.0000000+00:00")]
    [TestCase(AttributeType.Instant, "9223372036854775807", ExpectedResult = null)]
    [TestCase(AttributeType.Instant, "tomorrow", ExpectedResult = null)]
    [TestCase(AttributeType.Text, "42", ExpectedResult = "\"42\"")]
    public async Task<string?> Context_ClaimOrHeaderWithAType_IsOfItOrLeftOutAndLoggedOnce(AttributeType type, string value)
    {
        await using var app = await StartAsync(o => o.FromClaim("claim", "claim", type: type).FromHeader("header", "X-Header", type: type));
        (string, string)[] sent = [(TestAuthentication.Header, $"sub=u1;claim={value}"), ("X-Header", value)];
        var context = await app.GetAsync("/", sent);
        Assert.That(await app.GetAsync("/", sent), Is.EqualTo(context));
        if (context == "userId=\"u1\"")
        {
            Assert.That(app.Log.Count(7005), Is.EqualTo(2), "once for each source");
            return null;
        }

        Assert.That(app.Log.Count(7005), Is.Zero);
        var shown = context.Split(", ")[1].Split('=', 2)[1];
        Assert.That(context, Is.EqualTo($"userId=\"u1\", claim={shown}, header={shown}"));
        return shown;
    }

    [Test]
    public async Task Context_ClaimAsANumber_IsComparedByARule()
    {
        var flag = FlagFile.Flag(
            "f", "\"rules\": [ { \"name\": \"adults\", \"when\": { \"attribute\": \"age\", \"atLeast\": 18 }, \"rollout\": { \"percent\": "
                + "5 } } ]");
        await using var app = await WebApp.StartAsync(
            FlagFile.Of(flag), app => app.MapGet("/", (IRequestFlags flags) => flags.Explain("f").ToString()),
            o => o.FromClaim("age", "age", type: AttributeType.Number), TestAuthentication.AddTo);
        Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=u1;age=17")), Does.Contain("age atLeast 18; is 17\n"));
        Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=u1;age=18")), Does.Contain("yes  rule adults"));
    }

    [Test]
    public async Task Context_SessionFromCookie_IsAUnit()
    {
        var flag = FlagFile.Flag("f", "\"rollout\": { \"percent\": 100, \"ramp\": { \"steps\": [5, 100], \"hold\": \"01:00:00\" } }",
            "\"bucketBy\": \"sessionId\",");
        await using var app =
            await WebApp.StartAsync(FlagFile.Of(flag),
                app => app.MapGet("/", (IRequestFlags flags) => flags.Evaluate("f").Reason.ToString()),
                o => o.FromCookie("sessionId", "sid"));
        Assert.That(await app.GetAsync("/"), Is.EqualTo(nameof(EvaluationReason.NoUnit)));
        Assert.That(await app.GetAsync("/", ("Cookie", "sid=s1")),
            Is.AnyOf(nameof(EvaluationReason.Rollout), nameof(EvaluationReason.OutsideRollout)));
    }

    [Test]
    public async Task Context_DuplicateHeader_IsIgnored()
    {
        await using var app = await StartAsync(o => o.FromHeader("country", "X-Country"));
        for (var i = 0; i < 3; i++)
            Assert.That(await RawAsync(app, "X-Country: DE\r\nX-Country: AT\r\n"), Does.EndWith("\r\n\r\n"), "no attribute");
        Assert.That(app.Log.Count(7001), Is.EqualTo(1));
    }

    [Test]
    public async Task Context_SeveralSourcesOfOneAttribute_UsesTheFirstPresent()
    {
        await using var app = await StartAsync(o => o.FromHeader("userId", "X-User").FromHeader("userId", "X-Device"));
        Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=u1"), ("X-User", "forged")), Is.EqualTo("userId=\"u1\""));
        Assert.That(await app.GetAsync("/", ("X-User", ""), ("X-Device", "d1")), Is.EqualTo("userId=\"d1\""));
        Assert.That(await app.GetAsync("/", ("X-User", new string('x', 257)), ("X-Device", "d1")), Is.EqualTo(Nobody),
            "a doubtful value is not replaced by a weaker one");
    }

    [Test, Rule("bad input loses nothing")]
    public async Task Context_UserIdOfOneMegabyte_IsIgnoredAndLoggedOnce()
    {
        await using var app = await StartAsync(o => o.FromHeader("userId", "X-User"), AllowLongHeaders);
        var megabyte = new string('x', 1 << 20);
        for (var i = 0; i < 3; i++)
        {
            Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=" + megabyte)), Is.EqualTo(Nobody));
            Assert.That(await app.GetAsync("/", ("X-User", megabyte)), Is.EqualTo(Nobody));
        }

        Assert.That(app.Log.Count(7000), Is.EqualTo(2), "once for the claim, once for the header");
        Assert.That(app.Log.Events.Where(e => e.Id == 7000).Max(e => e.Text.Length), Is.LessThan(200), "the value is not logged");
        Assert.That(await app.GetAsync("/", ("X-User", "u1")), Is.EqualTo("userId=\"u1\""), "requests go on");
    }

    [TestCase(256, ExpectedResult = 1)]
    [TestCase(257, ExpectedResult = 0)]
    public async Task<int> Context_ValueAtLimit_IsAccepted(int length)
    {
        await using var app = await StartAsync();
        return (await app.GetAsync("/", (TestAuthentication.Header, "sub=" + new string('x', length)))).Length > 0 ? 1 : 0;
    }

    [Test]
    public async Task Context_TooManyOrTooLongInAList_IsLeftOut()
    {
        await using var app = await StartAsync(o => o.FromClaimList("roles", "role"));
        var many = string.Join(';', Enumerable.Range(0, 101).Select(i => $"role=r{i}"));
        Assert.That(await app.GetAsync("/", (TestAuthentication.Header, many)), Is.EqualTo(Nobody));
        Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "role=a;role=" + new string('x', 257))), Is.EqualTo(Nobody));
        Assert.That((app.Log.Count(7000), app.Log.Count(7001)), Is.EqualTo((1, 1)));
    }

    [TestCase("project=7;project=9007199254740993;project=0.50", "projects=[7, 9007199254740993, 0.5]")]
    [TestCase("project=7;project=1e-30", "projects=[7, 1E-30]")]
    [TestCase("project=7;project=seven", Nobody)]
    public async Task Context_ClaimListOfNumbers_IsOneOrLeftOut(string claims, string context)
    {
        await using var app = await StartAsync(o => o.FromClaimList("projects", "project", AttributeType.Number));
        for (var i = 0; i < 2; i++) Assert.That(await app.GetAsync("/", (TestAuthentication.Header, claims)), Is.EqualTo(context));
        Assert.That(app.Log.Count(7005), Is.EqualTo(context == Nobody ? 1 : 0));
    }

    [Test]
    public async Task AdjustContext_Given_HasTheLastWord()
    {
        await using var app = await StartAsync(o => o.AdjustContext = (http, context) => context.With("path", http.Request.Path.Value));
        Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=u1")), Is.EqualTo("userId=\"u1\", path=\"/\""));
    }

    [Test, Rule("flags default to off")]
    public async Task AdjustContext_ThrowsOrGivesNothing_FlagsAreOffAndRequestsContinue([Values] bool isThrowing)
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.On("f"),
            app =>
            {
                app.MapGet("/", (IRequestFlags flags) => flags.Evaluate("f").ToString());
                app.MapGet("/gated", () => "in").RequireFlag("f");
            },
            o => o.AdjustContext = (_, _) => isThrowing ? throw new InvalidOperationException("the plan service is down") : null!);
        for (var i = 0; i < 3; i++)
        {
            Assert.That(await app.GetAsync("/"), Is.EqualTo("False (fallback, NotReady)"));
            Assert.That(await app.StatusAsync("/gated"), Is.EqualTo(404));
        }

        Assert.That(app.Log.Count(7002), Is.EqualTo(1));
    }

    [Test]
    public async Task Context_AskedForBeforeAuthentication_StaysAndIsLoggedOnce()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.On(),
            app =>
            {
                app.Use((http, next) =>
                {
                    _ = http.Flags();
                    return next(http);
                });
                app.UseAuthentication();
                app.Run(http => http.Response.WriteAsync(http.Flags().Context.ToString()));
            },
            build: TestAuthentication.AddTo);
        for (var i = 0; i < 2; i++) Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=u1")), Is.EqualTo(Nobody));
        Assert.That(app.Log.Count(7003), Is.EqualTo(1));
    }

    private static Task<WebApp> StartAsync(Action<RequestFlagsOptions>? options = null, Action<WebApplicationBuilder>? build = null) =>
        WebApp.StartAsync(FlagFile.On(), app => app.MapGet("/", (IRequestFlags flags) => flags.Context.ToString()), options, builder =>
        {
            TestAuthentication.AddTo(builder);
            build?.Invoke(builder);
        });

    private static void AllowLongHeaders(WebApplicationBuilder builder) => builder.Services.Configure<KestrelServerOptions>(o =>
    {
        o.Limits.MaxRequestHeadersTotalSize = 3 << 20;
        o.Limits.MaxRequestBufferSize = 4 << 20;
    });

    /// <summary>Sends headers line by line, as HttpClient would not.</summary>
    private static async Task<string> RawAsync(WebApp app, string headers)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(app.Client.BaseAddress!.Host, app.Client.BaseAddress.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.0\r\nHost: x\r\n{headers}\r\n"));
        return await new StreamReader(socket.GetStream()).ReadToEndAsync();
    }
}
