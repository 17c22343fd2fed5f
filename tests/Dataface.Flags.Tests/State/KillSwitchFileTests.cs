using Dataface.Flags.Evaluating;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>The kill switch over a journal on a real disk that really fails, and so by the real clock.</summary>
[TestFixture]
internal sealed class KillSwitchFileTests
{
    private LogRecorder _log = null!;
    private TemporaryFolder _folder = null!;
    private KillRegister _register = null!;

    private string Journal => _folder["state/journal.jsonl"];

    [SetUp]
    public void Make() => (_folder, _register, _log) = (new(), new(new KillMarks(), () => { }), new());

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test, Rule("a kill is in force before the call returns")]
    public async Task Kill_FolderInPlaceOfTheJournal_IsLocalAndDeliveredWhenItIsGone()
    {
        using var store = Open();
        await using var killSwitch = Switch(store);
        await killSwitch.StartAsync(default);
        Directory.CreateDirectory(Journal);

        var result = await killSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(result.Reach, Is.EqualTo(StateReach.Local));
        Assert.That(result.Problem, Does.Contain(Journal));
        Assert.That(result.KilledBy, Is.EqualTo(["undelivered"]));
        Assert.That(_register.IsKilled("f"));

        Directory.Delete(Journal);
        await Eventually.HoldsAsync(() => !killSwitch.IsStale, "the kill is delivered");
        using var other = Open();
        Assert.That((await other.LoadAsync("production", default)).Kills.Keys, Is.EqualTo(["f"]));
        Assert.That((await AuditVerifier.VerifyAsync(other.ReadAuditAsync(default))).Records, Is.EqualTo(1), "delivered once");
    }

    [Test]
    public async Task Restore_FolderInPlaceOfTheJournal_LeavesTheFlagKilled()
    {
        using var store = Open();
        await using var killSwitch = Switch(store);
        await killSwitch.StartAsync(default);
        await killSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        File.Move(Journal, Journal + ".away");
        Directory.CreateDirectory(Journal);

        var result = await killSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That(result.Problem, Does.Contain(Journal));
        Assert.That(result.KilledBy, Is.EqualTo(["journal.jsonl"]));
        Assert.That(_register.IsKilled("f"));
    }

    [Test]
    public async Task Kill_JournalBroken_IsLocalNamesTheLineAndIsLogged()
    {
        using (var store = Open())
        {
            await using var killSwitch = Switch(store);
            await killSwitch.StartAsync(default);
            await killSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        }

        await File.WriteAllTextAsync(
            Journal, (await File.ReadAllTextAsync(Journal)).Replace("errors", "nothing", StringComparison.Ordinal));
        using var broken = Open();
        await using var next = Switch(broken);
        await next.StartAsync(default);
        var result = await next.KillAsync(new() { Flag = "g", By = "ops", Reason = "errors" });
        Assert.That(result.Problem, Does.Contain("Line 1 of " + Journal));
        Assert.That((_register.IsKilled("f"), _register.IsKilled("g")), Is.EqualTo((true, true)));
        Assert.That(_log.Count(2009), Is.EqualTo(1), "once, however often it is read");
        await Eventually.HoldsAsync(
            () => _log.Events.Any(e => e.Id == 2002 && e.Text.Contains("'g'", StringComparison.Ordinal)), "its delivery has failed once");
    }

    [Test]
    public async Task Kill_AfterACrashInTheMiddleOfAWrite_IsDurableAndTheTornTailIsLogged()
    {
        using (var first = Open()) await first.ApplyAsync(Kill("e"), default);
        await File.AppendAllTextAsync(Journal, "{\"sequence\":2,");
        using var store = Open();
        await using var killSwitch = Switch(store);
        await killSwitch.StartAsync(default);
        Assert.That((await killSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" })).Reach, Is.EqualTo(StateReach.Durable));
        await Eventually.HoldsAsync(
            () => _log.Events.Any(e => e.Id == 2010 && e.Text.Contains(Journal, StringComparison.Ordinal)), "the torn tail is logged");
        Assert.That((_register.IsKilled("e"), _register.IsKilled("f")), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task Kill_ByAnotherProcess_ArrivesAndIsLogged()
    {
        using var store = Open();
        await using var killSwitch = Switch(store);
        await killSwitch.StartAsync(default);
        await killSwitch.KillAsync(new() { Flag = "own", By = "ops", Reason = "errors" });
        using (var other = Open()) await other.ApplyAsync(Kill("f"), default);
        await Eventually.HoldsAsync(() => _register.IsKilled("f") && _log.Count(2008) > 0, "the kill has arrived");
        Assert.That(_log.Events.Where(e => e.Id == 2008).Select(e => e.Text),
            Is.EqualTo(["Kills by 'journal.jsonl' were changed elsewhere: 1 killed, 0 restored: f."]));
    }

    [Test]
    public async Task Restore_AllKills_IsAKeyOfItsOwn()
    {
        using var store = Open();
        await using var killSwitch = Switch(store);
        await killSwitch.StartAsync(default);
        await killSwitch.KillAsync(new() { Flag = "*", By = "ops", Reason = "everything is on fire" });
        Assert.That(_register.IsKilled("f"));
        Assert.That((await killSwitch.RestoreAsync(
            new() { Flag = "f", By = "ops", Reason = "mended" })).KilledBy, Is.EqualTo(["journal.jsonl"]), "still killed by *");
        Assert.That((await killSwitch.RestoreAsync(new() { Flag = "*", By = "ops", Reason = "mended" })).KilledBy, Is.Empty);
        Assert.That(_register.IsKilled("f"), Is.False);
    }

    private FileFlagStateStore Open() => new(Journal);

    private ClientState Switch(FileFlagStateStore store) =>
        new("production", store, _register, TimeSpan.FromSeconds(5), TimeProvider.System, _log, () => { }, () => { });

    private static StateChange Kill(string flag) => new()
    {
        Action = StateAction.Kill,
        Flag = flag,
        Environment = "production",
        By = "ops",
        From = "test",
        Reason = "errors",
        At = DateTimeOffset.UnixEpoch,
    };
}
