using Dataface.Flags.Http;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Http;

/// <summary>Kills, restores and ramps through a server.</summary>
[TestFixture]
internal sealed class HttpKillTests
{
    private HttpScenario _given = null!;

    [SetUp]
    public void Make() => _given = new HttpScenario();

    [TearDown]
    public async Task End() => await _given.DisposeAsync();

    [Test]
    public async Task Kill_ServerReached_IsInForceEverywhereAndStays()
    {
        var (here, there) = (await _given.StartAsync(), await _given.StartAsync());
        var kill = here.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(here.IsEnabled("f"), Is.False, "before the call returns");
        Assert.That((await kill).Reach, Is.EqualTo(StateReach.Fleet));
        await Eventually.HoldsAsync(() => !there.IsEnabled("f"), "the other instance has it");
        Assert.That((await here.KillSwitch.RestoreAsync(
            new() { Flag = "f", By = "ops", Reason = "mended" })).Reach, Is.EqualTo(StateReach.Fleet));
        await Eventually.HoldsAsync(() => here.IsEnabled("f") && there.IsEnabled("f"), "restored everywhere");
    }

    [Test]
    public async Task Kill_ServerSaysDurable_SaysNoMore()
    {
        _given.Server.Reach = "durable";
        Assert.That((await (await _given.StartAsync()).KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" })).Reach, Is.EqualTo(StateReach.Durable));
    }

    [TestCase(false)]
    [TestCase(true)]
    [Rule("a kill works while the server cannot be reached, and arrives later")]
    public async Task Kill_NetworkDown_IsLocalAtOnceAndDeliveredAfterHealing(bool isSilent)
    {
        var client = await _given.StartAsync(more: o => o.KillTimeout = TimeSpan.FromSeconds(1));
        using var evaluations = new SteadyEvaluations(client);
        if (isSilent) _given.Network.Stall();
        else _given.Network.Cut();
        var kill = client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(client.IsEnabled("f"), Is.False, "before the call returns");
        var result = await kill;
        Assert.That((result.Reach, result.Problem), Is.EqualTo((StateReach.Local, result.Problem!)));
        _given.Network.Heal();
        await Eventually.HoldsAsync(() => _given.Log.Count(2003) == 1, "it was delivered");
        Assert.That((await _given.Server.State.LoadAsync("production", default)).Kills.Keys, Is.EqualTo(["f"]));
        await Eventually.HoldsAsync(() => HttpScenario.IsFresh(client), "it is followed again");
        Assert.That(client.IsEnabled("f"), Is.False);
        Assert.That(await _given.Server.State.ReadAuditAsync(default).CountAsync(), Is.EqualTo(1), "delivered twice, recorded once");
    }

    [TestCase(429, "1")]
    [TestCase(503, "0")]
    [TestCase(500, null)]
    public async Task Kill_ServerBusyForAMoment_ArrivesWithinTheSameCall(int status, string? retryAfter)
    {
        var client = await _given.StartAsync(more: o => o.KillTimeout = TimeSpan.FromSeconds(30));
        _given.Server.Instead = HttpFault.OnChanges(HttpFault.Problem(status, "Busy.", retryAfter), times: 1);
        var began = TimeProvider.System.GetTimestamp();
        Assert.That((await client.KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" })).Reach, Is.EqualTo(StateReach.Fleet));
        if (retryAfter == "1") Assert.That(TimeProvider.System.GetElapsedTime(began), Is.GreaterThan(TimeSpan.FromSeconds(0.9)));
    }

    [TestCase(403, "The key may not kill.")]
    [TestCase(422, "There is no such rollout.")]
    public async Task Kill_Refused_SaysSoInTheServersWordsAndDoesNotAskAgainAtOnce(int status, string words)
    {
        await using var connection = Connect.To(_given.Server.Address);
        _given.Server.Instead = HttpFault.OnChanges(HttpFault.Problem(status, words));
        var store = new HttpFlagStateStore(connection);
        Assert.That(async () => await store.ApplyAsync(HttpChange.Kill("f"), default), Throws.Exception.With.Message.Contain(words));
        Assert.That(_given.Server.Requests, Is.EqualTo(["POST /api/flags/f/kill"]));
    }

    [Test]
    public async Task Apply_AnnouncementHeldUp_IsInTheStateThatIsReadNext()
    {
        await using var connection = Connect.To(_given.Network.Address);
        await using var direct = Connect.To(_given.Server.Address);
        var store = new HttpFlagStateStore(connection);
        await store.LoadAsync("production", default);
        _given.Network.Stall();
        await new HttpFlagStateStore(direct).ApplyAsync(HttpChange.Kill("f"), default);

        // What the server has answered, while its announcement is on the way.
        connection.Received.Take(HttpChange.Kill("f"), new() { Reach = StateReach.Fleet, Sequence = 1, Lineage = "" });
        Assert.That((await store.LoadAsync("production", default)).Kills["f"].Source, Is.EqualTo(store.Name));
        _given.Network.Heal();
        await Eventually.HoldsAsync(() => connection.Received.Cursor?.Sequence == 1, "the announcement has come");
        Assert.That((await store.LoadAsync("production", default)).Kills.Keys, Is.EqualTo(["f"]));
    }

    [Test]
    public async Task Apply_Ramp_IsUnchanged()
    {
        await using var connection = Connect.To(_given.Server.Address);
        var store = new HttpFlagStateStore(connection);
        var change = HttpChange.Kill("f") with
        {
            Action = StateAction.Advance,
            Rollout = "f/production/*/1",
            Stage = 2,
            Epoch = 3,
            MilliPercent = 25_000,
            Evidence = "{\"e\":1}"
        };
        await store.ApplyAsync(change, default);
        Assert.That((await _given.Server.State.ReadAuditAsync(default).SingleAsync()).Change, Is.EqualTo(change));
        Assert.That((await store.LoadAsync("production", default)).Ramps["f/production/*/1"], Is.EqualTo(
            new RampState { Stage = 2, Epoch = 3, Percent = 25, Since = DateTimeOffset.UnixEpoch }));
    }

    [Test]
    public async Task Apply_Publication_IsRefusedWithTheWayToGo()
    {
        await using var connection = Connect.To(_given.Server.Address);
        Assert.That(async () =>
            await new HttpFlagStateStore(connection).ApplyAsync(HttpChange.Kill("*") with { Action = StateAction.Publish }, default),
            Throws.ArgumentException);
    }

    [Test, Rule("a cold start in an outage revives no killed flag")]
    public async Task Start_ServerDownWithACache_HasFlagsAndKills()
    {
        await _given.Server.State.ApplyAsync(HttpChange.Kill("f"), default);
        var before = await _given.StartAsync(more: o => o.CacheFile = _given.Folder["cache"]);
        await before.DisposeAsync();
        _given.Network.Cut();

        var cold = await _given.StartAsync(more: o => o.CacheFile = _given.Folder["cache"]);
        Assert.That((cold.Status.IsReady, cold.Evaluate("f").Reason), Is.EqualTo((true, EvaluationReason.Killed)));
        Assert.That(HttpScenario.IsStale(cold));
    }

    [Test]
    public async Task Start_ServerDownWithoutACache_IsOffUntilItRecoversByItself()
    {
        _given.Network.Cut();
        var cold = await _given.StartAsync();
        Assert.That((cold.Status.IsReady, cold.IsEnabled("f")), Is.EqualTo((false, false)));
        _given.Network.Heal();
        await Eventually.HoldsAsync(() => cold.IsEnabled("f") && HttpScenario.IsFresh(cold), "it has recovered");
    }
}
