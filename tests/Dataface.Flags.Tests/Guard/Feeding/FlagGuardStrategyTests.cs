using System.Net;
using Dataface.Flags.Guard;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Dataface.Flags.Tests.Guard.Feeding;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FlagGuardStrategyTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test]
    public async Task Execute_NewCodeThrows_IsCountedAndAborted()
    {
        var client = await _given.StartAsync();
        var pipeline = new ResiliencePipelineBuilder().AddFlagGuard("f", client.Guard).Build();
        for (var i = 0; i < 500; i++) await RunAsync(pipeline, isOn => isOn ? throw new InvalidOperationException("broken") : 1, client, i);
        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "));
    }

    [Test]
    public async Task Execute_ResultThatCountsAsError_IsCounted()
    {
        var client = await _given.StartAsync();
        var pipeline = new ResiliencePipelineBuilder<int>()
            .AddFlagGuard("f", client.Guard,
                o => (o.IsError, o.Signal) = (result => result.Result is -1, _ => throw new InvalidOperationException("a bad judge")))
            .Build();
        for (var i = 0; i < 500; i++)
        {
            var user = EvaluationContext.ForUser($"u{i}");
            await pipeline.ExecuteAsync(_ => ValueTask.FromResult(client.IsEnabled("f", user) ? -1 : 1));
        }

        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "));
    }

    [Test]
    public async Task Execute_CallerCancels_IsNotAnErrorButATimeoutIs()
    {
        var client = await _given.StartAsync();
        var guarded = new ResiliencePipelineBuilder { TimeProvider = _given.Time }.AddFlagGuard("f", client.Guard)
            .AddTimeout(TimeSpan.FromMilliseconds(100)).Build();
        for (var i = 0; i < 300; i++)
        {
            using var caller = new CancellationTokenSource();
            var call = HangAsync(guarded, client, i, caller.Token);
            await caller.CancelAsync();
            Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        }

        await client.LookAtGuardsAsync();
        var signals = client.Guard.Status.Single().Signals.ToDictionary(s => s.Signal, s => s.Treatment + s.Control);
        Assert.That((signals["errors"], signals["give_ups"]), Is.EqualTo((0, 300)));
        for (var i = 300; i < 600; i++)
        {
            var call = HangAsync(guarded, client, i, CancellationToken.None);
            _given.Time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.That(async () => await call, Throws.InstanceOf<TimeoutRejectedException>());
        }

        await client.LookAtGuardsAsync();
        Assert.That(client.Guard.Status.Single().Signals.Single(s => s.Signal == "errors").Control, Is.GreaterThan(250));
    }

    [TestCase(HttpStatusCode.NotFound, 0)]
    [TestCase(HttpStatusCode.TooManyRequests, 0)]
    [TestCase(HttpStatusCode.BadGateway, 1)]
    [TestCase(HttpStatusCode.NotModified, 1)]
    [TestCase(null, 1)]
    public async Task Execute_ThrowsAStatus_IsJudgedByIt(HttpStatusCode? status, int errors)
    {
        var client = await _given.StartAsync();
        var pipeline = new ResiliencePipelineBuilder().AddFlagGuard("f", client.Guard).Build();
        var user = Enumerable.Range(0, 100).Select(i => EvaluationContext.ForUser($"u{i}")).First(u => !client.IsEnabled("f", u));
        Assert.That(
            () => pipeline.Execute(() =>
            {
                _ = client.IsEnabled("f", user);
                throw new HttpRequestException("no", null, status);
            }),
            Throws.InstanceOf<HttpRequestException>());
        await client.LookAtGuardsAsync();
        Assert.That(client.Guard.Status.Single().Signals.Single(s => s.Signal == "errors").Control, Is.EqualTo(errors));
    }

    [Test]
    public async Task Execute_InsideARetry_CountsEachAttemptAndAUnitOnce()
    {
        var client = await _given.StartAsync();
        var pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.Zero })
            .AddFlagGuard("f", client.Guard).Build();
        var (tries, user) = (0, EvaluationContext.ForUser("u1"));
        await pipeline.ExecuteAsync(token =>
        {
            _ = client.IsEnabled("f", user);
            return ++tries < 3 ? throw new InvalidOperationException("again") : ValueTask.CompletedTask;
        });
        await client.LookAtGuardsAsync();
        var errors = client.Guard.Status.Single().Signals.Single(s => s.Signal == "errors");
        Assert.That((tries, errors.Treatment + errors.Control), Is.EqualTo((3, 1)));
    }

    [Test]
    public async Task Execute_FlagEvaluatedBefore_TakesTheUnitFromTheContext()
    {
        var client = await _given.StartAsync();
        var pipeline = new ResiliencePipelineBuilder().AddFlagGuard("f", client.Guard).Build();
        for (var i = 0; i < 500; i++)
        {
            var evaluation = client.Evaluate("f", EvaluationContext.ForUser($"u{i}"));
            var context = ResilienceContextPool.Shared.Get().GuardedBy(evaluation);
            try
            {
                await pipeline.ExecuteAsync(
                    _ => evaluation.Value ? throw new InvalidOperationException("broken") : ValueTask.CompletedTask, context);
            }
            catch (InvalidOperationException)
            {
                // As it should.
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
            }
        }

        await client.LookAtGuardsAsync();
        Assert.That((client.KillSwitch.Kills.Count, _given.Log.Count(5009)), Is.EqualTo((1, 0)));
    }

    private static async Task RunAsync(ResiliencePipeline pipeline, Func<bool, int> code, FlagClient client, int i)
    {
        try
        {
            await pipeline.ExecuteAsync(async _ =>
            {
                var isOn = client.IsEnabled("f", EvaluationContext.ForUser($"u{i}"));
                await Task.Yield();
                return code(isOn);
            });
        }
        catch (InvalidOperationException)
        {
            // As it should.
        }
    }

    private static Task HangAsync(ResiliencePipeline pipeline, FlagClient client, int i, CancellationToken cancellationToken) =>
        pipeline.ExecuteAsync(
            async token =>
            {
                _ = client.IsEnabled("f", EvaluationContext.ForUser($"u{i}"));
                await Task.Delay(Timeout.Infinite, token);
            },
            cancellationToken).AsTask();
}
