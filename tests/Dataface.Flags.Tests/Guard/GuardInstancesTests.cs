using Dataface.Flags.Guard;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Several instances of a service, and stores that fail them.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GuardInstancesTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test]
    public async Task Errors_SpreadOverThreeInstances_AbortOnceOnTheWhole()
    {
        var (evidence, state) = (new InMemoryGuardEvidenceStore(_given.Time), new InMemoryFlagStateStore());
        var clients = new List<FlagClient>();
        for (var i = 0; i < 3; i++) clients.Add(await _given.StartAsync(o => o.UseGuardEvidence(evidence).UseStateStore(state)));
        for (var i = 0; i < 60 && clients[0].KillSwitch.Kills.Count == 0; i++)
            await _given.ComeAsync(300, 0.01, ratio: 10, client: clients[i % 3]);
        await Task.WhenAll(clients.Select(c => c.LookAtGuardsAsync()));
        await Eventually.HoldsAsync(
            () => clients.TrueForAll(c => c.Evaluate("f").Reason == EvaluationReason.Killed), "it is killed everywhere");
        Assert.That(await state.ReadAuditAsync(default).CountAsync(r => r.Change.Action == StateAction.Kill), Is.EqualTo(1),
            "exactly one abort");
    }

    [Test]
    public async Task Ramp_SeveralInstancesDecideAtOnce_AdvancesOnce()
    {
        _given.Source.Update(GuardScenario.Document("{}", """{ "percent": 50, "ramp": { "steps": [5, 50], "hold": "00:01:00" } }"""));
        var (evidence, state) = (new InMemoryGuardEvidenceStore(_given.Time), new InMemoryFlagStateStore());
        var clients = new List<FlagClient>();
        for (var i = 0; i < 3; i++) clients.Add(await _given.StartAsync(o => o.UseGuardEvidence(evidence).UseStateStore(state)));
        for (var i = 0; i < 200 && clients[0].Guard.Status.Single().Stage == 0; i++)
        {
            await _given.ComeAsync(600, 0.05, client: clients[i % 3]);
            await Task.WhenAll(clients.Select(c => c.LookAtGuardsAsync()));
        }

        var changes = await state.ReadAuditAsync(default).Select(r => (r.Change.Action, r.Change.Stage)).ToListAsync();
        Assert.That(changes, Is.EqualTo(new[] { (StateAction.Advance, 0), (StateAction.Advance, 1) }));
    }

    [Test]
    public async Task Ramp_AdvancesDuringALook_RecordsNoOtherShare()
    {
        const string Ramp = """{ "percent": 50, "ramp": { "steps": [5, 50], "hold": "00:01:00" } }""";
        _given.Source.Update(GuardScenario.Document(
            "{}", $$"""{{Ramp}}, "rules": [ { "name": "de", "when": { "attribute": "country", "in": ["DE"] }, "rollout": {{Ramp}} } ]"""));
        var (evidence, state) = (new UnreliableEvidenceStore(_given.Time), new InMemoryFlagStateStore());
        var client = await _given.StartAsync(o => o.UseGuardEvidence(evidence).UseStateStore(state));

        // The look at the rule is made first; the rollout beside it is looked at after it has gone on.
        var advances = new List<ChangeResult>();
        evidence.Reading = async () =>
        {
            if (advances.Count == 0) advances.Add(await client.Guard.AdvanceAsync(
                new() { Flag = "f", By = "ops", Reason = "enough seen" }));
        };
        await client.LookAtGuardsAsync();
        await client.LookAtGuardsAsync();
        Assert.That(advances.Single().Problem, Is.Null);
        var changes = await state.ReadAuditAsync(default).Select(r => (r.Change.Action, r.Change.Stage)).ToListAsync();
        Assert.That(changes, Is.EqualTo(new[] { (StateAction.Advance, 0), (StateAction.Advance, 0), (StateAction.Advance, 1) }));
    }

    [Test]
    public async Task Store_Down_DecidesOnItsOwnSaysSoAndDeliversLater()
    {
        var store = new UnreliableEvidenceStore(_given.Time);
        var client = await _given.StartAsync(o => o.UseGuardEvidence(store));
        await _given.ComeAsync(500, 0.01);
        store.IsCut = true;
        await _given.ComeAsync(500, 0.01);
        Assert.That((_given.Status.Health, _given.Log.Count(5003)), Is.EqualTo((GuardHealth.Alone, 1)));
        Assert.That(_given.Status.Problem, Does.Contain("decides on what it sees itself"));
        await _given.ComeAsync(500, 0.01);
        store.IsCut = false;
        await _given.ComeAsync(500, 0.01);
        Assert.That((_given.Status.Health, _given.Log.Count(5004)), Is.EqualTo((GuardHealth.Watching, 1)));
        Assert.That(store.Delivered.Sum(r => r.Observations.Count(o => o.Signal == "latency")),
            Is.EqualTo(store.Delivered.SelectMany(r => r.Observations).Where(o => o.Signal == "latency").Distinct().Count()),
            "nothing twice");
        Assert.That(store.Delivered.SelectMany(r => r.Observations).Count(o => o.Signal == "latency"), Is.GreaterThan(1_000),
            "what came while it was down, too");

        store.IsCut = true;
        for (var i = 0; i < 10 && client.KillSwitch.Kills.Count == 0; i++) await _given.ComeAsync(1_000, 0.01, ratio: 20);
        Assert.That(client.KillSwitch.Kills, Has.Count.EqualTo(1), "it aborts by itself");
    }

    [Test]
    public async Task Store_DownForAll_DivideTheChanceOfAFalseAbort()
    {
        var (store, state) = (new UnreliableEvidenceStore(_given.Time), new InMemoryFlagStateStore());
        var clients = new List<FlagClient>();
        for (var i = 0; i < 3; i++) clients.Add(await _given.StartAsync(o => o.UseGuardEvidence(store).UseStateStore(state)));
        foreach (var client in clients) await _given.ComeAsync(200, 0.01, client: client);
        await clients[0].LookAtGuardsAsync();
        var shared = Errors(clients[0]).Threshold;
        store.IsCut = true;
        await _given.ComeAsync(200, 0.01, client: clients[0]);
        Assert.That(Math.Exp(-shared) + (3 * Math.Exp(-Errors(clients[0]).Threshold)), Is.EqualTo(AlphaOfErrors).Within(1e-12),
            "all chances together");

        for (var i = 0; i < 20 && clients[0].KillSwitch.Kills.Count == 0; i++)
            await _given.ComeAsync(1_000, 0.01, ratio: 20, client: clients[0]);
        var kill = await state.ReadAuditAsync(default).SingleAsync(r => r.Change.Action == StateAction.Kill);
        var record = AbortRecord.Parse(kill.Change.Evidence!);
        var again = GuardReplay.Run(record);
        Assert.That((record.Alone, again.LogE, again.Threshold), Is.EqualTo((3, record.LogE, record.Threshold)));
    }

    [Test]
    public async Task Store_DownFromTheStart_ReckonsWithManyInstances()
    {
        var client = await _given.StartAsync(o => o.UseGuardEvidence(new UnreliableEvidenceStore(_given.Time) { IsCut = true }));
        await _given.ComeAsync(200, 0.01);
        Assert.That(100 * Math.Exp(-Errors(client).Threshold), Is.EqualTo(0.05 * AlphaOfErrors).Within(1e-12));
    }

    [Test]
    public async Task Store_FewerUnitsThanBefore_IsIgnored()
    {
        var store = new UnreliableEvidenceStore(_given.Time);
        await _given.StartAsync(o => o.UseGuardEvidence(store));
        for (var i = 0; i < 3; i++) await _given.ComeAsync(500, 0.05);
        store.Forget();
        await _given.ComeAsync(500, 0.05);
        Assert.That(_given.Status.Health, Is.EqualTo(GuardHealth.Alone));
        Assert.That(_given.Log.Events.Single(e => e.Id == 5003).Text, Does.Contain("it has lost some"));
    }

    [Test]
    public async Task Store_Hangs_KeepsNoLookWaitingForLong()
    {
        // However far the clock gets while the look is held up, it is not the silence that shows.
        _given.Source.Update(GuardScenario.Document("""{ "silence": "7.00:00:00" }"""));
        var store = new UnreliableEvidenceStore(_given.Time) { Hangs = true };
        var client = await _given.StartAsync();
        var hung = FlagClient.StartAsync(
            o =>
            {
                (o.Environment, o.TimeProvider, o.GuardInterval) = ("production", _given.Time, TimeSpan.FromDays(1));
                o.AddProvider(_given.Source).UseGuardEvidence(store);
            },
            _given.Log);
        await using var other = await hung;
        var look = other.LookAtGuardsAsync();
        await _given.Time.AdvanceUntilAsync(() => look.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.That(other.Guard.Status.Single().Health, Is.EqualTo(GuardHealth.Alone));
        Assert.That(client.Guard.Status.Single().Health, Is.EqualTo(GuardHealth.Starting));
    }

    /// <summary>What errors may spend of 0.001 in the first epoch, beside give-ups and latency.</summary>
    private const double AlphaOfErrors = 0.001 * 2 / 4 / 2;

    private static GuardSignalStatus Errors(FlagClient client) => client.Guard.Status.Single().Signals.Single(s => s.Signal == "errors");

    private sealed class UnreliableEvidenceStore(TimeProvider time) : IGuardEvidenceStore
    {
        private InMemoryGuardEvidenceStore _inner = new(time);

        public bool IsCut { get; set; }

        public bool Hangs { get; set; }

        public List<GuardReport> Delivered { get; } = [];

        /// <summary>What happens during a read.</summary>
        public Func<Task> Reading { get; set; } = () => Task.CompletedTask;

        public string Name => "unreliable";

        public void Forget() => _inner = new(time);

        public async ValueTask AddAsync(GuardReport report, CancellationToken cancellationToken)
        {
            await FailAsync();
            await _inner.AddAsync(report, cancellationToken);
            Delivered.Add(report);
        }

        public async ValueTask<GuardEvidence> ReadAsync(GuardEpoch epoch, int fromBucket, CancellationToken cancellationToken)
        {
            await FailAsync();
            await Reading();
            return await _inner.ReadAsync(epoch, fromBucket, cancellationToken);
        }

        private Task FailAsync() =>
            Hangs ? new TaskCompletionSource().Task : IsCut ? Task.FromException(new IOException("cut off")) : Task.CompletedTask;
    }
}
