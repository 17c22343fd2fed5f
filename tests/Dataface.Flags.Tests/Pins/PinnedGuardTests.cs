using System.Globalization;
using Dataface.Flags.Tests.Guard;

namespace Dataface.Flags.Tests.Pins;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PinnedGuardTests : IAsyncDisposable
{
    private static readonly EvaluationContext[] Users =
        [.. Enumerable.Range(0, 1_000).Select(i => EvaluationContext.ForUser("user-" + i.ToString(CultureInfo.InvariantCulture)))];

    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test, Rule("a kill passes through every pin at the next evaluation")]
    public async Task Abort_ByTheGuard_ReachesAPinFromBefore()
    {
        var client = await _given.StartAsync();
        var pin = client.Pin();
        Assert.That(Exposed(pin), Is.GreaterThan(10));
        for (var i = 0; i < 30 && client.KillSwitch.Kills.Count == 0; i++) await _given.ComeAsync(1_000, 0.01, ratio: 10);
        Assert.That(client.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        Assert.That(Exposed(pin), Is.Zero);
    }

    [Test]
    public async Task Ramp_TakenToItsNextStep_WaitsForTheNextPin()
    {
        _given.Source.Update(GuardScenario.Document("{}", """{ "percent": 50, "ramp": { "steps": [1, 50], "hold": "00:02:00" } }"""));
        var client = await _given.StartAsync();
        var pin = client.Pin();
        var before = Exposed(pin);
        await client.Guard.AdvanceAsync(new() { Flag = "f", By = "ops", Reason = "we know better" });
        Assert.That(Exposed(client.Pin()), Is.GreaterThan(300));
        Assert.That(Exposed(pin), Is.EqualTo(before));
    }

    private static int Exposed(FlagSnapshot flags) => Users.Count(user => flags.IsEnabled("f", user));
}
