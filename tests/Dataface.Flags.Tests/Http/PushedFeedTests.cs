using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Dataface.Flags.Tests.Serving;

namespace Dataface.Flags.Tests.Http;

/// <summary>What comes over a stream is in force as it comes; what was missed is asked for once.</summary>
[TestFixture]
internal sealed class PushedFeedTests
{
    private HttpScenario _given = null!;

    [SetUp]
    public void Begin() => _given = new();

    [TearDown]
    public async Task End() => await _given.DisposeAsync();

    [Test]
    public async Task Stream_StateIsPushed_IsInForceAndNothingIsAsked()
    {
        var client = await _given.StartAsync();
        var asked = _given.Server.Requests.Count();
        for (var i = 0; i < 10; i++) await _given.Server.State.ApplyAsync(HttpChange.Kill($"k{i}"), default);
        await Eventually.HoldsAsync(() => client.KillSwitch.Kills.Count == 10, "the kills have come");
        Assert.That(_given.Server.Requests.Skip(asked), Is.Empty);
    }

    [Test]
    public async Task Stream_StateBehindAMissedDocument_AsksOnceAndContinues()
    {
        // With each heartbeat the server would look for what is new.
        _given.Server.HeartbeatSeconds = 60;
        var client = await _given.StartAsync();
        var asked = _given.Server.Requests.Count();
        var failures = _given.Log.Count(8001);

        // The document's own event is lost on its way: what comes first is state that belongs to it.
        var next = new PublishedDocument { Revision = new(2, new string('b', 64)), Utf8Json = _given.Server.Document!.Utf8Json };
        _given.Server.IsSilent = true;
        _given.Server.Publish(ServingDocument.OnToday());
        await _given.Server.State.ApplyAsync(HttpChange.Kill("f"), default);
        var state = await _given.Server.State.LoadAsync("production", default);
        _given.Server.IsSilent = false;
        _given.Server.Push($"event: state\ndata: {ContractJson.StateOnly("production", "", next, state)}\n\n");

        await Eventually.HoldsAsync(() => client.KillSwitch.IsKilled("f"), "the kill has come");
        Assert.That(_given.Server.Requests.Skip(asked).Select(r => r.Split(' ')[1]), Is.EqualTo(["/api/flags/production"]));
        Assert.That(_given.Log.Count(8001), Is.EqualTo(failures), "it is no failure");
        Assert.That(_given.Server.OpenStreams, Is.EqualTo(1));
    }
}
