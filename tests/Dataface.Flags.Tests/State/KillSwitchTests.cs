using System.Net;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Http;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

[TestFixture]
internal sealed class KillSwitchTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private LogRecorder _log = null!;
    private ManualTimeProvider _time = null!;
    private UnreliableStore _store = null!;
    private KillRegister _register = null!;
    private ClientState _switch = null!;
    private Action _changed = () => { };
    private int _changes;

    [SetUp]
    public async Task Start()
    {
        (_time, _store, _log, _changes) = (new(), new(), new(), 0);
        _changed = () => { };
        _register = new KillRegister(new KillMarks(),
        () =>
        {
            _changes++;
            _changed();
        });
        _switch = new ClientState("production", _store, _register, Timeout, _time, _log, () => { }, () => { });
        await _switch.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task Stop() => await _switch.DisposeAsync();

    [Test, Rule("a kill is in force before the call returns")]
    public async Task Kill_StoreHangs_IsInForceBeforeTheFirstAwait()
    {
        var hanging = _store.Hang();
        var kill = _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(kill.IsCompleted, Is.False);
        Assert.That(_register.IsKilled("f"));
        Assert.That(_changes, Is.EqualTo(1), "listeners are told before the call returns");

        hanging.SetResult();
        Assert.That((await kill).Reach, Is.EqualTo(StateReach.Fleet));
    }

    [TestCase(HttpStatusCode.BadRequest)]
    [TestCase(HttpStatusCode.Forbidden)]
    [TestCase(HttpStatusCode.NotFound)]
    [Rule("a restore ends a kill")]
    public async Task Restore_OfAKillThatTheStoreRefusesForGood_EndsItHereAndSaysTheRefusal(HttpStatusCode status)
    {
        _store.Refusal = new FlagServerException("No.") { Status = status };
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(_register.IsKilled("f"));
        var result = await _switch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That((result.KilledBy.Count, result.Reach, result.Problem, _switch.IsStale),
            Is.EqualTo((0, StateReach.Local, "No.", false)));
        Assert.That(_register.IsKilled("f"), Is.False);
    }

    [Test, Rule("a kill is never lost")]
    public async Task Restore_OfAKillThatTheStoreMayTakeLater_EndsNothing()
    {
        _store.Refusal = new FlagServerException("Later.") { Status = HttpStatusCode.ServiceUnavailable, IsTransient = true };
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        await _switch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That(_register.IsKilled("f"));
    }

    [TestCaseSource(typeof(ImpossibleKeys), nameof(ImpossibleKeys.All))]
    public void KillAndRestore_InvalidKey_AreRefusedAndChangeNothing(string key)
    {
        Assert.That(async () =>
            await _switch.KillAsync(new() { Flag = key, By = "ops", Reason = "errors" }),
                Throws.InstanceOf<ArgumentException>().With.Message.Contains("not a valid flag key"));
        Assert.That(async () => await _switch.RestoreAsync(new() { Flag = key, By = "ops", Reason = "errors" }),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains("not a valid flag key"));
        Assert.That(_changes, Is.Zero);
        Assert.That(_register.Kills, Is.Empty);
    }

    [Test]
    public async Task KillAndRestore_AfterDispose_SaySoAndChangeNothing()
    {
        await _switch.KillAsync(new() { Flag = "g", By = "ops", Reason = "errors" });
        await _switch.DisposeAsync();
        Assert.That(async () => await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" }),
            Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("the kill of 'f' was not carried out"));
        Assert.That(async () => await _switch.RestoreAsync(new() { Flag = "g", By = "ops", Reason = "errors" }),
            Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("the restore of 'g' was not carried out"));
        var ramp = new StateChange
        {
            Environment = "production",
            Action = StateAction.Pause,
            Flag = "g",
            By = "ops",
            From = "test",
            Reason = "r",
            At = _time.GetUtcNow(),
            Rollout = "g/production/*/0",
        };
        Assert.That((await _switch.ChangeRampAsync(ramp, default)).Problem, Does.Contain("disposed"));
        Assert.That(_register.IsKilled("f"), Is.False);
        Assert.That(_register.IsKilled("g"));
    }

    [Test]
    public async Task Kill_DisposedWhileTheStoreHangs_SaysThatItIsNotDeliveredAgain()
    {
        _store.Hang();
        var kill = _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        await _switch.DisposeAsync();
        _time.Advance(Timeout);
        var result = await kill;
        Assert.That(result.Reach, Is.EqualTo(StateReach.Local));
        Assert.That(result.Problem, Does.Contain("not delivered again"));
    }

    [Test]
    public async Task Resume_KillOfWhatCanBeNoKey_IsGivenUpAndSaid()
    {
        using var folder = new TemporaryFolder();
        var kept = new KeptKills(folder["cache"], "production", _log);
        kept.Keep(new()
        {
            Environment = "production",
            Action = StateAction.Kill,
            Flag = "theme ",
            By = "ops",
            From = "test",
            Reason = "r",
            At = _time.GetUtcNow()
        });
        await using var next = new ClientState("production", _store, _register, Timeout, _time, _log, () => { }, () => { }, kept);
        next.Resume();
        Assert.That(_register.Kills, Is.Empty);
        Assert.That(_log.Events.Single(e => e.Id == 2018).Text, Does.Contain("'theme '"));
    }

    [Test]
    public async Task Kill_StoreNeverAnswers_AnswersLocalAfterTheTimeout()
    {
        _store.Hang();
        var kill = _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        _time.Advance(Timeout);
        var result = await kill;
        Assert.That(result.Reach, Is.EqualTo(StateReach.Local));
        Assert.That(result.Problem, Does.Contain("unreliable").And.Contain("00:00:05"));
        Assert.That(_register.IsKilled("f"));
    }

    [Test]
    public async Task Kill_StoreCutOff_IsLocalAndDeliveredWhenTheStoreIsBack()
    {
        _store.IsCut = true;
        var result = await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That((result.Reach, result.Problem), Is.EqualTo((StateReach.Local, "The connection is cut.")));
        Assert.That(_switch.IsStale);

        _store.IsCut = false;
        await _time.AdvanceUntilAsync(() => _log.Count(2003) == 1 && !_switch.IsStale, TimeSpan.FromSeconds(1));
        Assert.That((await _store.LoadAsync("production", default)).Kills.Keys, Is.EqualTo(["f"]));
        Assert.That(_register.Kills.Select(k => k.Source), Is.EqualTo(["unreliable"]));
    }

    [Test]
    public async Task Kill_StoreIsReadAgain_IsDeliveredWithoutWaitingForTheNextAttempt()
    {
        _store.IsCut = true;
        await _store.ChangedElsewhereAsync("other");
        await Eventually.HoldsAsync(() => _switch.IsStale, "the store cannot be read");
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        await Eventually.HoldsAsync(() => _log.Count(2002) > 0, "the first attempt to deliver has failed");
        _store.IsCut = false;
        await _store.ChangedElsewhereAsync("another");
        await Eventually.HoldsAsync(() => _log.Count(2003) == 1, "delivered, though the clock stands");
    }

    [Test, Rule("a redeploy or a reload never revives a killed flag")]
    public async Task Reload_WhileAKillIsUndelivered_DoesNotReviveTheFlag()
    {
        _store.IsCut = true;
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        _store.IsCut = false;
        var loads = _store.Loads;

        // Somebody else changes the state, and this process reads it, without the kill in it.
        await _store.ApplyAsync(Foreign(StateAction.Kill, "g"), default);
        await Eventually.HoldsAsync(() => _store.Loads > loads && _register.IsKilled("g"), "the state was read again");
        Assert.That(_register.IsKilled("f"));
    }

    [Test]
    public async Task Reload_BegunBeforeAKill_DoesNotUndoIt()
    {
        var loads = _store.Loads;
        var hanging = _store.HangLoads();
        await _store.ApplyAsync(Foreign(StateAction.Kill, "g"), default);
        await Eventually.HoldsAsync(() => _store.Loads > loads, "a read has begun, and seen nothing of f");
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        _changed = () => Assert.That(_register.IsKilled("f"), "revived for a moment");
        hanging.SetResult();
        await Eventually.HoldsAsync(() => _register.IsKilled("g"), "the read has ended");
        Assert.That(_register.IsKilled("f"));
    }

    [Test]
    public async Task Restore_StoreCutOff_LeavesTheFlagKilledAndSaysSo()
    {
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        _store.IsCut = true;
        var result = await _switch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That(result.Problem, Is.EqualTo("The connection is cut."));
        Assert.That(result.KilledBy, Is.EqualTo(["unreliable"]));
        Assert.That(_register.IsKilled("f"));
    }

    [Test]
    public async Task Restore_KillUndelivered_DeliversTheKillFirstSoThatItCannotComeBack()
    {
        _store.IsCut = true;
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        _store.IsCut = false;
        var result = await _switch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That((result.Reach, result.KilledBy.Count), Is.EqualTo((StateReach.Fleet, 0)));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(_register.IsKilled("f"), Is.False);
        var trail = await _store.ReadAuditAsync(default).Select(r => r.Change.Action).ToListAsync();
        Assert.That(trail, Is.EqualTo([StateAction.Kill, StateAction.Restore]));
    }

    [Test]
    public async Task Restore_AlsoInTheKillFile_SaysWhoStillKills()
    {
        _register.SetSource(KillFile.Source,
            [new() { Flag = "f", Source = KillFile.Source, By = "file", At = default, Reason = "outage" }]);
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        var result = await _switch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That(result.KilledBy, Is.EqualTo([KillFile.Source]));
        Assert.That(_register.IsKilled("f"));
    }

    [Test]
    public async Task Start_StoreCutOff_ThrowsAndKnowsTheStateLater()
    {
        var (known, wasStale) = (0, false);
        var store = new UnreliableStore();
        await store.ApplyAsync(Foreign(StateAction.Kill, "f"), default);
        store.IsCut = true;

        ClientState? late = null;
        late = new ClientState("production", store, _register, Timeout, _time, _log, Known, () => { });
        await using var end = late;
        Assert.That(async () => await late.StartAsync(CancellationToken.None), Throws.InstanceOf<IOException>());
        Assert.That((late.IsKnown, late.IsStale), Is.EqualTo((false, true)));

        store.IsCut = false;
        await _time.AdvanceUntilAsync(() => Volatile.Read(ref known) > 0 && !late.IsStale, TimeSpan.FromSeconds(1));
        Assert.That((known, _register.IsKilled("f")), Is.EqualTo((1, true)));
        Assert.That(wasStale, "stale until it was told");

        void Known()
        {
            wasStale = late!.IsStale;
            Interlocked.Increment(ref known);
        }
    }

    [TestCase("", "ops", "why")]
    [TestCase("f", " ", "why")]
    [TestCase("f", "ops", "")]
    public void Kill_SomethingMissing_IsRefused(string flag, string by, string reason) =>
        Assert.That(async () => await _switch.KillAsync(new() { Flag = flag, By = by, Reason = reason }), Throws.ArgumentException);

    [Test]
    public async Task KillFile_KeysCommentsAndStar_AreRead()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["kills"], "# break glass\n  checkout-v2   # too many errors\n\nsearch\r\n");
        using (new KillFile(folder["kills"], _register, _time, _log))
        {
            Assert.That(_register.Kills.Select(k => (k.Flag, k.Reason)),
                Is.EquivalentTo([("checkout-v2", "too many errors"), ("search", "listed in the kill file")]));
            Assert.That(_register.IsKilled("other"), Is.False);
            File.WriteAllText(folder["kills"], "*");
            await Eventually.HoldsAsync(() => _register.IsKilled("other"), "a star kills everything");
            File.Delete(folder["kills"]);
            await Eventually.HoldsAsync(() => !_register.IsKilled("checkout-v2"), "no file, no kills");
        }
    }

    private static StateChange Foreign(StateAction action, string flag) => new()
    {
        Action = action,
        Environment = "production",
        Flag = flag,
        By = "somebody",
        From = "elsewhere",
        Reason = "theirs",
        At = DateTimeOffset.UnixEpoch,
    };
}
