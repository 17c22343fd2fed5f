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

    /// <summary>
    /// Sequences of changes with texts of every kind: SQL builds what C# builds, to the byte, and comes to the same state.
    /// </summary>
    [Test, Rule("one record, one text")]
    public async Task ReadAudit_GeneratedChanges_AreTheRecordsOfTheFileStoreByteForByte()
    {
        var store = Open();
        using var folder = new TemporaryFolder();
        await KilledAsync(store); // Makes the schema.
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new System.Random(seed);
            using var file = new FileFlagStateStore(folder[$"{seed}/postgres"]);
            await _database.RunAsync(
                "SET session_replication_role = replica; DELETE FROM dataface_flags.audit; DELETE FROM dataface_flags.kills; DELETE FROM "
                + "dataface_flags.ramps; "
                + "DELETE FROM dataface_flags.restores; DELETE FROM dataface_flags.environments; UPDATE dataface_flags.head SET sequence = "
                + "0, hash = repeat('0', 64)");
            for (var i = 0; i < 25; i++)
            {
                var change = Generated(random);
                await ApplyAsync(store, change);
                await ApplyAsync(file, change);
            }

            Assert.That((await TrailAsync(store)).Select(Line), Is.EqualTo((await TrailAsync(file)).Select(Line)), $"seed {seed}");
            using var reread = new FileFlagStateStore(folder[$"{seed}/postgres"]);
            var (here, there) = (await store.LoadAsync("production", default), await reread.LoadAsync("production", default));
            Assert.That(here.Kills, Is.EquivalentTo(there.Kills), $"seed {seed}");
            Assert.That(here.Ramps, Is.EquivalentTo(there.Ramps), $"seed {seed}");
            Assert.That(here.Restores, Is.EquivalentTo(there.Restores), $"seed {seed}");
            Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(default))).IsIntact, $"seed {seed}");
        }
    }

    private static string Line(AuditRecord record) => System.Text.Encoding.UTF8.GetString(AuditCodec.Write(record));

    private static StateChange Generated(System.Random random)
    {
        var action = (StateAction)random.Next(5);
        var change = Change(action, $"f{random.Next(3)}", random.Next(4) == 0 ? "staging" : "production", Text(random)) with
        {
            By = Text(random),
            From = Text(random),
            Evidence = random.Next(3) == 0 ? Text(random) : null,
            At = DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(TimeSpan.TicksPerDay * 20_000)),
        };
        return action is StateAction.Kill or StateAction.Restore
            ? change
            : change with
            {
                Rollout = $"f/{random.Next(2)}",
                Stage = random.Next(4),
                Epoch = random.Next(1, 6),
                MilliPercent = random.Next(100_001)
            };
    }

    private static string Text(System.Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(6) switch
    {
        0 => ((char)random.Next(0, 0x20)).ToString(),
        1 => "\\\"/<>&'+"[random.Next(8)].ToString(),
        2 => ((char)random.Next(0x7F, 0x100)).ToString(),
        3 => ((char)random.Next(0x2000, 0x10000)).ToString(),
        4 => char.ConvertFromUtf32(random.Next(0x10000, 0x110000)),
        _ => "abc"[random.Next(3)].ToString(),
    }));

    [Test]
    public async Task Apply_TransactionThatIsAborted_LeavesNothing()
    {
        var store = Open();
        await ApplyAsync(store, Change(StateAction.Kill, "a"));
        await _database.RunAsync("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$");
        await _database.RunAsync(
            "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON dataface_flags.audit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE "
            + "FUNCTION refuse()");
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
    public async Task OnChange_ListenerWasCut_IsNotifiedAgain()
    {
        var (here, there) = (Open(), Open());
        var told = 0;
        using var subscription = here.OnChange(_ => Interlocked.Increment(ref told));
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > 0, "it listens");
        await _database.CutAsync();
        await ApplyAsync(there, Change(StateAction.Kill, "a"));
        await Eventually.HoldsAsync(
            () => KilledAsync(here).Result.Length == 1 && Volatile.Read(ref told) > 1, "it listens again, and was told");
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
        yield return Change(StateAction.Advance, "f") with
        {
            Rollout = "f/1",
            Stage = 1,
            Epoch = 2,
            MilliPercent = 5000,
            Evidence = evidence
        };
        yield return Change(StateAction.Advance, "f") with { Rollout = "f/1", Stage = 0, Epoch = 1, MilliPercent = 1000 };
        yield return Change(StateAction.Pause, "f") with { Rollout = "f/1", MilliPercent = 5000 };
        yield return Change(StateAction.Resume, "g") with { Rollout = "g/1", MilliPercent = 7 };
        yield return Change(StateAction.Refuse, "*", "*", "not reviewed");
        yield return Change(StateAction.Checkpoint, "*", "*");
        yield return Change(StateAction.Recover, "*", "*");
        yield return Change(StateAction.Kill, "b");
    }
}
