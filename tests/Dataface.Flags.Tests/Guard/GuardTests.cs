using Dataface.Flags.Guard;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Guard;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GuardTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test, Rule("a rollout that does harm is switched off by itself")]
    public async Task Errors_FiveTimesAsManyInTreatment_AbortWithinBucketsAndAreAudited()
    {
        var client = await _given.StartAsync(o => o.UseStateFile(_given.Path("kills.jsonl")));
        var buckets = 0;
        while (client.Evaluate("f").Reason != EvaluationReason.Killed && buckets < 30)
        {
            await _given.ComeAsync(1_000, 0.01, ratio: 10);
            buckets++;
        }

        Assert.That(buckets, Is.LessThan(6));
        var kill = client.KillSwitch.Kills.Single();
        Assert.That(kill.By, Is.EqualTo("guard"));
        Assert.That(kill.Reason, Does.StartWith("errors: ").And.Contains("which gets 5 % of them"));
        Assert.That((_given.Status.Health, _given.Log.Count(5000)), Is.EqualTo((GuardHealth.Aborted, 1)));

        using var store = new FileFlagStateStore(_given.Path("kills.jsonl"));
        var record = await store.ReadAuditAsync(default).SingleAsync(r => r.Change.Action == StateAction.Kill);
        Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(default))).IsIntact);
        var abort = AbortRecord.Parse(record.Change.Evidence!);
        var again = GuardReplay.Run(abort);
        Assert.That((again.LogE, again.Threshold), Is.EqualTo((abort.LogE, abort.Threshold)),
            "anybody gets the same number from the record");
        Assert.That(again.LogE, Is.GreaterThanOrEqualTo(again.Threshold));
    }

    [Test]
    public async Task Errors_AsManyInBoth_AbortNothing()
    {
        await _given.StartAsync();
        for (var i = 0; i < 50; i++) await _given.ComeAsync(500, 0.05);
        Assert.That((_given.Status.Health, _given.Client.KillSwitch.Kills.Count), Is.EqualTo((GuardHealth.Watching, 0)));
    }

    [Test, Rule("a shared outage is not the feature's fault")]
    public async Task Errors_EverybodyErrs_AbortNothing()
    {
        _given.Source.Update(GuardScenario.Document("""{ "slo": { "objective": 99.9 } }"""));
        await _given.StartAsync();
        for (var i = 0; i < 10; i++) await _given.ComeAsync(500, 0.0005);
        for (var i = 0; i < 20; i++) await _given.ComeAsync(500, 0.9);
        Assert.That(_given.Client.KillSwitch.Kills, Is.Empty);
        Assert.That(_given.Status.Signals.Where(s => s.Kind == GuardSignalKind.Slo).Max(s => s.LogE), Is.GreaterThan(20),
            "the objective burns on both sides");
    }

    [Test]
    public async Task Errors_ControlDoesNotReport_AbortNothingAndSaySo()
    {
        await _given.StartAsync();
        for (var i = 0; i < 20; i++) await _given.ComeAsync(1_000, 0.1, record: arm => arm == RolloutArm.Treatment);
        Assert.That(_given.Client.KillSwitch.Kills, Is.Empty);
        Assert.That((_given.Status.Health, _given.Log.Count(5005)), Is.EqualTo((GuardHealth.Unprotected, 1)));
    }

    [Test]
    public async Task Errors_ControlDoesNotReportButAnObjectiveIsGiven_AbortByIt()
    {
        _given.Source.Update(GuardScenario.Document("""{ "slo": { "objective": 99.9 } }"""));
        await _given.StartAsync();
        for (var i = 0; i < 10 && _given.Client.KillSwitch.Kills.Count == 0; i++)
            await _given.ComeAsync(1_000, 0.5, record: arm => arm == RolloutArm.Treatment);
        Assert.That(_given.Client.KillSwitch.Kills.Single().Reason, Does.StartWith("slo_"));
    }

    [Test]
    public async Task AbortOn_OneSignalInTreatment_KillsBeforeTheCallReturns()
    {
        _given.Source.Update(GuardScenario.Document("""{ "abortOn": [ "security_signal" ] }"""));
        var client = await _given.StartAsync();
        var users = Enumerable.Range(0, 1_000).Select(i => client.Evaluate("f", EvaluationContext.ForUser($"u{i}"))).ToList();
        client.Guard.Signal(users.First(u => u.Arm == RolloutArm.Control), "security_signal");
        Assert.That(client.KillSwitch.Kills, Is.Empty, "control is not the feature");
        client.Guard.Signal(users.First(u => u.Arm == RolloutArm.Treatment), "security_signal");
        Assert.That(client.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
    }

    [Test]
    public async Task Counter_MoreInTreatment_Aborts()
    {
        _given.Source.Update(
            GuardScenario.Document("""{ "errors": false, "latency": false, "counters": [ "auth_failure" ] }""", """{ "percent": 5 }"""));
        var client = await _given.StartAsync();
        foreach (var user in Enumerable.Range(0, 2_000).Select(i => client.Evaluate("f", EvaluationContext.ForUser($"u{i}"))))
        {
            client.Guard.Record(user, GuardOutcome.Success);
            if (user.Arm == RolloutArm.Treatment && user.UnitHash % 3 == 0) client.Guard.Signal(user, "auth_failure");
        }

        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("auth_failure: "));
    }

    [Test]
    public async Task Call_Hangs_CountsAsSlowBeforeItEnds()
    {
        var client = await _given.StartAsync();
        var users = Enumerable.Range(0, 2_000).Select(i => client.Evaluate("f", EvaluationContext.ForUser($"u{i}"))).ToList();
        foreach (var user in users.Where(u => u.Arm == RolloutArm.Control))
            client.Guard.Record(user, GuardOutcome.Success, TimeSpan.FromMilliseconds(50));
        var calls = users.Where(u => u.Arm == RolloutArm.Treatment).Select(u => client.Guard.Begin(u)).ToList();
        _given.Time.Advance(TimeSpan.FromSeconds(2));
        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("slower_than_1s: "));
        foreach (var call in calls) call.Complete(GuardOutcome.Cancelled);
    }

    [Test]
    public async Task Record_CancelledByTheCaller_IsNotAnError()
    {
        var client = await _given.StartAsync();
        for (var i = 0; i < 2_000; i++)
        {
            var user = client.Evaluate("f", EvaluationContext.ForUser($"u{i}"));
            client.Guard.Record(user, user.Arm == RolloutArm.Treatment ? GuardOutcome.Cancelled : GuardOutcome.Success);
        }

        await client.LookAtGuardsAsync();
        Assert.That(_given.Status.Signals.Single(s => s.Signal == "errors").Treatment, Is.Zero);
        Assert.That(_given.Status.Signals.Single(s => s.Signal == "give_ups").Treatment, Is.Positive);
    }

    [Test]
    public async Task Record_SameUnitErrsAllTheTime_CountsOnce()
    {
        var client = await _given.StartAsync();
        var robot = Enumerable.Range(0, 1_000).Select(i => client.Evaluate("f", EvaluationContext.ForUser($"u{i}")))
            .First(u => u.Arm == RolloutArm.Treatment);
        for (var i = 0; i < 100_000; i++) client.Guard.Record(robot, GuardOutcome.Error, TimeSpan.FromTicks(-i));
        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills, Is.Empty);
        await _given.ComeAsync(500, 0);
        Assert.That(_given.Status.Signals.Single(s => s.Signal == "errors").Treatment, Is.LessThanOrEqualTo(1));
    }

    [Test]
    public async Task Record_UnguardedOrUnknown_IsIgnored()
    {
        var client = await _given.StartAsync();
        client.Guard.Record(default(Evaluation<bool>), GuardOutcome.Error, TimeSpan.MaxValue);
        client.Guard.Record(client.Evaluate("no such flag"), GuardOutcome.Error);
        client.Guard.Record(client.Evaluate("f"), GuardOutcome.Error, TimeSpan.MinValue);
        client.Guard.Record(client.EvaluateString("f", "fallback", EvaluationContext.ForUser("u")), GuardOutcome.Error);
        client.Guard.Signal(client.Evaluate("f", EvaluationContext.ForUser("u")), "no such signal");
        client.Guard.Signal(client.Evaluate("f", EvaluationContext.ForUser("u")), null!);
        client.Guard.Begin(client.Evaluate("no such flag")).Complete(GuardOutcome.Error);
        default(GuardedCall).Complete(GuardOutcome.Error);
        await client.LookAtGuardsAsync();
        Assert.That(_given.Status.Signals.Sum(s => s.Treatment + s.Control), Is.Zero);
    }

    [Test]
    public async Task Record_EvaluatedBeforeTheShareWasChanged_IsIgnored()
    {
        var client = await _given.StartAsync();
        var early = Enumerable.Range(0, 500).Select(i => client.Evaluate("f", EvaluationContext.ForUser($"u{i}"))).ToList();
        _given.Source.Update(GuardScenario.Document("{}", """{ "percent": 4 }"""));
        await Eventually.HoldsAsync(() => _given.Client.Pin().Flags[0].Rollouts.Single().MilliPercent == 4_000, "the edit is in force");
        await client.LookAtGuardsAsync();
        foreach (var evaluation in early) client.Guard.Record(evaluation, GuardOutcome.Error);
        await client.LookAtGuardsAsync();
        Assert.That((_given.Status.Percent, _given.Status.Epoch, _given.Status.Signals.Sum(s => s.Treatment + s.Control)),
            Is.EqualTo((4m, 2, 0L)), "their unit may be on the other side by now");
    }

    [Test]
    public async Task ObserveOnly_Harm_IsLoggedAndNothingIsKilled()
    {
        _given.Source.Update(GuardScenario.Document("""{ "observeOnly": true }"""));
        await _given.StartAsync();
        for (var i = 0; i < 10; i++) await _given.ComeAsync(1_000, 0.01, ratio: 20);
        Assert.That(_given.Client.KillSwitch.Kills, Is.Empty);
        Assert.That((_given.Log.Count(5001), _given.Log.Count(5000)), Is.EqualTo((1, 0)));
    }

    [Test, Rule("a rollout that does harm is switched off by itself")]
    public async Task ObserveOnly_HarmAndThenTheDocumentEnforces_Aborts()
    {
        _given.Source.Update(GuardScenario.Document("""{ "observeOnly": true }"""));
        var client = await _given.StartAsync();
        for (var i = 0; i < 10; i++) await _given.ComeAsync(1_000, 0.01, ratio: 20);
        Assert.That((_given.Log.Count(5001), _given.Status.Health), Is.EqualTo((1, GuardHealth.Aborted)));
        _given.Source.Update(GuardScenario.Document());
        await Eventually.HoldsAsync(() => !client.Pin().Flags[0].Details.Definition.Guard!.ObserveOnly, "the edit is in force");
        await _given.ComeAsync(1_000, 0.01, ratio: 20);
        Assert.That(client.KillSwitch.Kills, Has.Count.EqualTo(1));
        Assert.That((_given.Log.Count(5001), _given.Log.Count(5000), _given.Status.Problem), Is.EqualTo((1, 1, (string?)null)));
    }

    [Test]
    public async Task Restore_AfterAnAbort_RestartsWithFreshEvidence()
    {
        var client = await _given.StartAsync();
        for (var i = 0; i < 10 && client.KillSwitch.Kills.Count == 0; i++) await _given.ComeAsync(1_000, 0.01, ratio: 20);
        var first = _given.Status.Rollout;
        await client.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills, Is.Empty, "it does not abort on its old evidence");
        Assert.That(_given.Status.Rollout, Is.Not.EqualTo(first));
        await _given.ComeAsync(1_000, 0.01);
        Assert.That(_given.Status.Health, Is.EqualTo(GuardHealth.Watching));
        for (var i = 0; i < 10 && client.KillSwitch.Kills.Count == 0; i++) await _given.ComeAsync(1_000, 0.01, ratio: 20);
        Assert.That(client.KillSwitch.Kills, Has.Count.EqualTo(1), "it is guarded again");
    }

    [Test]
    public async Task Silence_LongerThanAllowed_IsReported()
    {
        await _given.StartAsync();
        await _given.ComeAsync(100, 0);
        _given.Time.Advance(TimeSpan.FromMinutes(10));
        await _given.Client.LookAtGuardsAsync();
        Assert.That(_given.Status.Health, Is.EqualTo(GuardHealth.Silent));
        await _given.ComeAsync(100, 0);
        Assert.That((_given.Status.Health, _given.Log.Count(5006)), Is.EqualTo((GuardHealth.Watching, 1)));
    }

    [Test]
    public async Task Treatments_OneOfTwoHarms_NamesIt()
    {
        _given.Source.Update(GuardScenario.Document(
            "{}", """{ "percent": 5, "split": { "blue": 1, "red": 1 } }""",
            """ "variants": { "off": "o", "blue": "b", "red": "r" }, "offVariant": "off", """));
        var client = await _given.StartAsync();
        for (var i = 0; i < 20_000; i++)
        {
            var user = client.EvaluateString("f", "", EvaluationContext.ForUser($"u{i}"));
            client.Guard.Record(user,
                user.Variant == "red" && user.UnitHash % 5 == 0 || user.UnitHash % 100 == 0 ? GuardOutcome.Error : GuardOutcome.Success);
        }

        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.Contain("'red', which gets 2.564 % of them"));
    }
}
