using Dataface.Flags.Guard;
using Dataface.Flags.Postgres.Tests.Definitions;
using Dataface.Flags.Server.Stores;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Npgsql;

namespace Dataface.Flags.Postgres.Tests.Schema;

/// <summary>What each role may do, and that it cannot do more, whatever it sends.</summary>
[TestFixture]
internal sealed class RoleTests : DatabaseFixture
{
    private static readonly string[] Roles = ["reader", "operator", "owner"];

    private static readonly StateChange Kill = Publication.Change(StateAction.Kill) with { Environment = "production", Flag = "a" };

    private static readonly GuardReport Report =
        new() { Epoch = new("a/production/*/1", 1, DateTimeOffset.UtcNow), Instance = Guid.NewGuid(), Sequence = 1 };

    [SetUp]
    public async Task CreateUsers()
    {
        await Database.Shared.MigrateAsync(default);
        await new PostgresFlagStateStore(Database.Shared).ApplyAsync(Kill with { Id = Guid.NewGuid() }, default);
        await new PostgresSettingStore(Database.Shared).WriteAsync("keys", [1], 0, default);
        foreach (var role in Roles)
        {
            await Database.RunAsync($"CREATE ROLE {UserOf(role)} LOGIN PASSWORD 'secret' IN ROLE dataface_flags_{role}");
        }
    }

    [TearDown]
    public async Task DropUsers()
    {
        if (Database is null) return;
        foreach (var role in Roles) await Database.RunAsync($"DROP ROLE IF EXISTS {UserOf(role)}");
    }

    private string UserOf(string role) => $"{Database.Name}_{role}";

    [TestCase("reader", false, false, false, false)]
    [TestCase("operator", true, false, false, false)]
    [TestCase("owner", true, true, true, true)]
    public async Task Stores_AsEachRole_DoWhatItMay(string role, bool operates, bool publishes, bool readsSettings, bool writesSettings)
    {
        var database = Database.Open(UserOf(role));
        var (states, settings) = (new PostgresFlagStateStore(database), new PostgresSettingStore(database));
        Assert.That((await states.LoadAsync("production", default)).Kills, Has.Count.EqualTo(1));
        Assert.That((await AuditVerifier.VerifyAsync(states.ReadAuditAsync(default))).Records, Is.EqualTo(1));
        Assert.That(await new PostgresFlagDefinitionStore(database).LoadAsync(default), Is.Null);
        await ExpectAsync(operates, async () => await states.ApplyAsync(Kill with { Id = Guid.NewGuid() }, default));
        var begin = Kill with { Id = Guid.NewGuid(), Action = StateAction.Advance, Rollout = Report.Epoch.Rollout, MilliPercent = 5_000 };
        await new PostgresFlagStateStore(Database.Shared).ApplyAsync(begin, default);
        await ExpectAsync(operates, async () => await new PostgresGuardEvidenceStore(database).AddAsync(Report, default));
        await ExpectAsync(publishes,
            async () => await new PostgresFlagDefinitionStore(database).PublishAsync(Publication.Change(), "{}"u8.ToArray(), default));
        await ExpectAsync(readsSettings, async () => Assert.That(await settings.ReadAsync("keys", default), Is.Not.Null));
        await ExpectAsync(writesSettings, async () => Assert.That(await settings.WriteAsync("keys", [2], 1, default)));
    }

    /// <summary>Each of them would break something: a kill, the trail, the settings, or the rules themselves.</summary>
    [Test, Rule("production is sacred")]
    public async Task Statements_ThatWouldBreakSomething_AreRefusedToEveryRole([Values("reader", "operator", "owner")] string role)
    {
        string[] attacks = role == "owner" ? Attacks : [.. Attacks, .. AttacksOfOthers];
        foreach (var attack in attacks) await Assert.ThatAsync(() => Database.RunAsync(attack, UserOf(role)),
            Throws.InstanceOf<PostgresException>(), attack);
        Assert.That((await new PostgresFlagStateStore(Database.Shared).LoadAsync("production", default)).Kills, Has.Count.EqualTo(1));
    }

    private static readonly string[] Attacks =
    [
        "DELETE FROM dataface_flags.kills",
        "UPDATE dataface_flags.kills SET flag = 'b'",
        "TRUNCATE dataface_flags.kills",
        "INSERT INTO dataface_flags.kills VALUES ('production', 'b', 1)",
        "UPDATE dataface_flags.head SET sequence = 0, hash = repeat('0', 64)",
        "DELETE FROM dataface_flags.audit",
        "UPDATE dataface_flags.audit SET line = ''",
        "INSERT INTO dataface_flags.audit (line, written_by) VALUES ('{}', 'somebody')",
        "INSERT INTO dataface_flags.audit (line) SELECT line FROM dataface_flags.audit",
        "DELETE FROM dataface_flags.guard_units",
        "UPDATE dataface_flags.guard_counts SET count = 0",
        "SELECT dataface_flags.open_epoch('f/1', 9, now(), now())",
        "ALTER TABLE dataface_flags.audit DISABLE TRIGGER ALL",
        "ALTER TABLE dataface_flags.settings DISABLE ROW LEVEL SECURITY",
        "DROP SCHEMA dataface_flags CASCADE",
        "CREATE TABLE dataface_flags.mine (one integer)",
        "SET ROLE postgres",
        "INSERT INTO dataface_flags.migrations VALUES (99, 'mine')",
        "INSERT INTO dataface_flags.audit VALUES (2, gen_random_uuid(), 'kill', '{}', 'somebody', now(), 'production', 'a', true)",
        "INSERT INTO dataface_flags.documents VALUES (encode(sha256('{}'), 'hex'), '{}')",
        "INSERT INTO dataface_flags.publications VALUES (1, repeat('0', 64), 1)",
        "INSERT INTO dataface_flags.apart VALUES (1, 'mine')",
        "UPDATE dataface_flags.apart SET recovered = 1",
        "INSERT INTO dataface_flags.instances VALUES (gen_random_uuid(), 1, 1, now(), '{}', 'somebody')",
        "UPDATE dataface_flags.instances SET heard_at = now()",
        "INSERT INTO dataface_flags.usage_heard VALUES ('production', now())",
        "UPDATE dataface_flags.usage_hours SET count = 1",
        "DELETE FROM dataface_flags.usage_sources",
        "DELETE FROM dataface_flags.environments",
        "COPY dataface_flags.audit FROM PROGRAM 'true'",
        "SELECT dataface_flags.append(gen_random_uuid(), 'kill', 'e', 'f', NULL, 0, 0, 0, 'b', 'f', 'r', 'a', NULL, NULL, NULL, 's')",
        "SELECT dataface_flags.apply(2, gen_random_uuid(), 'restore', 'production', 'a', NULL, 'null')",
        "SELECT dataface_flags.set_apart(2)",
        "SELECT dataface_flags.take_turn()",
        "SELECT FROM dataface_flags.head FOR UPDATE",
        "SELECT FROM dataface_flags.head FOR SHARE",
        "SELECT FROM dataface_flags.kills FOR UPDATE",
        "LOCK TABLE dataface_flags.head IN ROW EXCLUSIVE MODE",
        "LOCK TABLE dataface_flags.audit IN SHARE MODE",
        "LOCK TABLE dataface_flags.settings IN ACCESS EXCLUSIVE MODE",
        "CREATE OR REPLACE FUNCTION dataface_flags.instant(given text) RETURNS text LANGUAGE sql AS 'SELECT given'",
        "ALTER FUNCTION dataface_flags.take_turn RESET ALL",
        "SET session_replication_role = replica",
        $"SELECT dataface_flags.change_state({Operation("publish")})",
        $"SELECT dataface_flags.change_state({Operation("recover")})",
        $"SELECT dataface_flags.change_state({Operation("frobnicate")})",
        $"SELECT dataface_flags.change_state({Operation("kill", "theme ")})",
        $"SELECT dataface_flags.change_state({Operation("kill", "errors in payment")})",
        $"SELECT dataface_flags.change_state({Operation("kill").Replace("'reason'", "NULL", StringComparison.Ordinal)})",
        $"SELECT dataface_flags.change_state({Operation("kill").Replace("'by'", "NULL", StringComparison.Ordinal)})",
        $"SELECT dataface_flags.change_state({Operation("kill").Replace("'reason'", "repeat('x', 200000)", StringComparison.Ordinal)})",
        $"SELECT dataface_flags.change_state({Operation("advance")})",
        $"SELECT dataface_flags.change_state({Operation("advance").Replace("NULL, 0, 0, "
            + "0", "'f/1', 1, 2147483647, 5", StringComparison.Ordinal)})",
        $"SELECT dataface_flags.change_state({Operation("advance").Replace("NULL, 0, 0, "
            + "0", "'f/1', NULL, 1, 5", StringComparison.Ordinal)})",
    ];

    /// <summary>What only the owner may.</summary>
    private static readonly string[] AttacksOfOthers =
    [
        "SELECT value FROM dataface_flags.settings",
        "UPDATE dataface_flags.settings SET value = ''",
        "INSERT INTO dataface_flags.settings VALUES ('mine', '', 1)",
        "SELECT id FROM dataface_flags.sessions",
        "SELECT line FROM dataface_flags.instances",
        "SELECT address, secret FROM dataface_flags.webhooks",
        "INSERT INTO dataface_flags.webhooks VALUES ('mine', 'https://mine.example/', 'whsec_', '{}', NULL, 0, now(), 'me')",
        "DELETE FROM dataface_flags.webhooks",
        "SELECT body FROM dataface_flags.deliveries",
        "DELETE FROM dataface_flags.outbox",
        "SELECT dataface_flags.keep_instances('{}', '{}', '{}', '{}')",
        "SELECT dataface_flags.keep_usage('[]')",
        "SELECT dataface_flags.sweep_usage()",
        "SELECT flag FROM dataface_flags.usage_series",
        "INSERT INTO dataface_flags.sessions VALUES (sha256('mine'), sha256('admin'), now() + interval '1 day')",
        "SELECT dataface_flags.publish(gen_random_uuid(), 'publish', 'by', 'from', 'reason', 'now', NULL, NULL, '{}', NULL)",
        "SELECT dataface_flags.note(gen_random_uuid(), 'recover', 'by', 'from', 'reason', 'now', NULL)",
        "SELECT dataface_flags.probe()",
    ];

    private static string Operation(string action, string flag = "a") =>
        $"gen_random_uuid(), '{action}', 'production', '{flag}', NULL, 0, 0, 0, 'by', 'from', 'reason', 'now', NULL, 'postgres'";

    [Test]
    public async Task ReportInstance_AnyInput_IsKeptUnderTheLoginsNameAndReplacesNoOther()
    {
        var id = Guid.NewGuid();
        await Database.RunAsync(InstanceReport(id, 1, """{"service": "shop", "key": "somebody"}"""), UserOf("operator"));
        foreach (var (login, report) in new[]
        {
            ("owner", InstanceReport(id, 2, "{}")),
            ("reader", InstanceReport(Guid.NewGuid(), 1, "{}")),
            ("operator", InstanceReport(id, 0, "{}")),
            ("operator", InstanceReport(id, 2, "[]")),
            ("operator", InstanceReport(id, 2, $$"""{"service": "{{new string('x', 4_096)}}"}""")),
        })
        {
            await Assert.ThatAsync(() => Database.RunAsync(report, UserOf(login)), Throws.InstanceOf<PostgresException>(), report);
        }

        var line = await Database.RunAsync(
            $"SELECT convert_from(line, 'UTF8')::jsonb->>'key' FROM dataface_flags.instances WHERE id = '{id}'");
        Assert.That(line, Is.EqualTo($"database user {UserOf("operator")}"));
    }

    [Test]
    public async Task ReportUsage_AnyInput_IsForOwnInstancesAndWithinBounds()
    {
        var (id, lines) = (Guid.NewGuid(), """[{"flag": "f", "variant": "on", "reason": "rollout", "count": 5}]""");
        await Database.RunAsync(InstanceReport(id, 1, """{"service": "shop"}"""), UserOf("operator"));
        Assert.That(await Database.RunAsync(UsageReport(id, 1, lines), UserOf("operator")), Is.EqualTo(1L));
        foreach (var (login, report) in new[]
        {
            ("owner", UsageReport(id, 2, lines)),
            ("reader", UsageReport(id, 2, lines)),
            ("operator", UsageReport(Guid.NewGuid(), 2, lines)),
            ("operator", UsageReport(id, 0, lines)),
            ("operator", UsageReport(id, 2, "{}")),
            ("operator", UsageReport(id, 2, $"[{string.Join(",", Enumerable.Repeat("{}", 501))}]")),
            ("operator", UsageReport(id, 2, lines).Replace("'shop'", "repeat('x', 65)", StringComparison.Ordinal)),
            ("operator", UsageReport(id, 2, lines).Replace("'shop'", "NULL", StringComparison.Ordinal)),
        })
        {
            await Assert.ThatAsync(() => Database.RunAsync(report, UserOf(login)), Throws.InstanceOf<PostgresException>(), report);
        }

        var forged = $$"""
            [{"flag": "f", "variant": "on", "reason": "rollout", "count": -9},
             {"flag": "g", "variant": "on", "reason": "rollout", "count": 1e30},
             {"flag": "{{new string('x', 129)}}", "variant": "", "reason": "x", "count": 1}, {}]
            """;
        await Database.RunAsync(UsageReport(id, 3, forged), UserOf("operator"));
        await Database.RunAsync(UsageReport(id, 2, lines), UserOf("operator"));
        var kept = await Database.RunAsync(
            "SELECT string_agg(s.flag || ' ' || h.count, ', ' ORDER BY s.flag) FROM dataface_flags.usage_series s "
            + "JOIN dataface_flags.usage_hours h ON h.series = s.id");
        Assert.That(kept, Is.EqualTo("f 5, g 100000000000"));
    }

    private static string UsageReport(Guid id, long number, string lines) =>
        $"SELECT dataface_flags.report_usage('{id}', {number}, 'production', 'shop', '{lines}')";

    private static string InstanceReport(Guid id, long sequence, string report) =>
        $"SELECT dataface_flags.report_instance('{id}', {sequence}, '{report}')";

    [Test]
    public async Task AddEvidence_AnyInput_UsesTheDatabaseClockAndStaysWithinBounds()
    {
        var begin = Kill with
        {
            Id = Guid.NewGuid(),
            Action = StateAction.Advance,
            Rollout = Report.Epoch.Rollout,
            MilliPercent = 5_000,
            At = DateTimeOffset.UtcNow
        };
        await new PostgresFlagStateStore(Database.Shared).ApplyAsync(begin, default);
        var store = new PostgresGuardEvidenceStore(Database.Shared);
        await store.AddAsync(Report with { Observations = [new() { Signal = "errors", Treatment = 0, Unit = 1, Bin = 0 }] }, default);
        await Database.RunAsync(
            Evidence("1, now() + interval '2 days'", "'{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'"), UserOf("operator"));
        await Database.RunAsync(
            Evidence("1, NULL", "ARRAY(SELECT 's' || i FROM generate_series(1, 500) i), array_fill(0, ARRAY[500]), "
                + "ARRAY(SELECT generate_series(1, 500)::bigint), array_fill(0, ARRAY[500]), array_fill(0::bigint, ARRAY[500]), '{}', "
                + "'{}', '{}'"),
            UserOf("operator"));
        foreach (var (epoch, values) in new[]
        {
            ("101, now() + interval '100 days'", "'{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'"),
            ("1, NULL", "'{}', '{}', '{}', '{}', '{}', '{errors}', '{0}', '{9223372036854775807}'"),
            ("1, NULL", "'{}', '{}', '{}', '{}', '{}', '{errors}', '{0}', '{-5}'"),
            ("1, NULL", "'{}', '{}', '{}', '{}', '{}', '{errors}', '{5000}', '{1}'"),
            ("1, NULL", "'{errors}', '{0}', '{1}', '{-1}', '{0}', '{}', '{}', '{}'"),
            ("1, NULL", "'{NULL}', '{0}', '{1}', '{0}', '{0}', '{}', '{}', '{}'"),
            ("1, NULL", "'{errors}', '{0}', '{1,2}', '{0}', '{0}', '{}', '{}', '{}'"),
            ("1, NULL", "'{errors}', '{0}', '{1}', '{0}', '{}', '{}', '{}', '{}'"),
        })
        {
            await Assert.ThatAsync(
                () => Database.RunAsync(Evidence(epoch, values), UserOf("operator")), Throws.InstanceOf<PostgresException>(), values);
        }

        var kept = await store.ReadAsync(Report.Epoch, 0, default);
        Assert.That(kept.Bucket, Is.LessThan(60));
        Assert.That(kept.Counts.Where(c => c.Signal == "errors").Sum(c => c.Count), Is.EqualTo(1));
        Assert.That(kept.Counts.Select(c => c.Signal).Distinct().Count(), Is.EqualTo(100));
    }

    private static string Evidence(string epoch, string values)
    {
        var (number, at) = (epoch.Split(", ")[0], epoch.Split(", ")[1]);
        return $"SELECT dataface_flags.add_evidence('{Report.Epoch.Rollout}', {number}, {at}, gen_random_uuid(), 1, {values})";
    }

    [Test]
    public async Task ChangeState_AnyInput_AddsTheNextRecordOfTheChainAndNotesTheCaller()
    {
        var at = DateTimeOffset.UtcNow;
        foreach (var time in new[] { "2999-01-01T00:00:00.0000000Z", "2026-02-30T00:00:00.0000000Z", "infinity", "now",
            "2026-11-20T24:00:00.0000000Z" })
        {
            var operation = Operation("kill", "b").Replace("'now'", $"'{time}'", StringComparison.Ordinal);
            await Database.RunAsync($"SELECT dataface_flags.change_state({operation})", UserOf("operator"));
        }

        var store = new PostgresFlagStateStore(Database.Shared);
        Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(default))).Records, Is.EqualTo(6));
        Assert.That((await store.LoadAsync("production", default)).Kills["b"].At,
            Is.InRange(at.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1)), "no kill of tomorrow");
        Assert.That(await Database.RunAsync("SELECT DISTINCT written_by FROM dataface_flags.audit WHERE sequence > 1"),
            Is.EqualTo(UserOf("operator")), "whatever 'by' says");
    }

    [Test]
    public async Task Edit_AsTheSuperuser_IsRefusedByTheTrailItself()
    {
        foreach (var attack in new[] { "DELETE FROM dataface_flags.audit", "UPDATE dataface_flags.audit SET written_by = 'me'",
            "TRUNCATE dataface_flags.audit CASCADE" })
        {
            await Assert.ThatAsync(
                () => Database.RunAsync(attack), Throws.InstanceOf<PostgresException>().With.Message.Contains("only ever added to"));
        }

        await Assert.ThatAsync(
            () => Database.RunAsync(
                "INSERT INTO dataface_flags.audit SELECT sequence + 1, gen_random_uuid(), action, line, written_by, written_at FROM "
                + "dataface_flags.audit"),
            Throws.InstanceOf<PostgresException>().With.Message.Contains("not inserted"));
    }

    private static async Task ExpectAsync(bool may, Func<Task> work)
    {
        if (may) await work();
        else await Assert.ThatAsync(
            work, Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }
}
