using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Npgsql;

namespace Dataface.Flags.Postgres.Tests.State;

/// <summary>A row that is no record is set apart and named; everything else goes on.</summary>
[TestFixture]
internal sealed class ForeignRowTests : DatabaseFixture
{
    private static readonly string[] Kinds =
    [
        "not canonical", "no previous", "previous is null", "a number as text", "another form of a number", "a member twice",
            "an unknown member",
        "another escape", "a zero character", "no time", "after is null", "after is a list", "spaces", "another hash",
    ];

    private static StateChange Change(StateAction action, string flag) => new()
    {
        Action = action,
        Flag = flag,
        Environment = "production",
        By = "ops",
        From = "test",
        Reason = "errors",
        At = new DateTimeOffset(2026, 11, 20, 2, 0, 0, TimeSpan.Zero),
    };

    [Test, Rule("nobody inserts records")]
    public async Task Insert_LineOfEveryKind_IsRefusedToEveryRole([Values("reader", "operator", "owner")] string role)
    {
        await new PostgresFlagStateStore(Database.Shared).ApplyAsync(Change(StateAction.Kill, "a"), default);
        var (user, lines) = ($"{Database.Name}_{role}", ForeignRow.Lines(await NextAsync()));
        await Database.RunAsync($"CREATE ROLE {user} LOGIN PASSWORD 'secret' IN ROLE dataface_flags_{role}");
        try
        {
            var sound = System.Text.Encoding.UTF8.GetString(AuditCodec.Write(await NextAsync()));
            foreach (var line in lines.Values.Append(sound))
            {
                await Assert.ThatAsync(() => Database.RunAsync(ForeignRow.InsertAsRole(line), user),
                    Throws.InstanceOf<PostgresException>(), line);
            }
        }
        finally
        {
            await Database.RunAsync($"DROP ROLE {user}");
        }
    }

    [Test, Rule("one bad row freezes nothing")]
    public async Task Load_ForeignRowOfEveryKind_CountsAsItsKillAndStopsNothing([ValueSource(nameof(Kinds))] string kind)
    {
        var store = new PostgresFlagStateStore(Database.Shared);
        await store.ApplyAsync(Change(StateAction.Kill, "a"), default);
        await Database.RunAsync(ForeignRow.Insert(ForeignRow.Lines(await NextAsync())[kind]));

        Assert.That((await store.LoadAsync("production", default)).Kills.Keys, Is.EquivalentTo(["a", "x"]),
            "read before anything is written");
        await store.ApplyAsync(Change(StateAction.Kill, "b"), default);
        await store.ApplyAsync(Change(StateAction.Restore, "a"), default);
        await using var again = Database.Open();
        Assert.That((await new PostgresFlagStateStore(again).LoadAsync("production", default)).Kills.Keys, Is.EquivalentTo(["b", "x"]),
            "after a restart");
        Assert.That((await TrailAsync(store)).Select(r => r.Sequence), Is.EqualTo([1L, 2L, 3L, 4L]), "the trail names every row");
        await store.ApplyAsync(Change(StateAction.Restore, "x"), default);
        Assert.That((await store.LoadAsync("production", default)).Kills.Keys, Is.EquivalentTo(["b"]), "a restore ends its kill, too");
    }

    [TestCase("restore")]
    [TestCase("publish")]
    [TestCase("advance")]
    [TestCase("frobnicate")]
    public async Task Load_ForeignRowOfAnotherAction_CountsAsNothing(string action)
    {
        var store = new PostgresFlagStateStore(Database.Shared);
        await store.ApplyAsync(Change(StateAction.Kill, "x"), default);
        var line = ForeignRow.Lines(await NextAsync())["not canonical"].Replace("\"kill\"", $"\"{action}\"", StringComparison.Ordinal);
        await Database.RunAsync(ForeignRow.Insert(line));
        await store.ApplyAsync(Change(StateAction.Kill, "b"), default);
        Assert.That((await store.LoadAsync("production", default)).Kills.Keys, Is.EquivalentTo(["b", "x"]));
        Assert.That(await TrailAsync(store), Has.Count.EqualTo(3));
    }

    [TestCase("")]
    [TestCase("no JSON at all")]
    [TestCase("[1,2]")]
    [TestCase("""{"action":"kill","environment":"production"}""")]
    [TestCase("""{"action":"kill","environment":7,"flag":{"a":1}}""")]
    [TestCase("""{"action":["kill"],"environment":"production","flag":"x"}""")]
    public async Task Load_ForeignRowThatSaysNothing_IsNamedAndCountsAsNothing(string line)
    {
        var store = new PostgresFlagStateStore(Database.Shared);
        await store.ApplyAsync(Change(StateAction.Kill, "a"), default);
        await Database.RunAsync(ForeignRow.Insert(line));
        Assert.That((await store.LoadAsync("production", default)).Kills.Keys, Is.EquivalentTo(["a"]));
        await store.ApplyAsync(Change(StateAction.Kill, "b"), default);
        Assert.That((await store.LoadAsync("production", default)).Kills.Keys, Is.EquivalentTo(["a", "b"]));
        Assert.That(await TrailAsync(store), Has.Count.EqualTo(3));
    }

    [TestCase(-5)]
    [TestCase(0)]
    [TestCase(long.MaxValue)]
    public async Task Apply_ForeignRowWithAHighNumber_Continues(long sequence)
    {
        var store = new PostgresFlagStateStore(Database.Shared);
        await store.ApplyAsync(Change(StateAction.Kill, "a"), default);
        await Database.RunAsync(ForeignRow.Insert(ForeignRow.Lines(await NextAsync())["no previous"], sequence));
        await store.ApplyAsync(Change(StateAction.Kill, "b"), default);
        var state = await store.LoadAsync("production", default);
        Assert.That(state.Kills.Keys, Is.EquivalentTo(["a", "b", "x"]));
        Assert.That(state.Sequence, Is.EqualTo(2));
    }

    [Test]
    public async Task Load_RecordThatASuperuserHasEdited_StillCountsAsAKill()
    {
        var store = new PostgresFlagStateStore(Database.Shared);
        await store.ApplyAsync(Change(StateAction.Kill, "a"), default);
        await store.ApplyAsync(Change(StateAction.Kill, "b"), default);
        await Database.RunAsync("SET session_replication_role = replica; UPDATE dataface_flags.audit SET line = 'gone' WHERE sequence = 1");
        Assert.That((await store.LoadAsync("production", default)).Kills.Keys, Is.EquivalentTo(["a", "b"]));
        await store.ApplyAsync(Change(StateAction.Kill, "a"), default);
        Assert.That(await TrailAsync(store), Has.Count.EqualTo(3));
    }

    private async Task<AuditRecord> NextAsync()
    {
        var hash = (string)(await Database.RunAsync("SELECT hash FROM dataface_flags.head"))!;
        return new TrailHead(1, hash).Next(Change(StateAction.Kill, "x"), FlagState.Empty, "postgres");
    }

    private static async Task<List<AuditRecord>> TrailAsync(PostgresFlagStateStore store)
    {
        var trail = new List<AuditRecord>();
        await foreach (var record in store.ReadAuditAsync(default)) trail.Add(record);
        return trail;
    }
}
