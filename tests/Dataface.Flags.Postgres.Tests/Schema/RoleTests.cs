using Dataface.Flags.Guard;
using Dataface.Flags.Postgres.Settings;
using Dataface.Flags.Postgres.Tests.Definitions;
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

    private static readonly GuardReport Report = new() { Epoch = new("a/production/*/1", 1, DateTimeOffset.UtcNow), Instance = Guid.NewGuid(), Sequence = 1 };

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
    [TestCase("operator", true, false, true, false)]
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
        await ExpectAsync(publishes, async () => await new PostgresFlagDefinitionStore(database).PublishAsync(Publication.Change(), "{}"u8.ToArray(), default));
        await ExpectAsync(readsSettings, async () => Assert.That(await settings.ReadAsync("keys", default), Is.Not.Null));
        await ExpectAsync(writesSettings, async () => Assert.That(await settings.WriteAsync("keys", [2], 1, default)));
    }

    /// <summary>Each of them would break something: a kill, the trail, the settings, or the rules themselves.</summary>
    [Test, Rule("production is sacred")]
    public async Task Statements_ThatWouldBreakSomething_AreRefusedToEveryRole([Values("reader", "operator", "owner")] string role)
    {
        foreach (var attack in Attacks) await Assert.ThatAsync(() => Database.RunAsync(attack, UserOf(role)), Throws.InstanceOf<PostgresException>(), attack);
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
    ];

    [Test]
    public async Task Insert_ForgedRecords_AreRefusedByTheDatabaseEvenToTheOwner()
    {
        var before = new TrailHead(1, (string)(await Database.RunAsync("SELECT hash FROM dataface_flags.head"))!, null);
        var sound = before.Next(Kill, "postgres", null, null);
        AuditRecord[] forged =
        [
            sound with { Hash = new string('a', 64) },
            AuditCodec.Seal(sound with { Sequence = 3 }),
            AuditCodec.Seal(sound with { PreviousHash = AuditCodec.Genesis }),
            sound with { Change = Kill with { By = "somebody else" } },
        ];
        foreach (var record in forged) await Assert.ThatAsync(() => InsertAsync(record, "owner"), Throws.InstanceOf<PostgresException>(), record.ToString());
        await InsertAsync(sound, "owner");
        Assert.That(await Database.RunAsync("SELECT written_by FROM dataface_flags.audit WHERE sequence = 2"), Is.EqualTo(UserOf("owner")), "whatever the record says");
    }

    [Test]
    public async Task Insert_RecordOfAPublication_IsRefusedToTheOperator()
    {
        await Database.RunAsync("INSERT INTO dataface_flags.documents VALUES (encode(sha256('{}'), 'hex'), '{}')");
        var before = new TrailHead(1, (string)(await Database.RunAsync("SELECT hash FROM dataface_flags.head"))!, null);
        var change = Publication.Change() with { Document = Dataface.Flags.Publishing.PublishedDocument.HashOf("{}"u8) };
        var record = before.Next(change, "postgres", null, null);
        await Assert.ThatAsync(() => InsertAsync(record, "operator"), Throws.InstanceOf<PostgresException>().With.Message.Contains("row-level security"));
        await InsertAsync(record, "owner");
    }

    [Test]
    public async Task Edit_AsTheSuperuser_IsRefusedByTheTrailItself()
    {
        foreach (var attack in new[] { "DELETE FROM dataface_flags.audit", "UPDATE dataface_flags.audit SET written_by = 'me'", "TRUNCATE dataface_flags.audit CASCADE" })
        {
            await Assert.ThatAsync(() => Database.RunAsync(attack), Throws.InstanceOf<PostgresException>().With.Message.Contains("only ever added to"));
        }
    }

    private Task<object?> InsertAsync(AuditRecord record, string role) =>
        Database.RunAsync($"INSERT INTO dataface_flags.audit (line) VALUES ('\\x{Convert.ToHexString(AuditCodec.Write(record))}')", UserOf(role));

    private static async Task ExpectAsync(bool may, Func<Task> work)
    {
        if (may) await work();
        else await Assert.ThatAsync(work, Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }
}
