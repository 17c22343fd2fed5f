using Dataface.Flags.Guard;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Guarding;

[TestFixture]
internal sealed class RequestGuardTests
{
    [Test]
    public async Task Request_NewCodeThrows_AbortsTheRollout()
    {
        await using var app =
            await StartAsync("{}",
                (flags, _) => flags.IsEnabled("f") ? throw new InvalidOperationException("broken") : Task.FromResult(200));
        await ComeAsync(app, 400);
        var kill = await KilledAsync(app);
        Assert.That(kill.Reason, Does.StartWith("errors: "));
        Assert.That(await app.StatusAsync("/", ("X-User", "u1")), Is.EqualTo(200), "everybody is served by the old code");
    }

    [Test]
    public async Task Request_NewCodeAnswers500_AbortsTheRollout()
    {
        await using var app = await StartAsync("{}", (flags, _) => Task.FromResult(flags.IsEnabled("f") ? 500 : 404));
        await ComeAsync(app, 400);
        Assert.That((await KilledAsync(app)).Reason, Does.StartWith("errors: "), "404 is no failure");
    }

    [Test]
    public async Task Request_NewCodeAnswers401_GivesTheSignalThatTheGuardLists()
    {
        await using var app =
            await StartAsync("""{ "abortOn": [ "auth_failure" ] }""", (flags, _) => Task.FromResult(flags.IsEnabled("f") ? 401 : 200));
        await ComeAsync(app, 100);
        Assert.That((await KilledAsync(app)).Reason, Does.Contain("'auth_failure' was signalled"));
    }

    [Test]
    public async Task Request_AbortedByItsCaller_IsNotAnError()
    {
        var begun = new SemaphoreSlim(0);
        await using var app = await StartAsync("{}", async (flags, http) =>
        {
            _ = flags.IsEnabled("f");
            begun.Release();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
            return 200;
        });
        for (var i = 0; i < 40; i++)
        {
            using var caller = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.Add("X-User", $"u{i}");
            var call = app.Client.SendAsync(request, caller.Token);
            await begun.WaitAsync();
            await caller.CancelAsync();
            Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        }

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var client = app.Services.GetRequiredService<IFlagClient>();
        await app.Clock.AdvanceUntilAsync(() => client.Guard.Status is [{ Epoch: 1 }], TimeSpan.FromSeconds(1));
        Assert.That(client.Guard.Status.Single().Signals.Where(s => s.Signal == "errors").Sum(s => s.Treatment + s.Control), Is.Zero);
    }

    [TestCase("text/event-stream", 200, false, false)]
    [TestCase("application/grpc-web+proto", 200, false, false)]
    [TestCase(null, 101, false, false)]
    [TestCase("application/json", 200, true, false)]
    [TestCase("application/json", 200, false, true)]
    public void IsGiveUp_ResponseHasBegun_UnlessOnlyItsCallerEndsIt(string? contentType, int status, bool isHub, bool expected)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>(new Begun { StatusCode = status });
        http.Response.ContentType = contentType;
        if (isHub) http.SetEndpoint(new Endpoint(null, new(new Microsoft.AspNetCore.SignalR.HubMetadata(typeof(object))), "hub"));
        Assert.That(new RequestGuardOptions().IsGiveUp(http), Is.EqualTo(expected));
    }

    private sealed class Begun : Microsoft.AspNetCore.Http.Features.HttpResponseFeature
    {
        public override bool HasStarted => true;
    }

    [Test]
    public async Task Health_GuardThatHearsNothing_IsDegraded()
    {
        await using var app = await StartAsync("""{ "silence": "00:01:00" }""", (_, _) => Task.FromResult(200));
        var client = app.Services.GetRequiredService<IFlagClient>();
        await app.Clock.AdvanceUntilAsync(() => client.Guard.Status is [{ Health: GuardHealth.Silent }], TimeSpan.FromSeconds(10));
        var health = await app.Services.GetRequiredService<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>()
            .CheckHealthAsync();
        Assert.That(health.Status, Is.EqualTo(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded));
        Assert.That(health.Entries["feature-flags"].Description, Does.Contain("rollouts that are not watched properly: 1"));
    }

    [Test]
    public async Task Request_OfAServiceWithAnObjective_CountsWhateverFlagsWereEvaluatedInIt()
    {
        const string Guard = """ "guard": { "slo": { "objective": "api" } },""";
        var document = FlagFile.Of(FlagFile.Flag("f", """ "rollout": { "percent": 5 } """, Guard))
            .Replace("\"flags\"", """ "objectives": { "api": { "objective": 99 } }, "flags" """, StringComparison.Ordinal);
        await using var app = await WebApp.StartAsync(
            document,
            web =>
            {
                web.UseFlagGuard(options => options.Objective = "api");
                web.MapGet("/{status:int}", (int status) => Results.StatusCode(status));
            },
            options => options.FromHeader("userId", "X-User"));
        var guard = app.Services.GetRequiredService<IFlagClient>().Guard;
        await Eventually.HoldsAsync(() => guard.Status.Count > 0, "the guard looks: before that nothing is recorded");
        for (var i = 0; i < 20; i++) await app.StatusAsync(i < 5 ? "/500" : "/200", ("X-User", $"u{i}"));
        await app.Clock.AdvanceUntilAsync(
            () => guard.Status is [{ Objective: { Requests: 20, Failed: 5 } }], TimeSpan.FromSeconds(1));
    }

    private static Task<WebApp> StartAsync(string guard, Func<IRequestFlags, HttpContext, Task<int>> answer) => WebApp.StartAsync(
        FlagFile.Of(FlagFile.Flag("f", """ "rollout": { "percent": 5 } """, $"\"guard\": {guard},")),
        app =>
        {
            app.UseFlagGuard();
            app.MapGet("/", async (HttpContext http, IRequestFlags flags) => http.Response.StatusCode = await answer(flags, http));
        },
        options => options.FromHeader("userId", "X-User"),
        builder => builder.Services.AddHealthChecks().AddFeatureFlags());

    private static async Task ComeAsync(WebApp app, int users)
    {
        var guard = app.Services.GetRequiredService<IFlagClient>().Guard;
        await Eventually.HoldsAsync(() => guard.Status.Count > 0, "the guard looks: before that nothing is recorded");
        for (var i = 0; i < users; i++) await app.StatusAsync("/", ("X-User", $"u{i}"));
    }

    private static async Task<State.Kill> KilledAsync(WebApp app)
    {
        var client = app.Services.GetRequiredService<IFlagClient>();
        await app.Clock.AdvanceUntilAsync(() => client.KillSwitch.Kills.Count > 0, TimeSpan.FromSeconds(1));
        return client.KillSwitch.Kills.Single();
    }
}
