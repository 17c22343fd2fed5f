using Dataface.Flags.Guard;

namespace Dataface.Flags.Tests.Guard;

/// <summary>What an instance reports of an epoch that it has left and comes back to.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EvidenceNumbersTests : IAsyncDisposable
{
    private const string WithoutRollout =
        """
        { "schema": 1, "flags": { "f": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01",
          "environments": { "production": { "serve": "off" } } } } }
        """;

    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test, Rule("a guard that watches notices harm")]
    public async Task Evidence_RolloutIsPublishedAgain_AbortsOnHarm()
    {
        var client = await _given.StartAsync();
        for (var i = 0; i < 30; i++) await _given.ComeAsync(300, 0.01);
        await PublishAsync(client, WithoutRollout);
        Assert.That(client.Guard.Status, Is.Empty);
        await PublishAsync(client, GuardScenario.Document());
        for (var i = 0; i < 20; i++) await _given.ComeAsync(1_000, 0.01, ratio: 20);
        Assert.That(client.KillSwitch.Kills, Has.Count.EqualTo(1), _given.Status.Explanation);
    }

    [Test, Rule("a guard that watches notices harm")]
    public async Task Evidence_ClockIsSetBackADay_AbortsOnHarm()
    {
        var clock = new SettableClock(_given.Time);
        var client = await _given.StartAsync(o => o.TimeProvider = clock);
        for (var i = 0; i < 30; i++) await _given.ComeAsync(300, 0.01);
        clock.Offset = TimeSpan.FromDays(1);
        await _given.ComeAsync(300, 0.01);
        clock.Offset = TimeSpan.Zero;
        for (var i = 0; i < 20; i++) await _given.ComeAsync(1_000, 0.01, ratio: 20);
        Assert.That(client.KillSwitch.Kills, Has.Count.EqualTo(1), _given.Status.Explanation);
    }

    private async Task PublishAsync(FlagClient client, string document)
    {
        _given.Source.Update(document);
        await client.CatchUpAsync(CancellationToken.None);
        await client.LookAtGuardsAsync();
    }
}
