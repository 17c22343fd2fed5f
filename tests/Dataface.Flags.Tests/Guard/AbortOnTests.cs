using Dataface.Flags.Guard;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Signals of which one is enough: from any thread, at any time, whatever the store does.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AbortOnTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();

    public AbortOnTests() => _given.Source.Update(GuardScenario.Document("""{ "abortOn": [ "security_signal" ] }"""));

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test]
    public async Task Signal_ManyThreadsAtOnceWhileGuardsAreLookedAt_KillOnce()
    {
        var state = new InMemoryFlagStateStore();
        for (var round = 0; round < 20; round++)
        {
            var client = await _given.StartAsync(o => o.UseStateStore(state));
            var treated = Treated(client, 16);
            using var barrier = new Barrier(treated.Count + 1);
            var signallers = treated.Select(visit => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    client.Guard.Signal(visit, "security_signal");
                    return client.Evaluate("f").Reason;
                },
                default, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
            var looking = Task.Run(async () =>
            {
                barrier.SignalAndWait();
                for (var look = 0; look < 5; look++) await client.LookAtGuardsAsync();
            });
            Assert.That(await Task.WhenAll(signallers), Is.All.EqualTo(EvaluationReason.Killed), "in force before the call returns");
            await looking;
            await Eventually.HoldsAsync(() => _given.Log.Count(5000) == round + 1, "it is said once");
            Assert.That(_given.Status.Health, Is.EqualTo(GuardHealth.Aborted));
            Assert.That(await state.ReadAuditAsync(default).CountAsync(r => r.Change.Action == StateAction.Kill), Is.EqualTo(round + 1),
                "recorded once");
            await client.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        }

        Assert.That(_given.Log.Count(5000), Is.EqualTo(20));
    }

    [Test]
    public async Task Signal_OfARolloutThatWasWatched_ExplainsTheAbortAndNothingElse()
    {
        var client = await _given.StartAsync();
        for (var i = 0; i < 3; i++) await _given.ComeAsync(1_000, 0.02);
        Assert.That(_given.Status.Explanation, Does.StartWith("It sees no harm"));
        client.Guard.Signal(Treated(client, 1)[0], "security_signal");
        Assert.That(_given.Status.Explanation, Does.StartWith("'security_signal' was signalled in treatment"));
    }

    [Test]
    public async Task Signal_BeforeAnyLook_ExplainsTheAbort()
    {
        var client = await _given.StartAsync();
        client.Guard.Signal(Treated(client, 1)[0], "security_signal");
        Assert.That(_given.Status.Explanation, Does.StartWith("'security_signal' was signalled in treatment"));
    }

    [Test]
    public async Task Signal_StoreBlocksItsCaller_ReturnsAtOnceAndIsInForce()
    {
        var store = new StubbornStore();
        var client = await _given.StartAsync(o => o.UseStateStore(store));
        store.Blocked = new ManualResetEventSlim();
        var signal = Task.Run(() => client.Guard.Signal(Treated(client, 1)[0], "security_signal"));
        await signal.WaitAsync(TimeSpan.FromSeconds(20)); // Recording never waits.
        Assert.That(client.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        store.Blocked.Set();
        await Eventually.HoldsAsync(() => _given.Log.Count(5000) == 1, "it is delivered when the store goes on");
    }

    [Test]
    public async Task Signal_StoreFailsAtFirst_IsInForceLoggedAndDeliveredLater()
    {
        var store = new StubbornStore();
        var client = await _given.StartAsync(o => o.UseStateStore(store));
        store.IsFailing = true;
        client.Guard.Signal(Treated(client, 1)[0], "security_signal");
        Assert.That(client.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        await Eventually.HoldsAsync(() => _given.Log.Count(5000) == 1, "it is said");
        Assert.That(_given.Log.Events.Single(e => e.Id == 5000).Text, Does.EndWith("The kill is Local."));
        store.IsFailing = false;
        await _given.Time.AdvanceUntilAsync(() => store.Kills == 1, TimeSpan.FromSeconds(5));
        Assert.That(client.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
    }

    [Test]
    public async Task Signal_BeforeTheFirstLook_KillsAndIsInTheStatus()
    {
        await using var client = await FlagClient.StartAsync(
            o =>
            {
                (o.Environment, o.TimeProvider, o.GuardInterval) = ("production", _given.Time, TimeSpan.FromDays(1));
                o.AddProvider(_given.Source).UseGuardEvidence(new HangingEvidence());
            },
            _given.Log);
        client.Guard.Signal(Treated(client, 1)[0], "security_signal");
        Assert.That(client.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        Assert.That(client.Guard.Status.Single().Health, Is.EqualTo(GuardHealth.Aborted));
        await Eventually.HoldsAsync(() => _given.Log.Count(5000) == 1, "a look that hangs does not keep it");
    }

    [Test]
    public async Task Signal_JustBeforeDispose_IsRecorded()
    {
        var state = new InMemoryFlagStateStore();
        var client = await _given.StartAsync(o => o.UseStateStore(state));
        client.Guard.Signal(Treated(client, 1)[0], "security_signal");
        await client.DisposeAsync();
        Assert.That(await state.ReadAuditAsync(default).CountAsync(r => r.Change.Action == StateAction.Kill), Is.EqualTo(1));
    }

    [Test]
    public async Task Signal_WhileAndAfterTheClientIsDisposed_NeverThrows()
    {
        for (var round = 0; round < 20; round++)
        {
            var client = await _given.StartAsync();
            var treated = Treated(client, 8);
            var signallers = treated.Select(visit => Task.Run(() => client.Guard.Signal(visit, "security_signal"))).ToList();
            await client.DisposeAsync();
            client.Guard.Signal(treated[0], "security_signal");
            await Task.WhenAll(signallers);
        }
    }

    [Test]
    public async Task Signal_LoggerThrows_KillsAllTheSame()
    {
        var state = new InMemoryFlagStateStore();
        await using var client = await FlagClient.StartAsync(
            o =>
            {
                (o.Environment, o.TimeProvider, o.GuardInterval) = ("production", _given.Time, TimeSpan.FromDays(1));
                o.AddProvider(_given.Source).UseStateStore(state);
            },
            new ThrowingLoggers());
        client.Guard.Signal(Treated(client, 1)[0], "security_signal");
        Assert.That(client.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        await client.LookAtGuardsAsync();
        Assert.That(client.Guard.Status.Single().Health, Is.EqualTo(GuardHealth.Aborted));
    }

    [Test]
    public async Task Signal_OnlyObserved_IsLoggedOnceAndKillsNothing()
    {
        _given.Source.Update(GuardScenario.Document("""{ "abortOn": [ "security_signal" ], "observeOnly": true }"""));
        var client = await _given.StartAsync();
        foreach (var visit in Treated(client, 8)) client.Guard.Signal(visit, "security_signal");
        await Eventually.HoldsAsync(() => _given.Log.Count(5001) == 1, "it is said");
        await client.LookAtGuardsAsync();
        Assert.That((_given.Log.Count(5001), client.KillSwitch.Kills.Count, _given.Status.Health), Is.EqualTo((1, 0, GuardHealth.Aborted)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Signal_OnlyObservedAndThenTheDocumentEnforces_Kills(bool isLookedAt)
    {
        _given.Source.Update(GuardScenario.Document("""{ "abortOn": [ "security_signal" ], "observeOnly": true }"""));
        var client = await _given.StartAsync();
        client.Guard.Signal(Treated(client, 1)[0], "security_signal");
        await Eventually.HoldsAsync(() => _given.Log.Count(5001) == 1, "it is said");
        _given.Source.Update(GuardScenario.Document("""{ "abortOn": [ "security_signal" ] }"""));
        await Eventually.HoldsAsync(() => !client.Pin().Flags[0].Details.Definition.Guard!.ObserveOnly, "the edit is in force");
        if (isLookedAt)
        {
            await client.LookAtGuardsAsync();
            Assert.That(_given.Status.Health, Is.Not.EqualTo(GuardHealth.Aborted));
        }

        client.Guard.Signal(Treated(client, 1)[0], "security_signal");
        Assert.That(client.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        Assert.That(_given.Status.Problem, Is.Null);
    }

    private static List<Evaluation<bool>> Treated(FlagClient client, int count) =>
        [.. Enumerable.Range(0, 1_000).Select(i => client.Evaluate("f", EvaluationContext.ForUser($"u{i}")))
            .Where(v => v.Arm == RolloutArm.Treatment).Take(count)];

    /// <summary>A store that blocks whoever calls it, or refuses.</summary>
    private sealed class StubbornStore : IFlagStateStore
    {
        private readonly InMemoryFlagStateStore _inner = new();

        public ManualResetEventSlim? Blocked { get; set; }

        public bool IsFailing { get; set; }

        public int Kills { get; private set; }

        public string Name => "stubborn";

        public ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken) =>
            _inner.LoadAsync(environment, cancellationToken);

        public async ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken)
        {
            Blocked?.Wait(CancellationToken.None);
            if (IsFailing) throw new IOException("cut off");
            var recorded = await _inner.ApplyAsync(change, cancellationToken);
            if (change.Action == StateAction.Kill) Kills++;
            return recorded;
        }

        public IDisposable OnChange(Action<StateNews> changed) => _inner.OnChange(changed);

        public IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken) =>
            _inner.ReadAuditAsync(cancellationToken);
    }

    private sealed class HangingEvidence : IGuardEvidenceStore
    {
        public string Name => "hanging";

        public ValueTask AddAsync(GuardReport report, CancellationToken cancellationToken) => new(new TaskCompletionSource().Task);

        public ValueTask<GuardEvidence> ReadAsync(GuardEpoch epoch, int fromBucket, CancellationToken cancellationToken) =>
            new(new TaskCompletionSource<GuardEvidence>().Task);
    }

    private sealed class ThrowingLoggers : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("The disk is full.");

        public void Dispose()
        {
        }
    }
}
