using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.State;
using Npgsql;

namespace Dataface.Flags.Postgres.Tests.State;

[TestFixture]
internal sealed class PostgresFlagStateStoreTests : FlagStateStoreContract
{
    private TestDatabase _database = null!;

    protected override StateReach LeastReach => StateReach.Fleet;

    [SetUp]
    public async Task CreateDatabase() => _database = await TestDatabase.CreateAsync();

    [TearDown]
    public async Task DropDatabase()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    protected override IFlagStateStore Open() => new PostgresFlagStateStore(_database.Open());

    [Test]
    public async Task ReadAudit_ChangesOfEveryKind_AreTheRecordsOfTheFileStoreByteForByte()
    {
        using var folder = new TemporaryFolder();
        using var file = new FileFlagStateStore(folder["postgres"]);
        var store = Open();
        foreach (var change in EveryKind())
        {
            await ApplyAsync(store, change);
            await ApplyAsync(file, change);
        }

        Assert.That((await TrailAsync(store)).Select(AuditCodec.Write), Is.EqualTo((await TrailAsync(file)).Select(AuditCodec.Write)));
        foreach (var environment in new[] { "production", "staging" })
        {
            var (here, there) = (await store.LoadAsync(environment, default), await file.LoadAsync(environment, default));
            Assert.Multiple(() =>
            {
                Assert.That(here.Kills, Is.EquivalentTo(there.Kills));
                Assert.That(here.Ramps, Is.EquivalentTo(there.Ramps));
                Assert.That(here.Restores, Is.EquivalentTo(there.Restores));
                Assert.That((here.Sequence, here.Lineage), Is.EqualTo((there.Sequence, there.Lineage)));
            });
        }
    }

    [Test]
    public async Task Apply_TransactionThatIsAborted_LeavesNothing()
    {
        var store = Open();
        await ApplyAsync(store, Change(StateAction.Kill, "a"));
        await _database.RunAsync("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$");
        await _database.RunAsync("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON dataface_flags.audit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()");
        Assert.That(async () => await ApplyAsync(store, Change(StateAction.Kill, "b")), Throws.InstanceOf<PostgresException>());
        Assert.That(await KilledAsync(store), Is.EqualTo(["a"]));
        Assert.That(await TrailAsync(store), Has.Count.EqualTo(1));
        Assert.That((await store.LoadAsync("production", default)).Sequence, Is.EqualTo(1));
    }

    [Test]
    public async Task Apply_AllConnectionsWereCutMeanwhile_IsRecordedAtTheFirstAttempt()
    {
        var store = Open();
        await ApplyAsync(store, Change(StateAction.Kill, "a"));
        await _database.CutAsync();
        Assert.That(await ApplyAsync(store, Change(StateAction.Kill, "b")), Is.EqualTo(StateReach.Fleet));
    }

    [Test]
    public async Task OnChange_ListenerWasCut_IsToldAgain()
    {
        var (here, there) = (Open(), Open());
        var told = 0;
        using var subscription = here.OnChange(() => Interlocked.Increment(ref told));
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > 0, "it listens");
        await _database.CutAsync();
        await ApplyAsync(there, Change(StateAction.Kill, "a"));
        await Eventually.HoldsAsync(() => KilledAsync(here).Result.Length == 1 && Volatile.Read(ref told) > 1, "it listens again, and was told");
    }

    private static IEnumerable<StateChange> EveryKind()
    {
        var evidence = "{\"käse\":\"😀\"}";
        yield return Change(StateAction.Kill, "a", reason: "käse 😀 \"quoted\" \\ \n");
        yield return Change(StateAction.Kill, "a", reason: "again") with { Evidence = evidence };
        yield return Change(StateAction.Restore, "never-killed");
        yield return Change(StateAction.Restore, "a");
        yield return Change(StateAction.Kill, "a");
        yield return Change(StateAction.Restore, "a");
        yield return Change(StateAction.Kill, "*", "staging");
        yield return Change(StateAction.Advance, "f") with { Rollout = "f/1", Stage = 1, Epoch = 2, MilliPercent = 5000, Evidence = evidence };
        yield return Change(StateAction.Advance, "f") with { Rollout = "f/1", Stage = 0, Epoch = 1, MilliPercent = 1000 };
        yield return Change(StateAction.Pause, "f") with { Rollout = "f/1", MilliPercent = 5000 };
        yield return Change(StateAction.Resume, "g") with { Rollout = "g/1", MilliPercent = 7 };
        yield return Change(StateAction.Refuse, "*", "*", "not reviewed");
        yield return Change(StateAction.Checkpoint, "*", "*");
        yield return Change(StateAction.Recover, "*", "*");
        yield return Change(StateAction.Kill, "b");
    }
}
