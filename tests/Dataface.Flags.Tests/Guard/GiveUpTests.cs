using System.Net;
using Dataface.Flags.Guard;
using Dataface.Flags.State;
using Polly;

namespace Dataface.Flags.Tests.Guard;

/// <summary>A feature that hangs until its callers leave.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GiveUpTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();
    private int _users;

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test, Rule("a rollout that does harm is switched off by itself")]
    public async Task GiveUps_HalfOfTheTreatedCalls_AbortWithinTwoBuckets()
    {
        var state = new InMemoryFlagStateStore();
        var client = await _given.StartAsync(o => o.UseStateStore(state));
        var buckets = 0;
        for (; buckets < 10 && client.KillSwitch.Kills.Count == 0; buckets++) await ComeAsync(client, treated: 0.5, others: 0.01);
        Assert.That(buckets, Is.LessThanOrEqualTo(2));
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("give_ups: "));
        var abort = AbortRecord.Parse(await EvidenceAsync(state));
        Assert.That(GuardReplay.Run(abort).LogE, Is.EqualTo(abort.LogE), "anybody gets the same number from the record");
    }

    [TestCase(0.01)]
    [TestCase(0.1)]
    [TestCase(0.5)]
    public async Task GiveUps_AsManyOnBothSides_AbortNothing(double rate)
    {
        var client = await _given.StartAsync();
        for (var i = 0; i < 40; i++) await ComeAsync(client, rate, rate);
        Assert.That(client.KillSwitch.Kills.Select(kill => kill.Reason), Is.Empty);
        Assert.That(Signal("give_ups").Control, Is.GreaterThan(100), "they are counted all the same");
    }

    [Test]
    public async Task GiveUps_NotWatched_AreNotCounted()
    {
        _given.Source.Update(GuardScenario.Document("""{ "giveUps": false, "latency": false }"""));
        var client = await _given.StartAsync();
        for (var i = 0; i < 3; i++) await ComeAsync(client, treated: 0.5, others: 0.01);
        Assert.That(client.KillSwitch.Kills, Is.Empty);
        Assert.That(_given.Status.Signals.Select(s => s.Signal), Is.EqualTo(["errors"]));
    }

    [Test]
    public async Task GiveUp_BeforeAnyThreshold_HasAtLeastItsLatencyUntilThen()
    {
        _given.Source.Update(GuardScenario.Document("""{ "giveUps": false }"""));
        var client = await _given.StartAsync();
        for (var bucket = 0; bucket < 8 && client.KillSwitch.Kills.Count == 0; bucket++)
        {
            await EachAsync(client, 500, visit =>
            {
                var isTreated = visit.Arm == RolloutArm.Treatment;
                client.Guard.Record(
                    visit, isTreated ? GuardOutcome.Cancelled : GuardOutcome.Success,
                        TimeSpan.FromMilliseconds(isTreated ? 700 : 20 + (_users % 80)));
            });
        }

        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("latency: "));
    }

    [Test]
    public async Task Call_GivenUp_IsCounted()
    {
        var client = await _given.StartAsync();
        await EachAsync(client, 1_000, visit =>
            client.Guard.Begin(visit).Complete(visit.Arm == RolloutArm.Treatment ? GuardOutcome.Cancelled : GuardOutcome.Success));
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("give_ups: "));
    }

    [Test]
    public async Task Scope_NeverCompleted_IsAGiveUp()
    {
        var client = await _given.StartAsync();
        for (var i = 0; i < 1_000; i++)
        {
            using var scope = client.Guard.BeginScope();
            if (!client.IsEnabled("f", EvaluationContext.ForUser($"u{i}"))) scope.Complete(GuardOutcome.Success);
        }

        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("give_ups: "));
    }

    [Test]
    public async Task Pipeline_OuterTimeoutEndsIt_IsAGiveUpWhateverTheCodeThrows([Values] bool wrapsTheCancellation)
    {
        var client = await _given.StartAsync();
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _given.Time }
            .AddTimeout(TimeSpan.FromMilliseconds(100)).AddFlagGuard("f", client.Guard).Build();
        for (var i = 0; i < 200; i++)
        {
            var call = pipeline.ExecuteAsync(async token =>
            {
                if (!client.IsEnabled("f", EvaluationContext.ForUser($"u{i}"))) return;
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                catch (OperationCanceledException error) when (wrapsTheCancellation)
                {
                    throw new IOException("The connection was closed.", error);
                }
            }).AsTask();
            _given.Time.Advance(TimeSpan.FromMilliseconds(100));
            await call.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await client.LookAtGuardsAsync();
        Assert.That((Signal("give_ups").Treatment, Signal("errors").Treatment), Is.EqualTo((Treated(client, 200), 0)));
    }

    [Test]
    public async Task Http_ClientTimesOut_IsAGiveUp()
    {
        var client = await _given.StartAsync();
        using var server = new HttpListener();
        var address = LoopbackServer.Start(server); // Takes connections, and never answers.
        using var http = new HttpClient(new FlagGuardHandler("f", client.Guard) { InnerHandler = new SocketsHttpHandler() });
        http.Timeout = TimeSpan.FromMilliseconds(50);
        var all = Enumerable.Range(0, 400).Select(i => client.Evaluate("f", EvaluationContext.ForUser($"u{i}"))).ToList();
        var visits = all.Where(visit => visit.Value).ToList();
        foreach (var visit in all.Where(visit => !visit.Value)) client.Guard.Record(visit, GuardOutcome.Success);
        await Task.WhenAll(visits.Select(async visit =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address).GuardedBy(visit);
            var error = await Assert.ThrowsAsync<TaskCanceledException>(() => http.SendAsync(request));
            Assert.That(error!.InnerException, Is.InstanceOf<TimeoutException>());
        }));
        await client.LookAtGuardsAsync();
        Assert.That((Signal("give_ups").Treatment, Signal("errors").Treatment), Is.EqualTo((visits.Count, 0)));
    }

    private GuardSignalStatus Signal(string name) => _given.Status.Signals.Single(s => s.Signal == name);

    private static int Treated(FlagClient client, int users) =>
        Enumerable.Range(0, users).Count(i => client.Evaluate("f", EvaluationContext.ForUser($"u{i}")).Arm == RolloutArm.Treatment);

    private static async Task<string> EvidenceAsync(InMemoryFlagStateStore state) =>
        (await state.ReadAuditAsync(default).SingleAsync(r => r.Change.Evidence is not null)).Change.Evidence!;

    /// <summary>A thousand new users, of whom some give up after a quarter of a second.</summary>
    private Task ComeAsync(FlagClient client, double treated, double others)
    {
        var random = new Random(_users + 5);
        return EachAsync(client, 1_000, visit =>
        {
            var givesUp = random.NextDouble() < (visit.Arm == RolloutArm.Treatment ? treated : others);
            client.Guard.Record(visit, givesUp
                ? GuardOutcome.Cancelled : GuardOutcome.Success, TimeSpan.FromMilliseconds(givesUp ? 250 : 20 + random.Next(80)));
        });
    }

    private async Task EachAsync(FlagClient client, int users, Action<Evaluation<bool>> record)
    {
        for (var i = 0; i < users; i++) record(client.Evaluate("f", EvaluationContext.ForUser($"user-{_users++}")));
        await client.LookAtGuardsAsync();
        _given.Time.Advance(TimeSpan.FromSeconds(10));
        await client.LookAtGuardsAsync();
    }
}
