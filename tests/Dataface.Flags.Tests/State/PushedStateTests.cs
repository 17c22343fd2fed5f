using Dataface.Flags.Background;
using Dataface.Flags.Evaluating;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>A state that a store gives of itself is taken as it comes, in its place among the others.</summary>
[TestFixture]
internal sealed class PushedStateTests
{
    private PushingStore _store = null!;
    private KillRegister _register = null!;
    private ClientState _state = null!;

    [SetUp]
    public async Task Start()
    {
        (_store, _register) = (new(), new KillRegister(new KillMarks(), () => { }));
        _state = new ClientState(
            "production", _store, _register, TimeSpan.FromSeconds(30), new ManualTimeProvider(), new LogRecorder(), () => { }, () => { });
        await _state.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task Stop() => await _state.DisposeAsync();

    [Test]
    public void Pushed_NewerState_IsInForceAtOnceAndNothingIsRead()
    {
        _store.Push(Killed(7, "f"));
        Assert.That(_register.IsKilled("f"));
        Assert.That(_state.State.Sequence, Is.EqualTo(7));
        Assert.That(_store.Loads, Is.EqualTo(1), "the one at the start");
    }

    [Test, Rule("a reload never revives a killed flag")]
    public void Pushed_OlderStateOfTheLineage_ChangesNothing()
    {
        _store.Push(Killed(7, "f"));
        _store.Push(Killed(6));
        Assert.That(_register.IsKilled("f"));
    }

    [Test]
    public void Pushed_StateOfAnotherLineage_IsTakenWhateverItsPosition()
    {
        _store.Push(Killed(7, "f"));
        _store.Push(Killed(2, "g") with { Lineage = "restored" });
        Assert.That((_register.IsKilled("f"), _register.IsKilled("g")), Is.EqualTo((false, true)));
    }

    [Test]
    public void Pushed_StateOfAnotherEnvironment_ChangesNothing()
    {
        _store.Push(Killed(7, "f"), "staging");
        Assert.That(_register.IsKilled("f"), Is.False);
        Assert.That(_store.Loads, Is.EqualTo(1));
    }

    [Test, Rule("a kill in flight is not undone")]
    public async Task Pushed_StateBeforeAnOwnKill_DoesNotUndoIt()
    {
        _store.Push(Killed(7));
        _store.Answer = 9;
        await _state.KillAsync(new() { Flag = "own", By = "ops", Reason = "errors" });
        _store.Push(Killed(8, "f"));
        Assert.That((_register.IsKilled("own"), _register.IsKilled("f")), Is.EqualTo((true, true)),
            "8 does not hold what is recorded at 9");
        _store.Push(Killed(10, "f"));
        Assert.That(_register.IsKilled("own"), Is.False, "10 does, and somebody has restored it since");
    }

    [Test]
    public async Task Push_OfAKnownPosition_ReadsNothing()
    {
        _store.Push(Killed(7));
        _store.Tell(new() { Environment = "production", Sequence = 7 });
        _store.Tell(new() { Environment = "staging", Sequence = 8 });

        // Signals are served in order: had one been given before, it would be part of this read or have had its own.
        await _state.ReadAsync(CancellationToken.None);
        Assert.That(_store.Loads, Is.EqualTo(2));
    }

    private static FlagState Killed(long sequence, params string[] flags) => new()
    {
        Sequence = sequence,
        Kills = flags.ToDictionary(
            f => f, f => new Kill { Flag = f, Source = "pushing", By = "somebody", At = DateTimeOffset.UnixEpoch, Reason = "errors" }),
    };

    /// <summary>A store that can be read as it stands, and gives what it is told to give.</summary>
    private sealed class PushingStore : IFlagStateStore
    {
        private readonly ChangeListeners<StateNews> _listeners = new();
        private FlagState _state = FlagState.Empty;
        private int _loads;

        public string Name => "pushing";

        public int Loads => Volatile.Read(ref _loads);

        /// <summary>Where it says that it has recorded a change.</summary>
        public long Answer { get; set; } = 1;

        public void Push(FlagState state, string environment = "production")
        {
            if (environment == "production") _state = state;
            _listeners.Tell(new() { Environment = environment, Sequence = state.Sequence, State = state });
        }

        public void Tell(StateNews news) => _listeners.Tell(news);

        public ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _loads);
            return new(_state);
        }

        public ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken) =>
            new(new RecordedChange { Reach = StateReach.Fleet, Sequence = Answer });

        public IDisposable OnChange(Action<StateNews> changed) => _listeners.Add(changed);

        public IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
