using Dataface.Flags.Guard;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Services that record one side only, or one side less than the other.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OneSidedTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [TestCase(RolloutArm.Control, 5)]
    [TestCase(RolloutArm.Control, 50)]
    [TestCase(RolloutArm.Control, 90)]
    [TestCase(RolloutArm.Treatment, 5)]
    [TestCase(RolloutArm.Treatment, 50)]
    [TestCase(RolloutArm.Treatment, 90)]
    [Rule("harm needs both sides")]
    public async Task OneSide_AloneIsWrapped_AbortsNothingAndTheSilentOneIsNamed(RolloutArm arm, int percent)
    {
        await StartAsync("{}", percent);
        for (var i = 0; i < 20; i++) await _given.ComeAsync(1_000, 0.05, record: side => side == arm);
        AssertNothingAborted();
        Assert.That(_given.Status.Health, Is.EqualTo(GuardHealth.Unprotected));
        Assert.That(_given.Status.Silent, Is.EqualTo(arm == RolloutArm.Control ? RolloutArm.Treatment : RolloutArm.Control));
        var named = arm == RolloutArm.Control ? "none of those with 'on'" : "none of those without it";
        Assert.That(_given.Status.Problem, Does.Contain(named));
        Assert.That(_given.Log.Events.Where(e => e.Id == 5005).Select(e => e.Text), Has.Exactly(1).Items.And.Some.Contains(named));
    }

    [TestCase(RolloutArm.Control, 5)]
    [TestCase(RolloutArm.Control, 50)]
    [TestCase(RolloutArm.Treatment, 5)]
    [TestCase(RolloutArm.Treatment, 50)]
    public async Task OneSide_WrappedInHalfOfTheProcesses_AbortsNothingAndTheSideIsNamed(RolloutArm arm, int percent)
    {
        await StartAsync("""{ "counters": [ "auth_failure" ] }""", percent);
        for (var i = 0; i < 40; i++) await _given.VisitAsync(1_000, 0.2, record: (visit, _) => visit.Arm != arm || visit.UnitHash % 2 == 0);
        AssertNothingAborted();
        Assert.That((_given.Status.Health, _given.Status.Silent), Is.EqualTo((GuardHealth.Unprotected, arm)));
        Assert.That(_given.Status.Problem, Does.Contain("Fewer"));
        Assert.That(_given.Status.Explanation, Does.Match("^Fewer .* With 'on' a unit makes .* calls up to its first error"));
    }

    [TestCase(RolloutArm.Control, 0.5)]
    [TestCase(RolloutArm.Control, 0.8)]
    [TestCase(RolloutArm.Treatment, 0.5)]
    [TestCase(RolloutArm.Treatment, 0.8)]
    [TestCase(RolloutArm.Treatment, 0.9)]
    public async Task OneSide_ReportsAPartOfItsUnits_IsNamedWithTheRightPart(RolloutArm arm, double part)
    {
        await StartAsync("{}", 50);
        for (var (i, more) = (0, 12); i < 60 && more > 0; i++)
        {
            if (_given.Status.Health == GuardHealth.Unprotected) more--;
            await _given.VisitAsync(1_000, 0.02, record: (visit, _) => visit.Arm != arm || (visit.UnitHash >> 8) % 100 < 100 * part);
        }

        AssertNothingAborted();
        Assert.That(_given.Status.Silent, Is.EqualTo(arm));
        Assert.That(_given.Status.Reported, Is.EqualTo(part).Within(0.1));
        Assert.That(_given.Status.Problem, Does.Match(@"Fewer of the units .* about \d+ % of them"));
        Assert.That(
            _given.Log.Count(5005), Is.EqualTo(1), "not said anew whenever the figure moves: " + string.Join("\n", _given.Log.Events));
    }

    /// <summary>Of treatment the fastest units are not recorded, so that it looks slower than control.</summary>
    [Test, Rule("harm needs both sides")]
    public async Task Latency_OfASideThatReportsLess_IsWithheld()
    {
        var client = await StartAsync("{}", 50);
        for (var bucket = 0; bucket < 60; bucket++)
        {
            for (var i = 0; i < 500; i++)
            {
                var visit = client.Evaluate("f", EvaluationContext.ForUser($"u{bucket}-{i}"));
                var slowness = (int)((visit.UnitHash >> 8) % 100);
                if (visit.Arm == RolloutArm.Treatment && slowness < 15) continue;
                client.Guard.Record(visit, GuardOutcome.Success, TimeSpan.FromMilliseconds(20 + slowness));
            }

            _given.Time.Advance(TimeSpan.FromSeconds(10));
            await client.LookAtGuardsAsync();
        }

        AssertNothingAborted();
        Assert.That(_given.Status.Signals.Single(s => s.Signal == "latency").LogE, Is.LessThanOrEqualTo(0));
    }

    [TestCase(RolloutArm.Control, """{ "slo": { "objective": 99 } }""")]
    [TestCase(RolloutArm.Treatment, """{ "slo": { "objective": 99 } }""")]
    [TestCase(RolloutArm.Control, "{}")]
    [TestCase(RolloutArm.Treatment, "{}")]
    public async Task OneSide_RecordsItsFailuresOnly_AbortsNothing(RolloutArm arm, string guard)
    {
        await StartAsync(guard, 20);
        for (var i = 0; i < 40; i++) await _given.VisitAsync(1_000, 0.005, record: (visit, isError) => visit.Arm != arm || isError);
        AssertNothingAborted();
    }

    [TestCase(RolloutArm.Control)]
    [TestCase(RolloutArm.Treatment)]
    public async Task OneSide_BeginsToReportLate_AbortsNothingAndIsWatchedFromThenOn(RolloutArm late)
    {
        await StartAsync("{}", 50);
        for (var i = 0; i < 20; i++) await _given.ComeAsync(1_000, 0.02, record: side => side != late);
        for (var i = 0; i < 40; i++) await _given.ComeAsync(1_000, 0.02);
        AssertNothingAborted();
        Assert.That((_given.Status.Health, _given.Status.Silent), Is.EqualTo((GuardHealth.Watching, RolloutArm.None)));
        for (var i = 0; i < 10 && _given.Client.KillSwitch.Kills.Count == 0; i++) await _given.ComeAsync(1_000, 0.02, ratio: 8);
        Assert.That(_given.Client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "), "and now it would see harm");
    }

    [TestCase(RolloutArm.Control)]
    [TestCase(RolloutArm.Treatment)]
    public async Task OneSide_StopsReporting_AbortsNothingAndIsNamed(RolloutArm arm)
    {
        await StartAsync("{}", 50);
        for (var i = 0; i < 10; i++) await _given.ComeAsync(1_000, 0.05);
        for (var i = 0; i < 30; i++) await _given.ComeAsync(1_000, 0.05, record: side => side != arm);
        AssertNothingAborted();
        Assert.That((_given.Status.Health, _given.Status.Silent), Is.EqualTo((GuardHealth.Unprotected, arm)));
    }

    [Test]
    public async Task Latency_OnlyControlIsTimed_AbortsNothing()
    {
        var client = await StartAsync("{}", 50);
        for (var bucket = 0; bucket < 20; bucket++)
        {
            for (var i = 0; i < 500; i++)
            {
                var visit = client.Evaluate("f", EvaluationContext.ForUser($"u{bucket}-{i}"));
                client.Guard.Record(
                    visit, GuardOutcome.Success, visit.Arm == RolloutArm.Control ? TimeSpan.FromMilliseconds(20 + (i % 80)) : null);
            }

            _given.Time.Advance(TimeSpan.FromSeconds(10));
            await client.LookAtGuardsAsync();
        }

        AssertNothingAborted();
    }

    [TestCase(RolloutArm.Treatment, false)]
    [TestCase(RolloutArm.Treatment, true)]
    [TestCase(RolloutArm.Control, false)]
    [TestCase(RolloutArm.Control, true)]
    [Rule("a ramp goes on only with evidence of no harm")]
    public async Task Ramp_OneSideReportsLessOrNothing_StaysAndSaysWhy(RolloutArm arm, bool isHalf)
    {
        _given.Source.Update(GuardScenario.Document(
            """{ "errors": { "atMost": 90 } }""",
            """
            {
              "percent": 50,
              "ramp": { "steps": [5, 50], "hold": "00:01:00", "onInconclusive": "advance", "patience": "00:02:00" }
            }
            """));
        await _given.StartAsync();
        for (var i = 0; i < 40; i++)
        {
            await _given.VisitAsync(1_000, 0.05, record: (visit, _) => visit.Arm != arm || (isHalf && visit.UnitHash % 2 == 0));
        }

        Assert.That(_given.Status.Stage, Is.Zero);
        Assert.That(_given.Status.Waiting, Does.Contain("the ramp continues when both sides report"));
    }

    private Task<FlagClient> StartAsync(string guard, int percent) => _given.StartAtAsync(guard, percent);

    private void AssertNothingAborted() =>
        Assert.That(_given.Client.KillSwitch.Kills.Select(kill => kill.Reason), Is.Empty);
}
