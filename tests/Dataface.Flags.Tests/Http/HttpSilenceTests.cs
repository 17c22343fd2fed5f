using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Http;

/// <summary>A network that loses what it is given, and says nothing of it.</summary>
[TestFixture]
internal sealed class HttpSilenceTests
{
    private HttpScenario _given = null!;

    [SetUp]
    public void Make() => _given = new HttpScenario();

    [TearDown]
    public async Task End() => await _given.DisposeAsync();

    [Test, Rule("a silent peer does not look fresh")]
    public async Task Network_LosesEverything_ShowsAndMissesNothingAfterwards([Values] Loss loss, [Values] bool isStreamed)
    {
        var client = await _given.StartAsync(
            o => (o.RequestTimeout, o.HeartbeatTimeout, o.StreamingEnabled) =
                (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), isStreamed),
            o => o.KillTimeout = TimeSpan.FromSeconds(2));
        await _given.Network.LoseAsync(loss);
        await Eventually.HoldsAsync(() => HttpScenario.IsStale(client), "the silence shows");
        Assert.That(client.IsEnabled("f"), "what was received stays");
        var own = await client.KillSwitch.KillAsync(new() { Flag = "own", By = "ops", Reason = "errors" });
        Assert.That(own.Reach, Is.EqualTo(StateReach.Local));
        await _given.Server.State.ApplyAsync(HttpChange.Kill("f"), default);
        _given.Network.Heal();
        await Eventually.HoldsAsync(() => !client.IsEnabled("f") && HttpScenario.IsFresh(client), "the kill has arrived");
        Assert.That((await _given.Server.State.LoadAsync("production", default)).Kills.Keys, Is.EquivalentTo(["f", "own"]));
    }
}
