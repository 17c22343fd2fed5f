using Dataface.Flags.Guard;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Reliability overrides curiosity: what flags do while the service they are in burns, whatever they have to do with it.</summary>
[TestFixture]
internal sealed class ObjectiveTests
{
    private const string Ramp = """{ "percent": 50, "ramp": { "steps": [ 5, 50 ], "hold": "00:01:00" } }""";

    private GuardScenario _scenario = null!;

    [SetUp]
    public void SetUp() => _scenario = new GuardScenario();

    [TearDown]
    public async Task TearDown() => await _scenario.DisposeAsync();

    [Test]
    public async Task Ramp_WhileTheServiceBurns_StaysAndThenAdvances()
    {
        await StartAsync("release");
        await ServeAsync(1_000, failed: 100);
        for (var i = 0; i < 20; i++) await _scenario.ComeAsync(200, 0.05);
        Assert.That(_scenario.Status.Stage, Is.Zero, "there is evidence of no harm, and yet");
        Assert.That(_scenario.Status.Waiting, Does.Contain("the objective 'api' burns").IgnoreCase);
        Assert.That(_scenario.Status.Objective!.Health, Is.EqualTo(GuardObjectiveHealth.Burning));
        Assert.That(_scenario.Status.Health, Is.EqualTo(GuardHealth.Watching), "a release is not aborted");

        _scenario.Time.Advance(TimeSpan.FromDays(3));
        await ServeAsync(1_000, failed: 0);
        for (var i = 0; i < 20 && _scenario.Status.Stage == 0; i++) await _scenario.ComeAsync(200, 0.05);
        Assert.That(_scenario.Status.Stage, Is.EqualTo(1));
    }

    [Test]
    public async Task Ramp_BudgetSpentYesterday_StaysOverMidnight()
    {
        await StartAsync("release");
        await ServeAsync(1_000, failed: 100);
        _scenario.Time.Advance(TimeSpan.FromHours(30));
        await ServeAsync(10_000, failed: 0);
        for (var i = 0; i < 20; i++) await _scenario.ComeAsync(200, 0.05);
        Assert.That(_scenario.Status.Objective!.Health, Is.EqualTo(GuardObjectiveHealth.Spent));
        Assert.That((_scenario.Status.Objective.Failed, _scenario.Status.Objective.Requests), Is.EqualTo((100, 11_000)));
        Assert.That(_scenario.Status.Waiting, Does.Contain("budget of the objective 'api' is spent"));
        Assert.That(_scenario.Status.Stage, Is.Zero);
    }

    [Test]
    public async Task Ramp_ObjectiveWithoutRequests_StaysAndSaysWhatToWrite()
    {
        await StartAsync("release");
        for (var i = 0; i < 20; i++) await _scenario.ComeAsync(200, 0.05);
        Assert.That(_scenario.Status.Stage, Is.Zero);
        Assert.That(_scenario.Status.Waiting, Does.Contain("RecordRequest"));
    }

    [TestCase("experiment")]
    [TestCase("copy")]
    public async Task SharedBurn_OfAKindThatAborts_EndsItWithItsOwnCause(string kind)
    {
        await StartAsync(kind);
        await ServeAsync(1_000, failed: 100);
        var status = _scenario.Status;
        Assert.That((status.Health, status.Cause), Is.EqualTo((GuardHealth.Aborted, GuardCause.SharedBurn)));
        var kill = _scenario.Client.KillSwitch.Kills.Single();
        Assert.That(kill.Reason, Does.StartWith("shared_burn: The objective 'api' burns on both sides: 100 of 1000 requests failed"));
        Assert.That(_scenario.Log.Count(5010), Is.EqualTo(1));
        Assert.That(_scenario.Log.Count(5000), Is.Zero, "that is for harm");
    }

    [Test]
    public async Task SharedBurn_Record_IsNotEvidenceOfHarmAndSaysWhatWasSeen()
    {
        var store = new InMemoryFlagStateStore();
        await StartAsync("experiment", options: options => options.UseStateStore(store));
        await ServeAsync(1_000, failed: 100);
        var records = await store.ReadAuditAsync(default).ToListAsync();
        var evidence = records.Single(record => record.Change.Action == StateAction.Kill).Change.Evidence!;
        var burn = SharedBurnRecord.Find(evidence)!;
        Assert.That((burn.Objective, burn.Failed, burn.Requests, burn.Percent), Is.EqualTo(("api", 100, 1_000, 99.9)));
        Assert.That(() => AbortRecord.Parse(evidence), Throws.TypeOf<FormatException>());
        Assert.That(records.Count(record => record.Change.Rollout == "api/production/objective"), Is.EqualTo(1), "measured from then on");
    }

    [Test]
    public async Task SharedBurn_Hold_KeepsAnExperiment()
    {
        await StartAsync("experiment", """, "onSharedBurn": "hold" """);
        await ServeAsync(1_000, failed: 100);
        Assert.That((_scenario.Status.Health, _scenario.Client.KillSwitch.Kills.Count), Is.EqualTo((GuardHealth.Starting, 0)));
    }

    [Test]
    public async Task SharedBurn_GuardThatObserves_SaysItOnceAndKillsNothing()
    {
        await StartAsync("experiment", more: """, "observeOnly": true""");
        await ServeAsync(1_000, failed: 100);
        await ServeAsync(1_000, failed: 100);
        Assert.That(_scenario.Client.KillSwitch.Kills, Is.Empty);
        Assert.That(_scenario.Log.Count(5001), Is.EqualTo(1));
        Assert.That(_scenario.Status.Cause, Is.EqualTo(GuardCause.SharedBurn));
    }

    [Test, Rule("instances that report of one thing count together")]
    public async Task SharedBurn_FailuresOfAnotherInstance_CountHere()
    {
        var (evidence, state) = (new InMemoryGuardEvidenceStore(_scenario.Time), new InMemoryFlagStateStore());
        void Share(FlagClientOptions options) => options.UseGuardEvidence(evidence).UseStateStore(state);
        await StartAsync("experiment", options: Share);
        var other = await _scenario.StartAsync(Share);
        for (var i = 0; i < 1_000; i++) other.Guard.RecordRequest("api", i < 100 ? GuardOutcome.Error : GuardOutcome.Success);
        await other.LookAtGuardsAsync();
        Assert.That((await state.LoadAsync("production", default)).Kills.Keys, Is.EqualTo(new[] { "f" }));
    }

    [Test]
    public async Task Restore_AfterTheOutage_LastsWhileTheBudgetIsStillSpent()
    {
        await StartAsync("experiment");
        await ServeAsync(1_000, failed: 100);
        _scenario.Time.Advance(TimeSpan.FromMinutes(31));
        await _scenario.Client.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "it is over" });
        await ServeAsync(1_000, failed: 0);
        Assert.That((_scenario.Status.Health, _scenario.Status.Objective!.Health),
            Is.EqualTo((GuardHealth.Starting, GuardObjectiveHealth.Spent)));
    }

    [Test]
    public async Task SharedBurn_ClockWasSetBack_IsNoticedAtOnce()
    {
        var clock = new SettableClock(_scenario.Time);
        await StartAsync("experiment", options: options => options.TimeProvider = clock);
        await ServeAsync(1_000, failed: 0);
        clock.Offset = TimeSpan.FromHours(-1);
        await ServeAsync(1_000, failed: 100);
        Assert.That(_scenario.Status.Cause, Is.EqualTo(GuardCause.SharedBurn), _scenario.Status.Explanation);
    }

    [TestCase(0.5, 1, GuardCause.SharedBurn)]
    [TestCase(0.001, 400, GuardCause.Harm)]
    public async Task OwnObjective_BurningOnBothSidesOrOnOne_IsDistinguished(double errorRate, double ratio, GuardCause cause)
    {
        _scenario.Source.Update(GuardScenario.Document(
            """{ "errors": false, "slo": { "objective": 99.9 } }""", """{ "percent": 5 }""", """ "kind": "experiment", """));
        await _scenario.StartAsync();
        for (var i = 0; i < 30 && _scenario.Status.Cause == GuardCause.None; i++) await _scenario.ComeAsync(1_000, errorRate, ratio);
        Assert.That(_scenario.Status.Cause, Is.EqualTo(cause), _scenario.Status.Explanation);
    }

    [Test]
    public async Task RecordRequest_WithoutAnObjectiveOrGivenUp_IsIgnored()
    {
        await StartAsync("experiment");
        for (var i = 0; i < 100; i++)
        {
            _scenario.Client.Guard.RecordRequest("another", GuardOutcome.Error);
            _scenario.Client.Guard.RecordRequest("api", GuardOutcome.Cancelled);
        }

        await _scenario.Client.LookAtGuardsAsync();
        Assert.That(_scenario.Status.Objective!.Health, Is.EqualTo(GuardObjectiveHealth.Unknown));
    }

    private Task<FlagClient> StartAsync(string kind, string slo = "", string more = "", Action<FlagClientOptions>? options = null)
    {
        var document = GuardScenario.Document(
            $$"""{ "latency": false, "slo": { "objective": "api"{{slo}} }{{more}} }""", Ramp, $$""" "kind": "{{kind}}", """);
        _scenario.Source.Update(document.Replace(
            "\"flags\"", """ "objectives": { "api": { "objective": 99.9 } }, "flags" """, StringComparison.Ordinal));
        return _scenario.StartAsync(options);
    }

    private async Task ServeAsync(int requests, int failed)
    {
        // Those that fail come last, so that a look which another change has asked for meanwhile does not find them alone.
        for (var i = requests; i > 0; i--)
        {
            _scenario.Client.Guard.RecordRequest("api", i > failed ? GuardOutcome.Success : GuardOutcome.Error);
        }

        _scenario.Time.Advance(TimeSpan.FromSeconds(10));
        await _scenario.Client.LookAtGuardsAsync();
    }
}
