using System.Net;
using Dataface.Flags.Guard;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.AspNetCore.Tests.Guarding;

/// <summary>What counts is what the caller gets in the end, wherever the guard stands and whoever answers.</summary>
[TestFixture]
internal sealed class RequestOutcomeTests
{
    /// <summary>Where the guard stands, and who handles exceptions.</summary>
    public enum Pipeline
    {
        Alone,
        OutsideOfTheHandler,
        InsideOfTheHandler,
        InsideOfADeveloperPage,
        OutsideOfADeveloperPage,
        InsideOfAMiddlewareThatCatches,
    }

    [Test, Rule("a status of 4xx is no failure")]
    public async Task Request_NewCodeThrowsWhatBecomesA4xx_AbortsNothing(
        [Values] Pipeline pipeline, [Values(400, 408, 413, 499)] int status)
    {
        await using var app = await StartAsync(pipeline, http => throw new BadHttpRequestException("no", status));
        Assert.That(await StatusesAsync(app), Is.All.EqualTo(status));
        Assert.That((await ErrorsAsync(app), Kills(app)), Is.EqualTo((0L, 0)));
    }

    [TestCase(Pipeline.OutsideOfTheHandler)]
    [TestCase(Pipeline.InsideOfTheHandler)]
    [TestCase(Pipeline.InsideOfAMiddlewareThatCatches)]
    public async Task Request_ExceptionIsMappedTo409_AbortsNothing(Pipeline pipeline)
    {
        await using var app = await StartAsync(pipeline, _ => throw new ConflictException());
        Assert.That(await StatusesAsync(app), Is.All.EqualTo(409));
        Assert.That((await ErrorsAsync(app), Kills(app)), Is.EqualTo((0L, 0)));
    }

    [Test]
    public async Task Request_ExceptionBecomesA500_AbortsTheRollout([Values] Pipeline pipeline)
    {
        await using var app = await StartAsync(pipeline, _ => throw new InvalidOperationException("broken"));
        Assert.That(await StatusesAsync(app), Is.All.EqualTo(500));
        Assert.That(await ErrorsAsync(app), Is.Positive);
        Assert.That(Kills(app), Is.EqualTo(1));
    }

    [Test]
    public async Task Request_ThrowsAfterItsResponseHasBegun_AbortsTheRollout(
        [Values(Pipeline.Alone, Pipeline.OutsideOfTheHandler, Pipeline.InsideOfTheHandler)] Pipeline pipeline,
            [Values(200, 404)] int status)
    {
        await using var app = await StartAsync(pipeline, async http =>
        {
            http.Response.StatusCode = status;
            await http.Response.WriteAsync("half of it");
            await http.Response.Body.FlushAsync();
            throw new InvalidOperationException("broken");
        });
        await StatusesAsync(app, mayFail: true);
        Assert.That(await ErrorsAsync(app), Is.Positive);
    }

    [TestCase(Pipeline.Alone)]
    [TestCase(Pipeline.InsideOfTheHandler)]
    public async Task Request_BodyIsTooLarge_AbortsNothing(Pipeline pipeline)
    {
        await using var app = await StartAsync(pipeline, async http =>
        {
            http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = 10;
            await http.Request.Body.CopyToAsync(Stream.Null);
        });
        Assert.That(await StatusesAsync(app, body: new string('x', 100)), Is.All.EqualTo(413));
        Assert.That((await ErrorsAsync(app), Kills(app)), Is.EqualTo((0L, 0)));
    }

    [TestCase(Pipeline.OutsideOfTheHandler)]
    [TestCase(Pipeline.InsideOfTheHandler)]
    [TestCase(Pipeline.InsideOfAMiddlewareThatCatches)]
    public async Task IsError_AnyOrder_SeesTheFinalStatusAndTheException(Pipeline pipeline)
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<(int, Type?)>();
        await using var app = await StartAsync(pipeline, _ => throw new ConflictException(), o => o.IsError = (http, error) =>
        {
            seen.Add((http.Response.StatusCode, error?.GetType()));
            return true;
        });
        await StatusesAsync(app);
        Assert.That(await ErrorsAsync(app), Is.Positive, "it decides");
        Assert.That(seen, Does.Contain((409, (Type?)typeof(ConflictException))));
    }

    [TestCase(Pipeline.OutsideOfTheHandler)]
    [TestCase(Pipeline.InsideOfTheHandler)]
    public async Task Signal_ExceptionIsMappedTo401_IsGiven(Pipeline pipeline)
    {
        await using var app =
            await StartAsync(pipeline, _ => throw new UnauthorizedAccessException(), guard: """{ "abortOn": [ "auth_failure" ] }""");
        await StatusesAsync(app);
        await app.Clock.AdvanceUntilAsync(() => Kills(app) > 0, TimeSpan.FromSeconds(1));
        Assert.That(Client(app).KillSwitch.Kills.Single().Reason, Does.Contain("'auth_failure' was signalled"));
    }

    [Test]
    public async Task IsError_Throws_CountsAsAnError()
    {
        await using var app = await StartAsync(
            Pipeline.Alone, _ => Task.CompletedTask, o => o.IsError = (_, _) => throw new InvalidOperationException("a bad judge"));
        Assert.That(await StatusesAsync(app), Is.All.EqualTo(200));
        Assert.That(await ErrorsAsync(app), Is.Positive);
    }

    [Test]
    public async Task Request_HangsUntilItsCallerLeaves_IsAGiveUpAndAbortsTheRollout()
    {
        await using var app = await StartAsync(Pipeline.Alone, http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await LeaveAsync(app);
        await app.Clock.AdvanceUntilAsync(() => Kills(app) > 0, TimeSpan.FromSeconds(1));
        Assert.That(Client(app).KillSwitch.Kills.Single().Reason, Does.StartWith("give_ups: "));
    }

    [Test]
    public async Task Request_SwallowsTheCancellation_IsStillAGiveUp()
    {
        await using var app = await StartAsync(Pipeline.InsideOfTheHandler, async http =>
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        await LeaveAsync(app);
        await app.Clock.AdvanceUntilAsync(() => Kills(app) > 0, TimeSpan.FromSeconds(1));
        Assert.That(Client(app).KillSwitch.Kills.Single().Reason, Does.StartWith("give_ups: "));
    }

    [Test]
    public async Task ServerSentEvents_CallerLeaves_IsNotAGiveUp()
    {
        await using var app = await StartAsync(Pipeline.Alone, async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: 1\n\n");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        await LeaveAsync(app);
        Assert.That((await CountAsync(app, "give_ups"), Kills(app)), Is.EqualTo((0L, 0)));
    }

    [Test]
    public async Task ServerSentEvents_StayOpen_AreNotSlow()
    {
        await using var app = await StartAsync(
            Pipeline.Alone,
            async http =>
            {
                http.Response.ContentType = "text/event-stream";
                await http.Response.WriteAsync("data: 1\n\n");
                await http.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            },
            guard: "{}");
        await Eventually.HoldsAsync(() => Client(app).Guard.Status.Count > 0, "the guard looks: before that nothing is recorded");
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 400; i++)
        {
            using var request = Request(i);
            open.Add(await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
        }

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await CountAsync(app, "errors"), Slow(app), Kills(app)), Is.EqualTo((0L, 0L, 0)));
        foreach (var answer in open) answer.Dispose();
    }

    private static long Slow(WebApp app) => Client(app).Guard.Status.SelectMany(s => s.Signals)
        .Where(s => s.Signal.StartsWith("slower_than", StringComparison.Ordinal)).Sum(s => s.Treatment);

    [Test]
    public async Task Request_AbortedByAStoppingHost_IsNotAGiveUp()
    {
        var begun = new SemaphoreSlim(0);
        await using var app = await StartAsync(Pipeline.Alone, async http =>
        {
            http.RequestServices.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            http.Abort();
            begun.Release();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        var client = Client(app);
        await Eventually.HoldsAsync(() => client.Guard.Status.Count > 0, "the guard looks: before that nothing is recorded");
        var treated = Enumerable.Range(0, 400).First(i => client.IsEnabled("f", EvaluationContext.ForUser($"u{i}")));
        using var request = Request(treated);
        Assert.That(async () => await app.Client.SendAsync(request), Throws.InstanceOf<HttpRequestException>());
        await begun.WaitAsync();
        Assert.That(await CountAsync(app, "give_ups"), Is.Zero);
    }

    private sealed class ConflictException : Exception;

    private static Task<WebApp> StartAsync(
        Pipeline pipeline, RequestDelegate treated, Action<RequestGuardOptions>? configure = null,
        string guard = """{ "latency": false }""") => WebApp.StartAsync(
        FlagFile.Of(FlagFile.Flag("f", """ "rollout": { "percent": 5 } """, $"\"guard\": {guard},")),
        app =>
        {
            if (pipeline is Pipeline.OutsideOfTheHandler or Pipeline.OutsideOfADeveloperPage or Pipeline.Alone) app.UseFlagGuard(configure);
            Handle(app, pipeline);
            if (pipeline is not (Pipeline.OutsideOfTheHandler or Pipeline.OutsideOfADeveloperPage or Pipeline.Alone))
            {
                app.UseFlagGuard(configure);
            }

            app.UseRouting();
            app.Map("/", async (HttpContext http, IRequestFlags flags) =>
            {
                if (flags.IsEnabled("f")) await treated(http);
            });
        },
        options => options.FromHeader("userId", "X-User"));

    private static void Handle(WebApplication app, Pipeline pipeline)
    {
        if (pipeline is Pipeline.OutsideOfTheHandler or Pipeline.InsideOfTheHandler)
        {
            app.UseExceptionHandler(handler => handler.Run(http =>
            {
                var error = http.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error;
                http.Response.StatusCode = StatusOf(error);
                return Task.CompletedTask;
            }));
        }
        else if (pipeline is Pipeline.InsideOfADeveloperPage or Pipeline.OutsideOfADeveloperPage)
        {
            app.UseDeveloperExceptionPage();
        }
        else if (pipeline is Pipeline.InsideOfAMiddlewareThatCatches)
        {
            app.Use(async (http, next) =>
            {
                try
                {
                    await next(http);
                }
                catch (Exception error) when (!http.Response.HasStarted)
                {
                    http.Response.StatusCode = StatusOf(error);
                    await http.Response.WriteAsync("sorry");
                }
            });
        }
    }

    private static int StatusOf(Exception error) => error switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        ConflictException => 409,
        UnauthorizedAccessException => 401,
        _ => 500,
    };

    private static IFlagClient Client(WebApp app) => app.Services.GetRequiredService<IFlagClient>();

    private static int Kills(WebApp app) => Client(app).KillSwitch.Kills.Count;

    /// <summary>Lets users come, and tells what those with the feature got.</summary>
    private static async Task<List<int>> StatusesAsync(WebApp app, bool mayFail = false, string? body = null)
    {
        await Eventually.HoldsAsync(() => Client(app).Guard.Status.Count > 0, "the guard looks: before that nothing is recorded");
        var statuses = new List<int>();
        for (var i = 0; i < 400; i++)
        {
            var isTreated = Client(app).IsEnabled("f", EvaluationContext.ForUser($"u{i}"));
            using var request = Request(i);
            if (body is not null) (request.Method, request.Content) = (HttpMethod.Post, new StringContent(body));
            try
            {
                using var answer = await app.Client.SendAsync(request);
                if (isTreated) statuses.Add((int)answer.StatusCode);
            }
            catch (HttpRequestException) when (mayFail)
            {
                statuses.Add(0);
            }
        }

        return statuses;
    }

    /// <summary>Lets users come, of whom those with the feature leave while they wait.</summary>
    private static async Task LeaveAsync(WebApp app)
    {
        await Eventually.HoldsAsync(() => Client(app).Guard.Status.Count > 0, "the guard looks: before that nothing is recorded");
        for (var i = 0; i < 400; i++)
        {
            var isTreated = Client(app).IsEnabled("f", EvaluationContext.ForUser($"u{i}"));
            using var request = Request(i);
            using var caller = new CancellationTokenSource(isTreated ? TimeSpan.FromMilliseconds(50) : Timeout.InfiniteTimeSpan);
            try
            {
                using var answer = await app.Client.SendAsync(request, caller.Token);
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            }
            catch (OperationCanceledException)
            {
                Assert.That(isTreated);
            }
        }
    }

    private static HttpRequestMessage Request(int i)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-User", $"u{i}");
        return request;
    }

    private static Task<long> ErrorsAsync(WebApp app) => CountAsync(app, "errors");

    /// <summary>The treated units of a signal, once the guard has looked at all that came.</summary>
    private static async Task<long> CountAsync(WebApp app, string signal)
    {
        var (client, looks) = (Client(app), new HashSet<object>(ReferenceEqualityComparer.Instance));
        long Count() => client.Guard.Status.SelectMany(s => s.Signals).Where(s => s.Signal == signal).Sum(s => s.Treatment);

        // Each look has signals of its own; what was recorded before the first of these is in the last.
        await app.Clock.AdvanceUntilAsync(
            () =>
            {
                if (client.Guard.Status is not [var status]) return false;
                looks.Add(status.Signals);
                return status.Health == GuardHealth.Aborted || (Kills(app) == 0 && looks.Count > 5);
            },
            TimeSpan.FromSeconds(1));
        return Count();
    }
}
