using Dataface.Flags.Evaluating;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>Kills and restores that overtake each other. Whatever the order, a flag that the store says is killed is killed here.</summary>
[TestFixture]
internal sealed class KillSwitchRaceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private LogRecorder _log = null!;
    private ManualTimeProvider _time = null!;
    private OvertakingStore _store = null!;
    private KillRegister _register = null!;
    private ClientState _switch = null!;
    private Action _changed = () => { };

    [SetUp]
    public async Task Start()
    {
        (_time, _store, _log, _changed) = (new(), new(), new(), () => { });
        _register = new KillRegister(new KillMarks(), () => _changed());
        _switch = new ClientState("production", _store, _register, Patience, _time, _log, () => { }, () => { });
        await _switch.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task Stop() => await _switch.DisposeAsync();

    [Test, Rule("a reload never revives a killed flag")]
    public async Task Kill_AnswerOfAnEarlierRestoreComesLate_StaysInForce()
    {
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        var late = _store.HoldAnswers();
        var restore = _switch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" }).AsTask();
        _store.AnswerAtOnce();
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors again" });
        await _store.SettledAsync();

        late.SetResult();
        await restore;
        Assert.That(_register.IsKilled("f"), "the kill came after the restore");
        await _store.SettledAsync();
        Assert.That(_register.IsKilled("f"));
    }

    [Test]
    public async Task Restore_AnswerOfAnEarlierKillComesLate_IsInForceAfterTheNextRead()
    {
        var late = _store.HoldAnswers();
        var kill = _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" }).AsTask();
        _store.AnswerAtOnce();
        await _switch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        await _store.SettledAsync();

        late.SetResult();
        await kill;
        await Eventually.HoldsAsync(() => !_register.IsKilled("f"), "the store says that it is restored");
    }

    [Test]
    public async Task Restore_KillBeingDeliveredMeanwhile_IsNotUndoneByItsAnswer()
    {
        _store.IsCut = true;
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        var late = _store.HoldAnswers();
        _store.IsCut = false;
        await _time.AdvanceUntilAsync(() => _store.Changes == 1, TimeSpan.FromMilliseconds(100));
        _store.AnswerAtOnce();
        Assert.That((await _switch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" })).KilledBy, Is.Empty);

        var revived = false;
        _changed = () => revived |= _register.IsKilled("f");
        late.SetResult();
        await Eventually.HoldsAsync(() => _log.Count(2003) == 1, "the answer to the kill has come");
        Assert.That(revived, Is.False);
    }

    [Test, Rule("a kill is in force before the call returns")]
    public async Task Kill_ManyAtOnce_IsInForceWhenEachCallReturns()
    {
        var missing = 0;
        await Parallel.ForAsync(0, 2_000, async (i, stop) =>
        {
            var kill = _switch.KillAsync(new() { Flag = $"k{i}", By = "ops", Reason = "errors" }, stop);
            if (!_register.IsKilled($"k{i}")) Interlocked.Increment(ref missing);
            await kill;
            if (!_register.IsKilled($"k{i}")) Interlocked.Increment(ref missing);
        });
        Assert.That(missing, Is.Zero);
    }

    [Test]
    public async Task Kill_ReadBeforeItsAnswerArrives_IsListedOnce()
    {
        var (late, early) = (_store.HoldAnswers(), _store.HoldChanges());
        var kill = _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" }).AsTask();
        Assert.That(_switch.Kills.Single().Source, Is.EqualTo(UndeliveredKills.Source));
        early.SetResult();
        await Eventually.HoldsAsync(() => _switch.Kills.Any(k => k.Source == _store.Name), "the store's kill was read");
        Assert.That(_switch.Kills, Has.Count.EqualTo(1));
        late.SetResult();
        await kill;
        Assert.That(_switch.Kills.Single().Source, Is.EqualTo(_store.Name));
    }

    [Test]
    public async Task Restore_StoreDoesNotAnswerInTime_IsTakenBackFromTheStore()
    {
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        _store.HangBeforeApplying = true;
        var restore = _switch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" }).AsTask();
        _time.Advance(Patience);
        Assert.That((await restore).Problem, Does.Contain("not known"));
        await _store.Cancelled.Task.WaitAsync(Patience);
        Assert.That(_register.IsKilled("f"));
    }

    [Test]
    public async Task Deliver_OneKillIsRefusedForGood_DoesNotHoldUpTheOthers()
    {
        _store.Refused = "poison";
        _store.IsCut = true;
        await _switch.KillAsync(new() { Flag = "poison", By = "ops", Reason = "errors" });
        await FailedAgainAsync();
        await _switch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        _store.IsCut = false;
        await _time.AdvanceUntilAsync(
            () => _log.Events.Any(e => e.Id == 2003 && e.Text.Contains("'f'", StringComparison.Ordinal)), TimeSpan.FromSeconds(1));
        await FailedAgainAsync();
        Assert.That(_register.IsKilled("poison"));
        Assert.That(_switch.IsStale, "one is still on its way");
    }

    private Task FailedAgainAsync()
    {
        var before = _log.Count(2002);
        return _time.AdvanceUntilAsync(() => _log.Count(2002) > before, TimeSpan.FromSeconds(1));
    }
}
