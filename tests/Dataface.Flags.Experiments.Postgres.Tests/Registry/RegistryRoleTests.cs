using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Experiments.Tests.Events;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Tests;
using Npgsql;

namespace Dataface.Flags.Experiments.Postgres.Tests.Registry;

/// <summary>Who sees and changes which experiments, and that nobody can do more, whatever they send.</summary>
[TestFixture]
internal sealed class RegistryRoleTests : DatabaseFixture
{
    private static readonly string[] Roles = ["reader", "operator", "owner"];

    private static readonly KpiValue Kpi =
        new()
        {
            Variant = "on",
            Metric = "orders",
            Cohort = new(2026, 11, 1),
            Statistics = SampleStatistics.OfProportion(100, 3),
            RefreshedAt = DateTimeOffset.UtcNow.AddMinutes(-1),
        };

    /// <summary>Two teams' experiments; reader and operator belong to the first team, one of them by a group.</summary>
    [SetUp]
    public async Task CreateUsers()
    {
        var registry = new PostgresExperimentRegistry(Database.Shared);
        foreach (var id in new[] { "ours", "theirs" })
        {
            await registry.CreateAsync(new() { Id = id, Name = id, Hypothesis = "h", Owner = $"team-{id}", Kpis = ["orders"] }, "ada");
            await registry.AddKpisAsync(id, [Kpi], [new() { Variant = "on", Cohort = new(2026, 11, 1), Units = 100 }], "loader");
            await registry.FinishRefreshAsync(await registry.StartRefreshAsync(id), RefreshStatus.Succeeded, 1, null);
        }

        foreach (var role in Roles)
            await Database.RunAsync($"CREATE ROLE {UserOf(role)} LOGIN PASSWORD 'secret' IN ROLE dataface_flags_{role}");
        await Database.RunAsync($"CREATE ROLE {Database.Name}_group; GRANT {Database.Name}_group TO {UserOf("operator")}");
        await Database.RunAsync(
            $"INSERT INTO metadata.team_members VALUES ('{UserOf("reader")}', 'team-ours'), ('{Database.Name}_group', 'team-ours')");
    }

    [TearDown]
    public async Task DropUsers()
    {
        if (Database is null) return;
        foreach (var role in Roles) await Database.RunAsync($"DROP ROLE IF EXISTS {UserOf(role)}");
        await Database.RunAsync($"DROP ROLE IF EXISTS {Database.Name}_group");
    }

    private string UserOf(string role) => $"{Database.Name}_{role}";

    [TestCase("reader", "ours", false, false)]
    [TestCase("operator", "ours", true, false)]
    [TestCase("owner", "ours,theirs", true, true)]
    public async Task Registry_AsEachRole_SeesAndChangesWhatItMay(string role, string sees, bool changesOurs, bool changesTheirs)
    {
        IExperimentStore registry = new PostgresExperimentRegistry(Database.Open(UserOf(role)));
        Assert.That((await registry.ListAsync()).Select(r => r.Id), Is.EqualTo(sees.Split(',')));
        Assert.That((await registry.ReadRefreshLogAsync()).Select(r => r.Job).Order(), Is.EqualTo(sees.Split(',')));
        Assert.That((await registry.LoadDataAsync("ours")).Kpis, Has.Count.EqualTo(1));
        Assert.That(await registry.ReadAuditAsync("ours"), Has.Count.EqualTo(2));
        await ExpectAsync(changesOurs, () => WorkAsync(registry, "ours"));
        await ExpectAsync(changesTheirs, () => WorkAsync(registry, "theirs"));
        await ExpectAsync(changesOurs,
            () => registry.CreateAsync(new() { Id = "new", Name = "n", Hypothesis = "h", Owner = "team-ours" }, "x"));
        await ExpectAsync(changesTheirs,
            () => registry.CreateAsync(new() { Id = "newer", Name = "n", Hypothesis = "h", Owner = "team-theirs" }, "x"));
    }

    [Test]
    public async Task Aggregation_AsOwner_MakesResultsOfEvents()
    {
        var registry = new PostgresExperimentRegistry(Database.Open(UserOf("owner")));
        var events = new PostgresEventStore(registry, TimeProvider.System);
        var definition = GivenEvents.Experiment with { Id = "ours" };
        foreach (var unit in new[] { "a", "b" })
        {
            await events.AddAsync([new(Guid.NewGuid(), "production", definition.Flag, "on", unit, GivenEvents.Day1, null)], default);
            await events.AggregateAsync(definition, "production", default);
        }

        Assert.That((await registry.LoadDataAsync("ours")).Exposures.Single().Units, Is.EqualTo(2));
    }

    [Test, Rule("a team sees its own experiments")]
    public async Task Select_FromEveryTableAsReaderAndOperator_ShowsNothingOfAnotherTeam([Values("reader", "operator")] string role)
    {
        foreach (var (table, column) in new[]
        {
            ("metadata.experiments", "id"), ("metadata.experiment_audit", "experiment_id"), ("metadata.refresh_log", "job_name"),
            ("metrics.experiment_kpis", "experiment_id"), ("metrics.experiment_exposures", "experiment_id"),
        })
        {
            Assert.That(await Database.RunAsync($"SELECT count(*) FROM {table} WHERE {column} = 'theirs'", UserOf(role)), Is.Zero, table);
            Assert.That(await Database.RunAsync($"SELECT count(*) FROM {table} WHERE {column} = 'ours'", UserOf(role)), Is.Not.Zero, table);
        }
    }

    /// <summary>Each would forge, hide or take over something, or see what others' users do.</summary>
    [Test, Rule("readers cannot write, teams stay apart")]
    public async Task Statements_ThatWouldBreakSomething_ChangeNothing([Values("reader", "operator")] string role)
    {
        const string State =
            "SELECT md5(string_agg(row::text, ',' ORDER BY row::text)) FROM (SELECT e::text FROM metadata.experiments e UNION ALL SELECT "
            + "k::text FROM metrics.experiment_kpis k "
            + "UNION ALL SELECT a::text FROM metadata.experiment_audit a UNION ALL SELECT r::text FROM metadata.refresh_log r UNION ALL "
            + "SELECT m::text FROM metadata.team_members m) row";
        var before = await Database.RunAsync(State);
        foreach (var attack in Attacks)
        {
            try
            {
                await Database.RunAsync(attack.Replace("{me}", UserOf(role), StringComparison.Ordinal), UserOf(role));
            }
            catch (PostgresException)
            {
                // Refused aloud; others find no row to change.
            }

            Assert.That(await Database.RunAsync(State), Is.EqualTo(before), attack);
        }
    }

    private static readonly string[] Attacks =
    [
        "INSERT INTO metadata.experiments (id, name, hypothesis, owner, created_at, status, decision, decided_at) "
            + "VALUES ('mine', 'n', 'h', 'team-ours', now(), 'decided', '{\"verdict\":\"ship\"}', now())",
        "INSERT INTO metadata.experiments (id, name, hypothesis, owner, created_at, status) VALUES ('mine', 'n', 'h', 'team-ours', now(), "
        + "'approved')",
        "UPDATE metadata.experiments SET name = 'mine' WHERE id = 'theirs'",
        "UPDATE metadata.experiments SET owner = 'team-theirs' WHERE id = 'ours'",
        "UPDATE metadata.experiments SET status = 'decided' WHERE id = 'ours'",
        "UPDATE metadata.experiments SET id = 'theirs2' WHERE id = 'ours'",
        "UPDATE metadata.experiments SET created_at = now() WHERE id = 'ours'",
        "DELETE FROM metadata.experiments",
        "TRUNCATE metadata.experiments CASCADE",
        "INSERT INTO metadata.experiments (id, name, hypothesis, owner, created_at, status) VALUES ('x', 'x', 'x', 'team-theirs', now(), "
        + "'draft')",
        "INSERT INTO metadata.team_members VALUES ('{me}', 'team-theirs')",
        "UPDATE metadata.team_members SET team = 'team-theirs'",
        "INSERT INTO metadata.experiment_audit (experiment_id, at, by, action, written_by) VALUES ('ours', now(), 'x', 'status', "
        + "'somebody')",
        "INSERT INTO metadata.experiment_audit (experiment_id, at, by, action) VALUES ('theirs', now(), 'x', 'status')",
        "DELETE FROM metadata.experiment_audit",
        "UPDATE metadata.experiment_audit SET by = 'x'",
        "INSERT INTO metrics.experiment_kpis SELECT 'theirs', now(), metric, variant, value, kind, units, sum, sum_of_squares, "
        + "denominator_sum, "
            + "denominator_sum_of_squares, cross_sum, last_refresh_at FROM metrics.experiment_kpis",
        "UPDATE metrics.experiment_kpis SET units = 1 WHERE experiment_id = 'theirs'",
        "UPDATE metrics.experiment_kpis SET experiment_id = 'theirs'",
        "DELETE FROM metrics.experiment_kpis",
        "UPDATE metadata.refresh_log SET status = 'failed'",
        "UPDATE metadata.refresh_log SET job_name = 'theirs'",
        "DELETE FROM metadata.refresh_log",
        "INSERT INTO metadata.refresh_log (job_name, started_at) VALUES ('theirs', now())",
        "INSERT INTO metrics.exposure_events VALUES (gen_random_uuid(), 'production', 'f', 'u', 'on', now())",
        "INSERT INTO metadata.experiment_audit (experiment_id, at, by, action) VALUES ('ours', 'infinity', 'x', 'status')",
        "INSERT INTO metadata.refresh_log (job_name, started_at) VALUES ('ours', '-infinity')",
        "INSERT INTO metadata.refresh_log (job_name, started_at, lag_seconds) VALUES ('ours', now(), 'NaN')",
        "INSERT INTO metadata.refresh_log (job_name, started_at, finished_at) VALUES ('ours', now(), '20000-01-01')",
        "UPDATE metadata.experiments SET stable_at = 'infinity' WHERE id = 'ours'",
        "UPDATE metadata.experiments SET kpis = ARRAY[NULL] WHERE id = 'ours'",
        "UPDATE metadata.experiments SET decision = '[]' WHERE id = 'ours'",
        "UPDATE metrics.experiment_kpis SET sum = 'NaN'",
        "UPDATE metrics.experiment_kpis SET ts = 'infinity'",
        "ALTER TABLE metadata.experiments DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE metadata.experiments DISABLE TRIGGER ALL",
        "DROP SCHEMA metadata CASCADE",
        "SET ROLE dataface_flags_owner; UPDATE metadata.experiments SET name = 'mine'",
        "SET SESSION AUTHORIZATION postgres; DELETE FROM metadata.experiment_audit",
    ];

    [Test]
    public async Task Select_RawEvents_IsRefusedToAllButTheOwner([Values("metrics.exposure_events", "metrics.outcome_events")] string table)
    {
        foreach (var role in new[] { "reader", "operator" })
        {
            await Assert.ThatAsync(() => Database.RunAsync($"SELECT count(*) FROM {table}", UserOf(role)),
                Throws.InstanceOf<PostgresException>().With.Message.Contains("permission"));
        }

        Assert.That(await Database.RunAsync($"SELECT count(*) FROM {table}", UserOf("owner")), Is.Zero);
    }

    [Test, Rule("what was decided stays as it was")]
    public async Task Edit_OfADecidedExperiment_IsRefusedByTheDatabaseEvenToTheSuperuser()
    {
        var registry = new PostgresExperimentRegistry(Database.Shared);
        foreach (var to in new[] { ExperimentStatus.Approved, ExperimentStatus.Running, ExperimentStatus.Decided })
            await registry.ChangeStatusAsync("ours", to, "ada", "on");
        foreach (var attack in new[]
        {
            "UPDATE metadata.experiments SET hypothesis = 'as we always said' WHERE id = 'ours'",
            "UPDATE metadata.experiments SET status = 'running' WHERE id = 'ours'",
            "UPDATE metadata.experiments SET decision = '{}' WHERE id = 'ours'",
            "UPDATE metrics.experiment_kpis SET sum = 99 WHERE experiment_id = 'ours'",
            "DELETE FROM metrics.experiment_kpis WHERE experiment_id = 'ours'",
            "DELETE FROM metadata.experiment_audit",
            "TRUNCATE metadata.experiment_audit",
        })
        {
            await Assert.ThatAsync(() => Database.RunAsync(attack), Throws.InstanceOf<PostgresException>(), attack);
        }
    }

    private static async Task WorkAsync(IExperimentStore registry, string id)
    {
        var refresh = await registry.StartRefreshAsync(id);
        await registry.AddKpisAsync(id, [Kpi], [], "x");
        await registry.FinishRefreshAsync(refresh, RefreshStatus.Succeeded, 1, null);
        await registry.ChangeStatusAsync(id, ExperimentStatus.Approved, "x", "y");
    }

    /// <summary>What one may not see is not there; what one may not write is refused.</summary>
    private static async Task ExpectAsync(bool may, Func<Task> work)
    {
        if (may) await work();
        else
        {
            await Assert.ThatAsync(
                work, Throws.InstanceOf<PostgresException>().With.Property("SqlState")
                    .EqualTo(PostgresErrorCodes.InsufficientPrivilege).Or.InstanceOf<KeyNotFoundException>());
        }
    }
}
