using Dataface.Flags.Guard;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Guard;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RampTests : IAsyncDisposable
{
    private const string Ramp = """{ "percent": 50, "ramp": { "steps": [1, 5, 25, 50], "hold": "00:02:00" } }""";

    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test, Rule("a ramp goes on only with evidence of no harm")]
    public async Task Ramp_HarmlessWithErrorsOnBothSides_ReachesItsCeilingStepByStep()
    {
        _given.Source.Update(GuardScenario.Document("{}", Ramp));
        await _given.StartAsync();
        var shares = new List<decimal>();
        for (var i = 0; i < 300 && _given.Status.Percent < 50; i++)
        {
            await _given.ComeAsync(2_000, 0.05);
            if (shares.Count == 0 || shares[^1] != _given.Status.Percent) shares.Add(_given.Status.Percent);
        }

        Assert.That(shares, Is.EqualTo([1, 5, 25, 50]));
        Assert.That((_given.Status.Waiting, _given.Log.Count(5002)), Is.EqualTo(((string?)null, 3)));
    }

    [Test]
    public async Task Ramp_NoEvidence_StaysAndSaysWhatIsMissing()
    {
        _given.Source.Update(GuardScenario.Document("{}", Ramp));
        await _given.StartAsync();
        for (var i = 0; i < 40; i++) await _given.ComeAsync(100, 0);
        Assert.That((_given.Status.Stage, _given.Status.Percent), Is.EqualTo((0, 1.0)));
        Assert.That(_given.Status.Waiting,
            Does.StartWith("There is too little evidence that 'on' does no harm").And.Contains("state a bound"));
    }

    [Test]
    public async Task Ramp_NoErrorsAtAllButABoundStated_Advances()
    {
        _given.Source.Update(GuardScenario.Document("""{ "errors": { "atMost": 0.1 } }""", Ramp));
        await _given.StartAsync();
        for (var i = 0; i < 140 && _given.Status.Stage == 0; i++) await _given.ComeAsync(3_000, 0);
        Assert.That(_given.Status.Stage, Is.EqualTo(1));
    }

    [Test]
    public async Task Ramp_InconclusiveButPatienceGiven_AdvancesAfterTheLongerHold()
    {
        _given.Source.Update(GuardScenario.Document(
            "{}", """{ "percent": 50, "ramp": { "steps": [1, 50], "hold": "00:01:00", "onInconclusive": "advance","""
                + """ "patience": "00:05:00" } }"""));
        await _given.StartAsync();
        for (var i = 0; i < 20; i++) await _given.ComeAsync(200, 0);
        Assert.That(_given.Status.Stage, Is.Zero);
        for (var i = 0; i < 12; i++) await _given.ComeAsync(200, 0);
        Assert.That(_given.Status.Stage, Is.EqualTo(1));
    }

    [Test]
    public async Task Ramp_NothingIsRecorded_NeverAdvances()
    {
        _given.Source.Update(GuardScenario.Document(
            "{}", """{ "percent": 50, "ramp": { "steps": [1, 50], "hold": "00:01:00", "onInconclusive": "advance","""
                + """ "patience": "00:02:00" } }"""));
        await _given.StartAsync();
        for (var i = 0; i < 100; i++) await _given.ComeAsync(100, 0, record: _ => false);
        Assert.That((_given.Status.Stage, _given.Status.Waiting), Is.EqualTo((0, "There is no evidence yet.")));
    }

    /// <summary>About 3,700 of them prove it, and 1,000 come in ten seconds, a hundredth of whom are treated.</summary>
    [Test]
    public async Task Ramp_WithABoundThatTheTreatedWillProve_SaysWhen()
    {
        await StartWithBoundAsync("0.5");
        Assert.That(_given.Status.Waiting,
            Does.Match("^There is too little evidence .* takes about \\d+ minutes more at this traffic\\.$"));
    }

    [Test]
    public async Task Ramp_WithABoundThatNeverIsProved_SaysWhatToDo()
    {
        await StartWithBoundAsync("0.05");
        Assert.That(_given.Status.Waiting, Does.EndWith("with few errors, state a higher \"atMost\"."));
    }

    private async Task StartWithBoundAsync(string bound)
    {
        _given.Source.Update(GuardScenario.Document(
            $$"""{ "errors": { "atMost": {{bound}} } }""", """{ "percent": 50, "ramp": { "steps": [1, 50], "hold": "00:00:10" } }"""));
        await _given.StartAsync();
        for (var i = 0; i < 20; i++) await _given.ComeAsync(1_000, 0);
        Assert.That(_given.Status.Stage, Is.Zero);
    }

    [Test]
    public async Task PauseAndAdvance_ByAPerson_AreInForceAndAudited()
    {
        _given.Source.Update(GuardScenario.Document("{}", Ramp));
        var client = await _given.StartAsync(o => o.UseStateFile(_given.Path("state.jsonl")));
        Assert.That((await client.Guard.PauseAsync(
            new() { Flag = "f", By = "ops", Reason = "holidays" })).Reach, Is.EqualTo(StateReach.Durable));
        await client.LookAtGuardsAsync();
        Assert.That((_given.Status.IsPaused, _given.Status.Waiting), Is.EqualTo((true, "It is paused.")));
        await client.Guard.ResumeAsync(new() { Flag = "f", By = "ops", Reason = "back" });
        await client.Guard.AdvanceAsync(new() { Flag = "f", By = "ops", Reason = "we know better" });
        await client.LookAtGuardsAsync();
        Assert.That((_given.Status.Percent, _given.Status.IsPaused), Is.EqualTo((5.0, false)));

        using var store = new FileFlagStateStore(_given.Path("state.jsonl"));
        var audited = await store.ReadAuditAsync(default).Select(r => r.Change.Action).ToListAsync();
        Assert.That(audited.Take(4), Is.EqualTo(new[] { StateAction.Advance, StateAction.Pause, StateAction.Resume, StateAction.Advance }));
        Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(default))).IsIntact);
        Assert.That(() => client.Guard.AdvanceAsync(new() { Flag = "g", By = "ops", Reason = "?" }).AsTask(),
            Throws.TypeOf<RefusalException>().With.Message.Contains("'g' has no ramp"));
    }

    [Test]
    public async Task Restart_InTheMiddle_ResumesStageAndEvidence()
    {
        _given.Source.Update(GuardScenario.Document("{}", Ramp));
        void Configure(FlagClientOptions options) =>
            options.UseStateFile(_given.Path("state.jsonl")).UseGuardFile(_given.Path("evidence.jsonl"));
        var client = await _given.StartAsync(Configure);
        await client.Guard.AdvanceAsync(new() { Flag = "f", By = "ops", Reason = "we know better" });
        await client.LookAtGuardsAsync();
        Assert.That(_given.Status.Stage, Is.EqualTo(1));
        for (var i = 0; i < 5; i++) await _given.ComeAsync(1_000, 0.02);
        var before = _given.Status;
        await client.DisposeAsync();

        var again = await _given.StartAsync(Configure);
        await again.LookAtGuardsAsync();
        Assert.That((_given.Status.Stage, _given.Status.Epoch, _given.Status.Since), Is.EqualTo((1, before.Epoch, before.Since)));
        foreach (var (now, then) in _given.Status.Signals.Zip(before.Signals))
        {
            Assert.That((now.Treatment, now.Control), Is.EqualTo((then.Treatment, then.Control)), now.Signal);
            Assert.That(now.LogE, Is.EqualTo(then.LogE).Within(1e-9), now.Signal);
        }
    }

    [Test]
    public async Task Edit_DescriptionOrSteps_RestartsOnlyForSteps()
    {
        _given.Source.Update(GuardScenario.Document("{}", Ramp));
        var client = await _given.StartAsync();
        await client.Guard.AdvanceAsync(new() { Flag = "f", By = "ops", Reason = "we know better" });
        await Eventually.HoldsAsync(() => client.Evaluate("f", EvaluationContext.ForUser("u")).Stage == 1, "it goes on");
        _given.Source.Update(GuardScenario.Document("{}", Ramp, """ "description": "new", """));
        await Eventually.HoldsAsync(() => client.Pin().Flags[0].Details.Definition.Description == "new", "the edit is in force");
        Assert.That(client.Evaluate("f", EvaluationContext.ForUser("u")).Stage, Is.EqualTo(1));
        _given.Source.Update(GuardScenario.Document("{}", Ramp.Replace("25", "20", StringComparison.Ordinal)));
        await Eventually.HoldsAsync(() => client.Evaluate("f", EvaluationContext.ForUser("u")).Stage == 0, "it begins anew");
    }
}
