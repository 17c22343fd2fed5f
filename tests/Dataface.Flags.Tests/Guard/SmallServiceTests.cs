using Dataface.Flags.Guard;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Services of a few calls in ten seconds, of which none may be on one of the sides.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SmallServiceTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [TestCase(30)]
    [TestCase(60)]
    public async Task Ramp_HarmlessAtAFewCallsABucket_Arrives(int users)
    {
        _given.Source.Update(
            GuardScenario.Document("{}", """{ "percent": 50, "ramp": { "steps": [1, 5, 25, 50], "hold": "00:01:00" } }"""));
        await _given.StartAsync();
        var buckets = 0;
        while (_given.Status.Stage < 3 && buckets++ < 540) await _given.ComeAsync(users, 0.2);
        Assert.That((_given.Status.Stage, _given.Client.KillSwitch.Kills.Count), Is.EqualTo((3, 0)), _given.Status.Waiting);
    }

    [Test]
    public async Task Harm_WithHardlyAnyControl_IsSeen()
    {
        await _given.StartAtAsync("{}", 95);
        var buckets = 0;
        while (_given.Client.KillSwitch.Kills.Count == 0 && buckets++ < 100) await _given.ComeAsync(10, 0.03, ratio: 20);
        Assert.That(_given.Client.KillSwitch.Kills, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Ramp_WithAWiderMargin_AdvancesSooner()
    {
        Assert.That(await BucketsToGoOnAsync("""{ "noHarmRatio": 4 }"""), Is.LessThan(await BucketsToGoOnAsync("{}")));
    }

    private static async Task<int> BucketsToGoOnAsync(string guard)
    {
        await using var given = new GuardScenario();
        given.Source.Update(GuardScenario.Document(guard, """{ "percent": 50, "ramp": { "steps": [5, 50], "hold": "00:00:10" } }"""));
        await given.StartAsync();
        var buckets = 0;
        while (given.Status.Stage == 0 && buckets < 500)
        {
            await given.ComeAsync(100, 0.1);
            buckets++;
        }

        return buckets;
    }
}
