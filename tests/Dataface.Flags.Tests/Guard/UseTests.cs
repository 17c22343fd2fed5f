using System.Globalization;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Features that are used more or less than what was there before.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class UseTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();
    private readonly Random _random = new(11);
    private int _users;

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [TestCase(50, GuardOutcome.Error)]
    [TestCase(50, GuardOutcome.Cancelled)]
    [TestCase(95, GuardOutcome.Error)]
    [TestCase(5, GuardOutcome.Error)]
    [Rule("a harmless rollout is aborted with probability at most α")]
    public async Task Feature_CalledThreeTimesAsOften_ErringAsOftenByCall_IsNotAborted(int percent, GuardOutcome bad)
    {
        await StartAsync("{}", percent);
        for (var i = 0; i < 60; i++) await CallAsync(500, treated: 6, others: 2, _ => bad, 0.01, 0.01);
        Assert.That(_given.Client.KillSwitch.Kills, Is.Empty);
        Assert.That(_given.Log.Events.Select(e => e.Id), Does.Not.Contain(5000));
    }

    [TestCase("counter")]
    [TestCase("slow")]
    [Rule("a harmless rollout is aborted with probability at most α")]
    public async Task Feature_CalledThreeTimesAsOften_WithAsManySignalsByCall_IsNotAborted(string what)
    {
        await StartAsync("""{ "counters": [ "auth_failure" ] }""", 50);
        for (var i = 0; i < 60; i++)
        {
            await CallAsync(500, 6, 2,
            visit =>
            {
                if (what == "counter") _given.Client.Guard.Signal(visit, "auth_failure");
                return GuardOutcome.Success;
            }, 0.01, 0.01, what == "slow" ? TimeSpan.FromSeconds(2) : null);
        }

        Assert.That(_given.Client.KillSwitch.Kills, Is.Empty);
    }

    [TestCase(3)]
    [TestCase(4)]
    [Rule("a harmless rollout is aborted with probability at most α")]
    public async Task Feature_CalledMoreOften_OnABusyServiceInItsFirstSecondsAndAfterAStep_IsNotAborted(int treated)
    {
        const string Rollout = """{ "percent": 50, "ramp": { "steps": [ 5, 50 ], "hold": "1.00:00:00" } }""";
        _given.Source.Update(GuardScenario.Document(rollout: Rollout));
        await _given.StartAsync();
        for (var step = 0; step < 2; step++)
        {
            for (var second = 0; second < 20; second++)
            {
                await CallAsync(1_000, treated, others: 2, _ => GuardOutcome.Error, 0.05, 0.05, length: TimeSpan.FromSeconds(1));
                Assert.That(_given.Client.KillSwitch.Kills, Is.Empty, $"second {second} of step {step}");
            }

            if (step == 0) await _given.Client.Guard.AdvanceAsync(new() { Flag = "f", By = "ops", Reason = "enough seen" });
        }
    }

    /// <summary>The same users call all day, many more times than are counted of one, until something fails for all.</summary>
    [TestCase(2), TestCase(3)]
    [Rule("a harmless rollout is aborted with probability at most α")]
    public async Task Feature_CalledMoreOftenByRegulars_ErringAsOftenByCall_IsNotAborted(int use)
    {
        await CallAllDayAsync(use, 0.02);
        Assert.That(_given.Client.KillSwitch.Kills, Is.Empty);
    }

    [Test]
    [Rule("what harms is switched off")]
    public async Task Feature_CalledMoreOftenByRegulars_ErringFiveTimesAsOftenByCall_IsAborted()
    {
        await CallAllDayAsync(2, 0.01, 0.002);
        Assert.That(_given.Client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "));
    }

    [Test]
    [Rule("what harms is switched off")]
    public async Task Feature_CalledThreeTimesAsOften_ErringFiveTimesAsOftenByCall_IsAborted()
    {
        var state = await StartAsync("{}", 50);
        for (var i = 0; i < 30 && _given.Client.KillSwitch.Kills.Count == 0; i++) await CallAsync(500, 6, 2,
            _ => GuardOutcome.Error, 0.05, 0.01);
        Assert.That(_given.Client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "));
        var kill = await state.ReadAuditAsync(default).SingleAsync(r => r.Change.Action == StateAction.Kill);
        var record = AbortRecord.Parse(kill.Change.Evidence!);
        Assert.That(record.Signals, Does.Contain("at_risk_errors"), "what was used stands in the record");
        Assert.That(GuardReplay.Run(record).LogE, Is.EqualTo(record.LogE));
    }

    [Test]
    [Rule("what harms is switched off")]
    public async Task Errors_ThatUsersTryAgainAfter_DoNotPassForUse()
    {
        await StartAsync("{}", 50);
        for (var i = 0; i < 30 && _given.Client.KillSwitch.Kills.Count == 0; i++)
        {
            // Whoever meets an error tries ten times more, in vain.
            await CallAsync(500, 2, 2, _ => GuardOutcome.Error, 0.05, 0.01, again: 10);
        }

        Assert.That(_given.Client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "));
    }

    /// <summary>A thousand users call on and on, and some calls fail in the end.</summary>
    private async Task CallAllDayAsync(int use, double treated, double? othersRate = null)
    {
        var others = othersRate ?? treated;
        await StartAsync("{}", 50);
        var visits = Enumerable.Range(0, 1_000).Select(i => "user-" + i.ToString(CultureInfo.InvariantCulture))
            .Select(user => _given.Client.Evaluate("f", EvaluationContext.ForUser(user))).ToList();
        for (var bucket = 0; bucket < 120; bucket++)
        {
            foreach (var visit in visits)
            {
                for (var call = visit.Arm == RolloutArm.Treatment ? 2 * use : 2; call > 0; call--)
                {
                    var isBad = bucket >= 100 && _random.NextDouble() < (visit.Arm == RolloutArm.Treatment ? treated : others);
                    _given.Client.Guard.Record(
                        visit, isBad ? GuardOutcome.Error : GuardOutcome.Success, TimeSpan.FromMilliseconds(20 + _random.Next(80)));
                }
            }

            await _given.Client.LookAtGuardsAsync();
            _given.Time.Advance(EvidenceLedger.BucketLength);
            await _given.Client.LookAtGuardsAsync();
        }
    }

    private async Task CallAsync(
        int users, int treated, int others, Func<Evaluation<bool>, GuardOutcome> bad, double treatedRate, double otherRate,
            TimeSpan? slow = null, int again = 0, TimeSpan? length = null)
    {
        for (var i = 0; i < users; i++)
        {
            var visit = _given.Client.Evaluate("f", EvaluationContext.ForUser("user-" + (_users++).ToString(CultureInfo.InvariantCulture)));
            var isTreated = visit.Arm == RolloutArm.Treatment;
            for (var call = isTreated ? treated : others; call > 0; call--)
            {
                var isBad = _random.NextDouble() < (isTreated ? treatedRate : otherRate);
                var elapsed = TimeSpan.FromMilliseconds(20 + _random.Next(80));
                _given.Client.Guard.Record(visit, isBad ? bad(visit) : GuardOutcome.Success, isBad && slow is { } time ? time : elapsed);
                for (var more = isBad ? again : 0; more > 0; more--) _given.Client.Guard.Record(visit, bad(visit), elapsed);
            }
        }

        await _given.Client.LookAtGuardsAsync();
        _given.Time.Advance(length ?? EvidenceLedger.BucketLength);
        await _given.Client.LookAtGuardsAsync();
    }

    private async Task<InMemoryFlagStateStore> StartAsync(string guard, int percent)
    {
        var state = new InMemoryFlagStateStore();
        await _given.StartAtAsync(guard, percent, options => options.UseStateStore(state));
        return state;
    }
}
