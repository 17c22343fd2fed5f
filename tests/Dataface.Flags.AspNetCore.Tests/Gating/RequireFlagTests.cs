using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Gating;

[TestFixture]
internal sealed class RequireFlagTests
{
    private static readonly FlagKey<bool> Handle = FlagKey.Of("f");

    [TestCase("f", ExpectedResult = 200)]
    [TestCase("off", ExpectedResult = 404)]
    [TestCase("misspelt", ExpectedResult = 404)]
    [TestCase("text", ExpectedResult = 404)]
    [TestCase("expired", ExpectedResult = 404)]
    [TestCase("elsewhere", ExpectedResult = 404)]
    [Rule("flags default to off")]
    public async Task<int> RequireFlag_OnAnEndpoint_PassesOnlyWhenTheFlagIsOn(string key)
    {
        var document = FlagFile.Of(
            FlagFile.Flag("f", "\"serve\": \"on\""),
            FlagFile.Flag("off", "\"serve\": \"off\""),
            FlagFile.Flag("text", "\"serve\": \"b\"", """ "variants": { "a": "false", "b": "true" }, "offVariant": "a", """),
            FlagFile.Flag("expired", "\"serve\": \"on\"", expires: "2026-11-19"),
            """ "elsewhere": { "owner": "t", "created": "2026-11-01", "expires": "2027-01-01", "environments": { "staging": """
                + """{ "serve": "on" } } } """);
        var hasRun = false;
        await using var app = await WebApp.StartAsync(document, app => app.MapGet("/", () => hasRun = true).RequireFlag(key));
        var status = await app.StatusAsync("/");
        Assert.That(hasRun, Is.EqualTo(status == 200), "nothing runs behind a closed gate");
        return status;
    }

    [Test, Rule("flags default to off")]
    public async Task RequireFlag_FlagsNotReady_IsClosed()
    {
        await using var app = await WebApp.StartAsync("not a document", app => app.MapGet("/", () => "in").RequireFlag("f"));
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(404));
        await app.UpdateAsync(FlagFile.On("f"));
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(200));
    }

    [Test, Rule("a kill is in force before the call returns")]
    public async Task RequireFlag_FlagIsKilled_IsClosedFromTheNextRequestOn()
    {
        await using var app = await WebApp.StartAsync(FlagFile.On("f"), app => app.MapGet("/", () => "in").RequireFlag(Handle));
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(200));
        await app.Services.GetRequiredService<IFlagClient>().KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(404));
    }

    [Test]
    public async Task RequireFlag_ByUser_LooksAtTheAuthenticatedUserWithoutAnyMiddleware()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.Of(FlagFile.OnWhere("f", "userId", "u1")), app => app.MapGet("/", () => "in").RequireFlag("f"),
            build: TestAuthentication.AddTo);
        Assert.That(await app.StatusAsync("/", (TestAuthentication.Header, "sub=u1")), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/", (TestAuthentication.Header, "sub=u2")), Is.EqualTo(404));
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(404));
    }

    [Test]
    public async Task RequireFlag_BesideAuthorization_NeverWeakensIt()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.On("f"),
            app =>
            {
                app.MapGet("/on", () => "in").RequireFlag("f").RequireAuthorization();
                app.MapGet("/off", () => "in").RequireFlag("off").RequireAuthorization();
            },
            build: TestAuthentication.AddTo);
        Assert.That(await app.StatusAsync("/on"), Is.EqualTo(401));
        Assert.That(await app.StatusAsync("/off"), Is.EqualTo(401));
        Assert.That(await app.StatusAsync("/on", (TestAuthentication.Header, "sub=u1")), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/off", (TestAuthentication.Header, "sub=u1")), Is.EqualTo(404));
    }

    [Test]
    public async Task RequireFlag_OnGroupsAndTheirEndpoints_AllMustBeOn()
    {
        await using var app = await WebApp.StartAsync(FlagFile.On("outer", "inner"), app =>
        {
            var outer = app.MapGroup("/outer").RequireFlag("outer");
            outer.MapGet("/", () => "in");
            outer.MapGet("/off", () => "in").RequireFlag("off");
            outer.MapGroup("/group").RequireFlag("inner").MapGet("/", () => "in");
            app.MapGroup("/off").RequireFlag("off").MapGet("/", () => "in").RequireFlag("inner");
        });
        Assert.That(await app.StatusAsync("/outer"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/outer/off"), Is.EqualTo(404));
        Assert.That(await app.StatusAsync("/outer/group"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/off"), Is.EqualTo(404));
        await app.UpdateAsync(FlagFile.On("inner"));
        Assert.That(await app.StatusAsync("/outer/group"), Is.EqualTo(404));
    }

    [Test]
    public async Task RequireFlag_AsAttributeOfAHandler_Gates()
    {
        await using var app = await WebApp.StartAsync(FlagFile.On("f"), app =>
        {
            app.MapGet("/on", [RequireFlag("f")] () => "in");
            app.MapGet("/off", [RequireFlag("off")] () => "in");
        });
        Assert.That(await app.StatusAsync("/on"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/off"), Is.EqualTo(404));
    }

    [Test]
    public async Task RequireFlag_OnShortCircuitedAndFallbackEndpoints_Gates()
    {
        await using var app = await WebApp.StartAsync(FlagFile.On("f"), app =>
        {
            app.MapGet("/short", () => "in").ShortCircuit().RequireFlag("off");
            app.MapFallback(() => "fallback").RequireFlag("off");
            app.MapHealthChecks("/health").RequireFlag("off");
        }, build: builder => builder.Services.AddHealthChecks());
        Assert.That(await app.StatusAsync("/short"), Is.EqualTo(404));
        Assert.That(await app.StatusAsync("/nowhere"), Is.EqualTo(404));
        Assert.That(await app.StatusAsync("/health"), Is.EqualTo(404));
    }

    [Test]
    public async Task RequireFlag_StatusConfigured_IsGiven()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.On(),
            app =>
            {
                app.MapGet("/", () => "in").RequireFlag("off");
                app.MapGet("/own", () => "in").RequireFlag("off", statusCode: 503);
            },
            o => o.StatusCode = 410);
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(410));
        Assert.That(await app.StatusAsync("/own"), Is.EqualTo(503));
    }

    [Test]
    public async Task RequireFlag_HandlerConfigured_WritesTheAnswer()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.On(),
            app => app.MapGet("/", () => "in").RequireFlag("off"),
            o => o.OnFlagOff = (http, required) => http.Response.WriteAsync($"no {required.Flag}, {http.Response.StatusCode}"));
        using var answer = await app.Client.GetAsync(new Uri("/", UriKind.Relative));
        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("no off, 404"));
        Assert.That(answer.Headers.CacheControl!.NoStore, "a cache in front must not keep it");
    }

    [Test]
    public async Task RequireFlag_HandlerThrows_TheGateStaysClosed()
    {
        var hasRun = false;
        await using var app = await WebApp.StartAsync(
            FlagFile.On(), app => app.MapGet("/", () => hasRun = true).RequireFlag("off"),
            o => o.OnFlagOff = (_, _) => throw new InvalidOperationException("no view"));
        Assert.That((await app.StatusAsync("/"), hasRun), Is.EqualTo((500, false)));
    }

    [Test]
    public async Task RequireFlag_OtherEndpoints_AreUntouched()
    {
        await using var app = await WebApp.StartAsync(FlagFile.On(), app =>
        {
            app.MapGet("/{id:int}", (int id) => $"number {id}");
            app.MapGet("/{name}", (string name) => $"name {name}").RequireFlag("off");
            app.MapPost("/both", () => "post");
            app.MapGet("/both", (HttpContext http) => http.GetEndpoint()!.DisplayName).RequireFlag("off");
        });
        Assert.That(await app.GetAsync("/7"), Is.EqualTo("number 7"));
        Assert.That(await app.StatusAsync("/seven"), Is.EqualTo(404));
        using var post = await app.Client.PostAsync(new Uri("/both", UriKind.Relative), null);
        Assert.That(await post.Content.ReadAsStringAsync(), Is.EqualTo("post"));
    }

    [Test]
    public async Task RequireFlag_RouteValuesAndMetadata_ReachTheEndpoint()
    {
        await using var app = await WebApp.StartAsync(FlagFile.On("f"), app =>
            app.MapGet("/{id}",
                (string id, HttpContext http) =>
                    $"{id} {((RouteEndpoint)http.GetEndpoint()!).RoutePattern.RawText} "
                        + $"{http.GetEndpoint()!.Metadata.GetMetadata<string>()}")
                .WithMetadata("metadata").RequireFlag("f"));
        Assert.That(await app.GetAsync("/x"), Is.EqualTo("x /{id} metadata"));
    }

    [Test]
    public async Task RequireFlag_ManyRequestsAtOnce_EachGetsItsOwnAnswer()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.Of(FlagFile.OnWhere("f", "n", "odd")), app => app.MapGet("/", () => "in").RequireFlag("f"),
            o => o.FromHeader("n", "N"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => app.StatusAsync("/", ("N", i % 2 == 0 ? "even" : "odd"))));
        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 404 : 200)));
    }

    [Test]
    public void RequireFlag_NonsenseGiven_SaysSo()
    {
        Assert.That(() => new RequireFlagAttribute(""), Throws.ArgumentException);
        Assert.That(() => new RequireFlagAttribute("f") { StatusCode = 200 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
