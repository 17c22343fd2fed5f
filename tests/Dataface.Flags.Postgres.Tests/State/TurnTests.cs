using System.Diagnostics;
using Dataface.Flags.Postgres.Tests.Definitions;
using Dataface.Flags.Server.Stores;
using Dataface.Flags.State;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Postgres.Tests.State;

/// <summary>One session that does nothing holds up kills for a few seconds at most.</summary>
[TestFixture]
internal sealed class TurnTests : DatabaseFixture
{
    /// <summary>Much more than the seconds that are promised, and much less than the minute that it took.</summary>
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(25);

    private static StateChange Kill(string flag) => Publication.Change(StateAction.Kill) with { Environment = "production", Flag = flag };

    [TestCase("SELECT FROM dataface_flags.head FOR UPDATE")]
    [TestCase("LOCK TABLE dataface_flags.head")]
    [TestCase("LOCK TABLE dataface_flags.audit IN SHARE MODE")]
    [TestCase("UPDATE dataface_flags.kills SET flag = flag")]
    [TestCase("LOCK TABLE dataface_flags.environments")]
    public async Task Apply_AnotherSessionKeepsALock_FailsSoonAndNamesIt(string sql)
    {
        var store = new PostgresFlagStateStore(Database.Shared);
        await store.ApplyAsync(Kill("a"), default);
        var watch = Stopwatch.StartNew();
        await using (var held = await HeldLock.TakeAsync(Database, sql))
        {
            await Assert.ThatAsync(
                async () => await store.ApplyAsync(Kill("a"), default),
                Throws.InstanceOf<TimeoutException>()
                    .With.Message.Contains($"process {held.Process} of the user 'postgres' (application '{HeldLock.Application}'")
                    .And.Message.Contains($"pg_terminate_backend({held.Process})"));
        }

        Assert.That(watch.Elapsed, Is.LessThan(Generous));
        await store.ApplyAsync(Kill("b"), default);
        Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(default))).Records, Is.EqualTo(2),
            "nothing of the attempt is left");
    }

    [Test, Rule("a kill wins over everything")]
    public async Task Apply_ARoleIdlesInATransactionWithTheTurn_GetsItWithinTheWait()
    {
        var store = new PostgresFlagStateStore(Database.Shared);
        await store.ApplyAsync(Kill("a"), default);
        var user = $"{Database.Name}_operator";
        await Database.RunAsync($"CREATE ROLE {user} LOGIN PASSWORD 'secret' IN ROLE dataface_flags_operator");
        try
        {
            await using var held = await HeldLock.TakeAsync(
                Database,
                "SELECT dataface_flags.change_state(gen_random_uuid(), 'kill', 'production', 'x', NULL, 0, 0, 0, 'by', 'from', 'reason', "
                + "'now', NULL, 'postgres')",
                user);
            await store.ApplyAsync(Kill("b"), default);
            Assert.That((await store.LoadAsync("production", default)).Kills.Keys, Is.EquivalentTo(["a", "b"]),
                "what idled was rolled back");
        }
        finally
        {
            await Database.RunAsync($"DROP ROLE {user}");
        }
    }

    [Test]
    public async Task EverythingThatChanges_AnotherSessionKeepsTheTurn_FailsSoonAndNamesIt()
    {
        var (definitions, settings, sessions) =
            (new PostgresFlagDefinitionStore(Database.Shared), new PostgresSettingStore(Database.Shared),
                new PostgresSessionStore(Database.Shared));
        await Database.Shared.MigrateAsync(default);
        var watch = Stopwatch.StartNew();
        await using var held = await HeldLock.TakeAsync(Database, "LOCK TABLE dataface_flags.head, dataface_flags.sessions");
        foreach (var attempt in new Func<Task>[]
        {
            async () => await definitions.PublishAsync(Publication.Change(), "{}"u8.ToArray(), default),
            () => settings.WriteAsync("keys", [1], 0, default),
            () => sessions.AddAsync(new(new byte[32], new byte[32], DateTimeOffset.UtcNow), DateTimeOffset.UtcNow, default),
        })
        {
            await Assert.ThatAsync(attempt, Throws.InstanceOf<TimeoutException>().With.Message.Contains($"process {held.Process} "));
        }

        Assert.That(watch.Elapsed, Is.LessThan(3 * Generous));
    }

    [Test]
    public async Task Migrate_AnotherSessionKeepsTheLock_FailsAndNamesIt()
    {
        await using var held = await HeldLock.TakeAsync(Database, $"SELECT pg_advisory_lock({0x4446_666C_6167_7301})");
        await Assert.ThatAsync(
            () => Database.Open().MigrateAsync(default),
            Throws.InstanceOf<TimeoutException>().With.Message.Contains($"process {held.Process} ")
                .And.Message.Contains(HeldLock.Application));
    }

    /// <summary>A function that a role may call and that waits for ever would bring the minute back.</summary>
    [Test]
    public async Task Functions_ThatRolesMayCall_AllWaitForAFewSecondsAtMost()
    {
        await Database.Shared.MigrateAsync(default);
        Assert.That(
            await Database.RunAsync(
                "SELECT count(*) FROM pg_proc WHERE pronamespace = 'dataface_flags'::regnamespace AND prosecdef AND prorettype <> "
                + "'trigger'::regtype "
                + "AND NOT coalesce(proconfig @> '{lock_timeout=3s}', false)"),
            Is.Zero);
    }
}
