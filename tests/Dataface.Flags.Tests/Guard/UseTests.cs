using System.Globalization;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Guard.Recording;
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

    /// <summary>A signal comes while the call that it belongs to still runs, and so before any call of the unit has been counted.</summary>
    [Test]
    public void Signal_InTheFirstCallOfAUnit_EndsWhatIsCountedOfIt()
    {
        var recorder = new EpochRecorder(
            new GuardEpoch("r", 1, _given.Time.GetUtcNow()), 0, 50_000, 1, new GuardDefinition { Counters = ["wrong_price"] });
        recorder.Signal(0, unit: 7, source: 0, "wrong_price");
        for (var call = 0; call < 10; call++) recorder.Record(0, unit: 7, isError: false, null);
        var calls = recorder.Drain().Tallies.ToDictionary(t => t.Signal, t => t.Count);
        Assert.That((calls["at_risk_units"], calls["at_risk_wrong_price"], calls["at_risk_errors"]), Is.EqualTo((1, 1, 10)));
    }

    /// <summary>Calls go to any instance, so that each hears of most users once.</summary>
    [TestCase(50, 10, GuardOutcome.Error), TestCase(50, 3, GuardOutcome.Error)]
    [TestCase(50, 10, GuardOutcome.Cancelled), TestCase(5, 10, GuardOutcome.Error)]
    [Rule("a harmless rollout is aborted with probability at most α")]
    public async Task Feature_CalledTwiceAsOften_OverManyInstances_ErringAsOftenByCall_IsNotAborted(
        int percent, int instances, GuardOutcome bad)
    {
        var fleet = await StartFleetAsync(instances, percent);
        for (var i = 0; i < 60; i++) await CallAsync(800, treated: 6, others: 3, _ => bad, 0.01, 0.01, fleet: fleet);
        Assert.That(fleet.SelectMany(instance => instance.KillSwitch.Kills), Is.Empty);
    }

    [TestCase(3, 0), TestCase(5, 0), TestCase(5, 10)]
    [Rule("what harms is switched off")]
    public async Task Feature_ErringMoreOftenByCall_OverManyInstances_IsAbortedAboutAsSoonAsOverOne(int harm, int again)
    {
        var (one, many) = (await BucketsToAbortAsync(1), await BucketsToAbortAsync(10));
        Assert.That(many, Is.LessThanOrEqualTo((one * 1.3) + 2));

        async Task<int> BucketsToAbortAsync(int instances)
        {
            await using var given = new UseTests();
            var fleet = await given.StartFleetAsync(instances, 50);
            var buckets = 0;

            // Whoever meets an error tries again, in vain, on any instance.
            for (; buckets < 100 && fleet.TrueForAll(instance => instance.KillSwitch.Kills.Count == 0); buckets++)
                await given.CallAsync(300, 3, 3, _ => GuardOutcome.Error, 0.01 * harm, 0.01, again: again, fleet: fleet);
            TestContext.Out.WriteLine($"{instances} instances: {buckets} buckets");
            return buckets;
        }
    }

    [Test]
    [Rule("what harms is switched off")]
    public async Task Feature_CalledTwiceAsOften_OverManyInstances_ErringFiveTimesAsOftenByCall_IsAborted()
    {
        var state = new InMemoryFlagStateStore();
        var fleet = await StartFleetAsync(10, 50, state);
        for (var i = 0; i < 60 && fleet.TrueForAll(instance => instance.KillSwitch.Kills.Count == 0); i++)
            await CallAsync(500, 6, 3, _ => GuardOutcome.Error, 0.05, 0.01, fleet: fleet);
        var kill = await state.ReadAuditAsync(default).SingleAsync(r => r.Change.Action == StateAction.Kill);
        var record = AbortRecord.Parse(kill.Change.Evidence!);
        Assert.That(record.Signals, Does.Contain("at_risk_unit_instances"), "on how many instances stands in the record");
        Assert.That(GuardReplay.Run(record).LogE, Is.EqualTo(record.LogE));
    }

    [TestCase(0, 0, 1.0), TestCase(900, 900, 1.0), TestCase(100_000, 100, 10.0)]
    [TestCase(2_000_000, 1_000_000, 2.0)]
    public void Spread_OfUnitsOverInstances_IsByShareAndOneWhileItIsNotTold(long treated, long others, double expected)
    {
        var (use, bucket) = (new SidesUse(), new TimeBucket());
        bucket.Add(GuardSignals.UnitInstances, isControl: false, 0, treated);
        bucket.Add(GuardSignals.UnitInstances, isControl: true, 0, others);
        use.Close(bucket);
        Assert.That(use.SpreadOf(0.1, 0.1), Is.EqualTo(expected).Within(0.01));
    }

    [Test]
    [Rule("a ramp goes on only with evidence of no harm")]
    public void UnitsOnMoreInstances_AreLessEvidenceOfHarm_AndNoMoreOfNone()
    {
        var (untold, told) = (Tests(0, 0), Tests(30_000, 10_000));
        Assert.That(untold.Signals[0].LogE, Is.GreaterThan(5));
        Assert.That(told.Signals[0].LogE, Is.LessThan(0));
        Assert.That(told.Harmless.LogRelative, Is.EqualTo(untold.Harmless.LogRelative));

        static EpochTests Tests(long treated, long others)
        {
            var tests = new EpochTests(new GuardDefinition(), new ArmShares([("on", 0.5)], 0.5), treatment: 0, epoch: 1);
            tests.Feed(
                0,
                [
                    GuardCounts.Of(0, GuardSignals.Seen, 0, 0, 1_000), GuardCounts.Of(0, GuardSignals.Seen, -1, 0, 1_000),
                    GuardCounts.Of(0, GuardSignals.Errors, 0, 0, 60), GuardCounts.Of(0, GuardSignals.Errors, -1, 0, 20),
                    GuardCounts.Of(0, GuardSignals.UnitInstances, 0, 0, treated),
                    GuardCounts.Of(0, GuardSignals.UnitInstances, -1, 0, others),
                ]);
            return tests;
        }
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
            TimeSpan? slow = null, int again = 0, TimeSpan? length = null, List<FlagClient>? fleet = null)
    {
        fleet ??= [_given.Client];
        for (var i = 0; i < users; i++)
        {
            var user = EvaluationContext.ForUser("user-" + (_users++).ToString(CultureInfo.InvariantCulture));
            var isTreated = fleet[0].Evaluate("f", user).Arm == RolloutArm.Treatment;
            for (var call = isTreated ? treated : others; call > 0; call--)
            {
                var isBad = _random.NextDouble() < (isTreated ? treatedRate : otherRate);
                var elapsed = TimeSpan.FromMilliseconds(20 + _random.Next(80));
                Call(user, isBad, isBad && slow is { } time ? time : elapsed);
                for (var more = isBad ? again : 0; more > 0; more--) Call(user, isBad, elapsed);
            }
        }

        foreach (var instance in fleet) await instance.LookAtGuardsAsync();
        _given.Time.Advance(length ?? EvidenceLedger.BucketLength);
        foreach (var instance in fleet) await instance.LookAtGuardsAsync();

        void Call(EvaluationContext user, bool isBad, TimeSpan elapsed)
        {
            var instance = fleet.Count == 1 ? fleet[0] : fleet[_random.Next(fleet.Count)];
            var visit = instance.Evaluate("f", user);
            instance.Guard.Record(visit, isBad ? bad(visit) : GuardOutcome.Success, elapsed);
        }
    }

    /// <summary>Starts instances that share their evidence.</summary>
    private async Task<List<FlagClient>> StartFleetAsync(int instances, int percent, InMemoryFlagStateStore? state = null)
    {
        state ??= new();
        var evidence = new InMemoryGuardEvidenceStore(_given.Time);
        List<FlagClient> fleet = [await _given.StartAtAsync("{}", percent, Share)];
        while (fleet.Count < instances) fleet.Add(await _given.StartAsync(Share));
        return fleet;

        void Share(FlagClientOptions options) => options.UseGuardEvidence(evidence).UseStateStore(state);
    }

    private async Task<InMemoryFlagStateStore> StartAsync(string guard, int percent)
    {
        var state = new InMemoryFlagStateStore();
        await _given.StartAtAsync(guard, percent, options => options.UseStateStore(state));
        return state;
    }
}
