using System.Globalization;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Postgres.Schema;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.Tests.Events.GivenEvents;

namespace Dataface.Flags.Experiments.Postgres.Tests.Events;

/// <summary>What an aggregation knows of the one before, and when that holds.</summary>
[TestFixture]
internal sealed class AggregationStateTests : AggregationFixture
{
    [TestCase("cluster = cluster + 1", Description = "dumped, and restored into another cluster")]
    [TestCase("seen = '9000000000:9000000000:'", Description = "the same, where transactions have smaller numbers")]
    [TestCase("form = form - 1", Description = "aggregated by a version that came to other sums")]
    public async Task Run_LastAggregationUnusable_Restarts(string change)
    {
        await AddAsync(Exposure("a", "on", 1), Outcome("order", "a", 2, 10));
        var before = ExperimentDataCodec.HashOf(await RunAsync());
        await Database.RunAsync($"UPDATE metrics.aggregations SET {change}; UPDATE metrics.experiment_sums SET x = x + 1");
        await RestoreEventsAsync(5_000_000);
        Assert.That(ExperimentDataCodec.HashOf(await RunAsync()), Is.EqualTo(before));
    }

    [Test]
    public async Task Run_AfterARestoreIntoAYoungerCluster_LooksAtOldEventsOnce()
    {
        await AddAsync(Exposure("a", "on", 1), Exposure("early", "on", -24 * 365), Outcome("order", "a", 2, 10));
        var before = ExperimentDataCodec.HashOf(await RunAsync());
        await Database.RunAsync("UPDATE metrics.aggregations SET cluster = cluster + 1");
        await RestoreEventsAsync(5_000_000);
        await RunAsync();
        var written = await Database.RunAsync(WrittenUnits);
        Assert.That(await NextLagAsync(), Is.LessThan(TimeSpan.FromHours(1)), "old exposures have come before");
        Assert.That(await Database.RunAsync(WrittenUnits), Is.EqualTo(written), "nothing new came of them");
        Assert.That(ExperimentDataCodec.HashOf(await Registry.LoadDataAsync("one-page")), Is.EqualTo(before));
    }

    [Test]
    public async Task Run_WhenTransactionsReachTheNumbersOfRestoredOnes_ChangesNothing()
    {
        await AddAsync(Exposure("a", "on", 1), Exposure("early", "on", -24 * 365), Outcome("order", "a", 2, 10));
        var before = ExperimentDataCodec.HashOf(await RunAsync());
        await Database.RunAsync("UPDATE metrics.aggregations SET cluster = cluster + 1");
        await RestoreEventsAsync(100);
        await RunAsync();
        await Database.RunAsync("DO $$ BEGIN FOR i IN 1..200 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
        Assert.That(await NextLagAsync(), Is.LessThan(TimeSpan.FromHours(1)), "old exposures have come before");
        Assert.That(ExperimentDataCodec.HashOf(await Registry.LoadDataAsync("one-page")), Is.EqualTo(before));
    }

    /// <summary>
    /// A copy has its cluster's identifier, and may be behind it: "seen" looks as if it were of here, and what it has not seen as if it
    /// were to come.
    /// </summary>
    [Test, Rule("no event is lost")]
    public async Task Run_RestoredIntoACopyOfItsCluster_CountsWhatWasNotSeen()
    {
        await AddAsync(Exposure("a", "on", 1));
        await RunAsync();
        await AddAsync(Exposure("b", "on", 1));
        await RestoreEventsAsync(5_000_000);
        await Database.RunAsync(
            """
            CREATE TABLE metrics.restored (LIKE metrics.aggregations INCLUDING ALL);
            INSERT INTO metrics.restored SELECT * FROM metrics.aggregations;
            DROP TABLE metrics.aggregations;
            ALTER TABLE metrics.restored RENAME TO aggregations
            """);
        Assert.That((await RunAsync()).Exposures.Single().Units, Is.EqualTo(2));
    }

    [Test]
    public async Task Run_FromFourServersAtOnce_FailsNowhereAndCountsEachUnitOnce()
    {
        var servers = Enumerable.Range(0, 4).Select(_ => new EventAggregation(new(Database.Open(), Time), Time)).ToList();
        await AddAsync([.. Enumerable.Range(0, 50).Select(i => Exposure($"u{i}", "on", 1))]);
        await Task.WhenAll(servers.Select(s => s.RunAsync(Experiment, "production", default)));
        await AddAsync([.. Enumerable.Range(0, 50).Select(i => Outcome("order", $"u{i}", 2, 0.1))]);
        Task all;
        await using (var first = await Database.Shared.OpenAsync(default))
        await using (await first.BeginTransactionAsync())
        {
            // Holds them up, so that each of them waits.
            await first.ExecuteAsync(Sql.Command("SELECT FROM metrics.aggregations FOR UPDATE"), default);
            all = Task.WhenAll(servers.Select(s => s.RunAsync(Experiment, "production", default)));
            const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            await Eventually.HoldsAsync(() => Database.RunAsync(Waiting).GetAwaiter().GetResult() is 4L, "all four wait");
        }

        await all;
        var data = await Registry.LoadDataAsync("one-page");
        Assert.That((data.Exposures.Single().Units, Of(data, "revenue", "on")), Is.EqualTo((50L, SampleStatistics.OfMean(50, 5, 0.5))));
        Assert.That((await Registry.ReadRefreshLogAsync("one-page")).Select(r => r.Status), Is.All.EqualTo(RefreshStatus.Succeeded));
        const string Locks =
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND datname = "
            + "current_database()";
        Assert.That(await Database.RunAsync(Locks), Is.Zero, "nobody is kept waiting");
    }

    [Test]
    public async Task Run_WhileTheExperimentIsEdited_IsRepeatedAndCounts()
    {
        await AddAsync(Exposure("a", "on", 1), Outcome("order", "a", 2, 10));
        await RunAsync();
        await AddAsync(Exposure("b", "on", 1));
        Task run;
        await using (var editor = await Database.Shared.OpenAsync(default))
        await using (var edit = await editor.BeginTransactionAsync())
        {
            await editor.ExecuteAsync(Sql.Command("UPDATE metadata.experiments SET version = version"), default);
            run = new EventAggregation(new(Database.Open(), Time), Time).RunAsync(Experiment, "production", default);
            const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            await Eventually.HoldsAsync(() => Database.RunAsync(Waiting).GetAwaiter().GetResult() is 1L, "it waits for the edit");
            await edit.CommitAsync();
        }

        await run;
        Assert.That((await Registry.LoadDataAsync("one-page")).Exposures.Single().Units, Is.EqualTo(2));
    }

    [Test]
    public async Task Run_AfterAllEventsWereDeleted_KeepsNoUnit()
    {
        await AddAsync(Exposure("b", "on", 1), Exposure("c", "on", 1));
        await RunAsync();
        await Database.RunAsync("DELETE FROM metrics.exposure_events");
        await AddAsync(Outcome("order", "b", 6, 1), Outcome("order", "c", 6, 1));
        await RunAsync();
        Assert.That(await Database.RunAsync("SELECT count(*) FROM metrics.experiment_units"), Is.Zero);
    }

    [Test]
    public async Task Migrate_DatabaseAggregatedByThePreviousVersion_RestartsBesideIt()
    {
        await using var old = await TestDatabase.CreateAsync();
        await old.Shared.MigrateAsync(default);
        await old.RunAsync("CREATE SCHEMA metadata; CREATE TABLE metadata.migrations (version integer PRIMARY KEY, name text NOT NULL, "
            + "applied_at timestamptz NOT NULL DEFAULT now())");
        foreach (var (number, name) in PostgresExperimentRegistry.Scripts.All.Where(script => script.Number <= 4))
        {
            using var script = new StreamReader(PostgresExperimentRegistry.Scripts.Open(name));
            await old.RunAsync(await script.ReadToEndAsync());
            await old.RunAsync(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO metadata.migrations VALUES ({number}, '{name}')"));
        }

        const string End = "INSERT INTO metrics.aggregations SELECT 'one-page', 1, system_identifier, pg_current_snapshot() FROM "
            + "pg_control_system() "
            + "ON CONFLICT (experiment_id) DO UPDATE SET form = EXCLUDED.form, cluster = EXCLUDED.cluster, seen = EXCLUDED.seen";
        await old.RunAsync("INSERT INTO metadata.experiments (id, name, hypothesis, owner, created_at, status) VALUES ('one-page', 'n', "
            + "'h', 'o', now(), 'draft')");
        await old.RunAsync($"INSERT INTO metrics.exposure_events VALUES (gen_random_uuid(), 'live', 'checkout-v2', 'a', 'on', "
            + $"'{Day1:O}'); {End}");
        var registry = new PostgresExperimentRegistry(old.Shared, Time);
        foreach (var turn in new[] { "the database as it was", "after an old server's turn" })
        {
            await new EventAggregation(registry, Time).RunAsync(Experiment, "live", default);
            Assert.That((await registry.LoadDataAsync("one-page")).Exposures.Single().Units, Is.EqualTo(1), turn);
            await old.RunAsync($"{End}; UPDATE metrics.experiment_sums SET x = 7");
        }
    }

    private const string WrittenUnits = "SELECT string_agg(xmin::text, ',' ORDER BY unit) FROM metrics.experiment_units";

    private Task RestoreEventsAsync(int ahead) => Database.RunAsync(Restored(ahead));

    /// <summary>The lag that a server tells of, which was started after an exposure of this moment came.</summary>
    private async Task<TimeSpan?> NextLagAsync()
    {
        await AddAsync(Exposure("new", "another", 1) with { At = Time.GetUtcNow() });
        await new EventAggregation(new(Database.Shared, Time), Time).RunAsync(Experiment, "production", default);
        return (await Registry.ReadRefreshLogAsync("one-page"))[0].Lag;
    }
}
