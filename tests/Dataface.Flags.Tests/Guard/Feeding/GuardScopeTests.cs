using Dataface.Flags.Guard;

namespace Dataface.Flags.Tests.Guard.Feeding;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GuardScopeTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test]
    public async Task Complete_FlagsEvaluatedInIt_AreRecordedWithoutBeingNamed()
    {
        var client = await _given.StartAsync();
        await Parallel.ForAsync(0, 500, async (i, _) =>
        {
            using var scope = client.Guard.BeginScope();
            await Task.Yield();
            var isOn = client.IsEnabled("f", User(i));
            await Task.Yield();
            scope.Complete(isOn ? GuardOutcome.Error : GuardOutcome.Success);
        });
        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "), "each flow kept to its own scope");
    }

    [Test]
    public async Task Dispose_NotCompleted_CountsAsGivenUp()
    {
        var client = await _given.StartAsync();
        for (var i = 0; i < 500; i++)
        {
            using var scope = client.Guard.BeginScope();
            _ = client.IsEnabled("f", User(i));
        }

        await client.LookAtGuardsAsync();
        var signals = _given.Status.Signals.ToDictionary(s => s.Signal, s => s.Treatment + s.Control);
        Assert.That((signals["errors"], signals["give_ups"]), Is.EqualTo((0, 500)));
    }

    [Test]
    public async Task Complete_WithinARequestThatSucceeds_TheNarrowerEndCounts()
    {
        var client = await _given.StartAsync();
        for (var i = 0; i < 500; i++)
        {
            using var request = client.Guard.BeginScope();
            var isOn = client.IsEnabled("f", User(i));
            using (var call = client.Guard.BeginScope("f")) call.Complete(isOn ? GuardOutcome.Error : GuardOutcome.Success);
            request.Complete(GuardOutcome.Success);
        }

        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "));
        Assert.That(_given.Log.Count(5009), Is.Zero);
    }

    [Test]
    public async Task Complete_FlagNeverEvaluated_IsLogged()
    {
        var client = await _given.StartAsync();
        using (var call = client.Guard.BeginScope("f")) call.Complete(GuardOutcome.Error);
        Assert.That(_given.Log.Count(5009), Is.EqualTo(1));
    }

    [Test]
    public async Task Complete_FlagNeverEvaluatedInManyCalls_IsLoggedOnceForEachFlag()
    {
        var client = await _given.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            foreach (var flag in new[] { "f", "g" }) client.Guard.BeginScope(flag).Dispose();
        }

        Assert.That(_given.Log.Count(5009), Is.EqualTo(2));
    }

    [TestCase("killed")]
    [TestCase("expired")]
    [TestCase("out of the rule")]
    [TestCase("of another type")]
    public async Task Complete_FlagEvaluatedWithNothingToRecord_IsSilent(string flag)
    {
        if (flag == "expired") _given.Time.Advance(TimeSpan.FromDays(100));
        if (flag == "out of the rule") _given.Source.Update(InRule);
        var client = await _given.StartAsync();
        if (flag == "killed") await client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        void Evaluate()
        {
            if (flag == "of another type") _ = client.EvaluateString("f", "", User(1));
            else Assert.That(client.IsEnabled("f", User(1)), Is.False);
        }

        using (var call = client.Guard.BeginScope("f"))
        {
            Evaluate();
            call.Complete(GuardOutcome.Error);
        }

        using (client.Guard.BeginScope())
        {
            Evaluate();
            using var call = client.Guard.BeginScope("f");
            call.Complete(GuardOutcome.Error);
        }

        Assert.That(_given.Log.Count(5009), Is.Zero);
    }

    [Test]
    public async Task Complete_NothingToRecordWithinItButAroundIt_IsRecordedForTheUnitAroundIt()
    {
        var client = await _given.StartAsync();
        for (var i = 0; i < 500; i++)
        {
            using var request = client.Guard.BeginScope();
            var isOn = client.IsEnabled("f", User(i));
            using (var call = client.Guard.BeginScope("f"))
            {
                _ = client.EvaluateString("f", "of another type", User(i));
                call.Complete(isOn ? GuardOutcome.Error : GuardOutcome.Success);
            }

            request.Complete(GuardOutcome.Success);
        }

        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "));
        Assert.That(_given.Log.Count(5009), Is.Zero);
    }

    [Test]
    public async Task Signal_ListedUnderAbortOn_KillsAtOnce()
    {
        _given.Source.Update(GuardScenario.Document("""{ "abortOn": [ "wrong_price" ] }"""));
        var client = await _given.StartAsync();
        using var scope = client.Guard.BeginScope();
        for (var i = 0; i < 100; i++) _ = client.IsEnabled("f", User(i));
        scope.Signal("something else");
        Assert.That(client.KillSwitch.Kills, Is.Empty);
        scope.Signal("wrong_price");
        Assert.That(client.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed), "one of more than eight units had it");
    }

    [Test]
    public async Task Evaluate_OutsideOfAnyScopeOrByAnotherClient_IsNotRecorded()
    {
        var (client, other) = (await _given.StartAsync(), await _given.StartAsync());
        _ = client.IsEnabled("f", User(1));
        using (var scope = other.Guard.BeginScope()) scope.Complete(GuardOutcome.Error);
        await client.LookAtGuardsAsync();
        Assert.That(client.Guard.Status.Single().Signals.Sum(s => s.Treatment + s.Control), Is.Zero);
    }

    private const string InRule = """
        { "schema": 1, "flags": { "f": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01", "guard": {},
          "environments": { "production": { "rules": [ { "name": "r", "when": { "attribute": "beta", "equals": true },
          "rollout": { "percent": 5 } } ] } } } } }
        """;

    private static EvaluationContext User(int i) => EvaluationContext.ForUser($"u{i}");
}
