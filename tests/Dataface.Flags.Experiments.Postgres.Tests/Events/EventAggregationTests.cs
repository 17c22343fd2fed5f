using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.Tests.Events.GivenEvents;

namespace Dataface.Flags.Experiments.Postgres.Tests.Events;

/// <summary>What the database adds to the contract: transactions, and whoever else writes.</summary>
[TestFixture]
internal sealed class EventAggregationTests : AggregationFixture
{
    [Test]
    public async Task Run_ThatFailsHalfWay_LeavesTheResultsBeforeAndSaysSo()
    {
        await AddAsync(Exposure("a", "on", 1));
        var before = ExperimentDataCodec.HashOf(await RunAsync());
        await Database.RunAsync("ALTER TABLE metrics.outcome_events RENAME TO gone");
        await AddAsync(Exposure("b", "on", 1));
        Assert.That(async () => await RunAsync(), Throws.Exception);
        Assert.That(ExperimentDataCodec.HashOf(await Registry.LoadDataAsync("one-page")), Is.EqualTo(before));
        var log = await Registry.ReadRefreshLogAsync("one-page");
        Assert.That(log.Select(r => r.Status), Is.EqualTo(new[] { RefreshStatus.Failed, RefreshStatus.Succeeded }));
        Assert.That(log[1].Rows, Is.EqualTo(17), "8 metrics of 2 variants, and one count");
        Assert.That(log[0].Error, Does.Contain("outcome_events"));
    }

    [Test, Rule("no event is lost")]
    public async Task Run_WhileATransactionHasNotEnded_CountsItsEventsTheNextTime()
    {
        await AddAsync(Exposure("a", "on", 1));
        var late = await Database.Shared.OpenAsync(default);
        await using (late)
        {
            var transaction = await late.BeginTransactionAsync();
            await using (transaction)
            {
                await late.ExecuteAsync(
                    Sql.Command(
                        "INSERT INTO metrics.exposure_events (key, environment, flag, variant, unit, at) VALUES ($1, 'production', "
                        + "'checkout-v2', 'on', 'late', $2)",
                        Key(), Day1.AddHours(1)),
                    default);
                await AddAsync(Exposure("b", "on", 1));
                Assert.That((await RunAsync()).Exposures.Single().Units, Is.EqualTo(2));
                await transaction.CommitAsync();
            }
        }

        Assert.That((await RunAsync()).Exposures.Single().Units, Is.EqualTo(3));
    }

    [Test]
    public async Task DataVersion_ResultsChangedByAnyone_IsDifferent()
    {
        var versions = new List<long> { await VersionAsync() };
        await AddAsync(Exposure("a", "on", 1));
        await RunAsync();
        versions.Add(await VersionAsync());
        await Registry.AddKpisAsync("one-page", [], [new() { Variant = "on", Cohort = First, Units = 7 }], "ada");
        versions.Add(await VersionAsync());
        await Registry.AddDataAsync("one-page", new() { ExcludedUnits = 5 }, "ada");
        versions.Add(await VersionAsync());
        await Database.RunAsync("UPDATE metrics.experiment_exposures SET units = 9");
        versions.Add(await VersionAsync());
        await Database.RunAsync("DELETE FROM metrics.experiment_kpis");
        versions.Add(await VersionAsync());
        await Database.RunAsync("UPDATE metadata.experiments SET excluded_units = 6");
        versions.Add(await VersionAsync());
        Assert.That(versions, Is.Unique);
        Assert.That(await VersionAsync(), Is.EqualTo(versions[^1]));
    }
}
