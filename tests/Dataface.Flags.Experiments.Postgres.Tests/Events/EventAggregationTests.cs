using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Postgres.Tests.Events;

/// <summary>What raw events come to.</summary>
[TestFixture]
internal sealed class EventAggregationTests : AggregationFixture
{
    [Test]
    public async Task Run_EventsOfEveryMetric_AreOneValueForEachUnit()
    {
        await AddAsync(
            Exposure("a", "on", 1), Outcome("order", "a", 2, 10), Outcome("order", "a", 3, 20), Outcome("order", "a", 60, 5),
            Exposure("b", "on", 2),
            Exposure("c", "off", 3), Outcome("order", "c", 2, 99), Outcome("order", "c", 4, 7),
            Outcome("visit", "a", 20), Outcome("visit", "b", 40), Outcome("visit", "c", 24 * 5),
            Outcome("handled", "a", 5), Outcome("handled", "a", 6), Outcome("handled", "b", 6), Outcome("failed", "b", 6),
            Outcome("page", "a", 5, 100, "duration_ms"), Outcome("page", "a", 6, 300, "duration_ms"), Outcome("page", "b", 6, 50, "duration_ms"));
        var data = await RunAsync();
        Assert.Multiple(() =>
        {
            Assert.That(Of(data, "orders", "on"), Is.EqualTo(SampleStatistics.OfProportion(2, 1)));
            Assert.That(Of(data, "orders", "off"), Is.EqualTo(SampleStatistics.OfProportion(1, 1)), "what came before the exposure does not count");
            Assert.That(Of(data, "count", "on"), Is.EqualTo(SampleStatistics.OfMean(2, 3, 9)));
            Assert.That(Of(data, "revenue", "on"), Is.EqualTo(SampleStatistics.OfMean(2, 35, 35 * 35)));
            Assert.That(Of(data, "revenue", "off"), Is.EqualTo(SampleStatistics.OfMean(1, 7, 49)));
            Assert.That(Of(data, "back", "on"), Is.EqualTo(SampleStatistics.OfProportion(2, 1)), "a came back too soon");
            Assert.That(Of(data, "back", "off"), Is.EqualTo(SampleStatistics.OfProportion(1, 0)), "c came back too late");
            Assert.That(Of(data, "errors", "on"), Is.EqualTo(SampleStatistics.OfRatio(2, 1, 1, 3, 5, 1)));
            Assert.That(Of(data, "time", "on"), Is.EqualTo(SampleStatistics.OfRatio(2, 450, (400 * 400) + (50 * 50), 3, 5, 850)));
            Assert.That(data.Exposures, Is.EquivalentTo(new ExposureCount[] { new("on", First, 2), new("off", First, 1) }));
        });
    }

    [Test]
    public async Task Run_WithoutExposures_LeavesTheSumsThatWereSent()
    {
        var sums = new KpiValue("on", "orders", First, SampleStatistics.OfProportion(3000, 390), Day1);
        await Registry.AddDataAsync("one-page", new() { Kpis = [sums], Exposures = [new("on", First, 3000)] }, "ada");
        await AddAsync(Outcome("order", "a", 2));
        var data = await RunAsync();
        Assert.That((data.Kpis.Single(), data.Exposures.Single()), Is.EqualTo((sums, new ExposureCount("on", First, 3000))));
        Assert.That((await Registry.ReadRefreshLogAsync("one-page")).Single().Rows, Is.Zero);

        await AddAsync(Exposure("a", "on", 1));
        Assert.That((await RunAsync()).Exposures.Single().Units, Is.EqualTo(1), "from then on the events count");
    }

    [Test, Rule("an event counts once")]
    public async Task Add_EventsSentAgain_ChangeNothing()
    {
        ExperimentEvent[] events = [Exposure("a", "on", 1), Outcome("order", "a", 2, 10)];
        Assert.That(await Events.AddAsync(events, default), Is.EqualTo(2));
        Assert.That(await Events.AddAsync([.. events, .. events, Exposure("b", "on", 1)], default), Is.EqualTo(1), "also within one batch");
        var data = await RunAsync();
        Assert.That((Of(data, "count", "on"), data.Exposures.Single().Units), Is.EqualTo((SampleStatistics.OfMean(2, 1, 1), 2L)));
    }

    [Test]
    public async Task Run_UnitThatSawTwoVariants_IsExcludedAndCounted()
    {
        await AddAsync(Exposure("a", "on", 1), Exposure("a", "off", 30), Exposure("b", "on", 1), Exposure("c", "another", 1), Exposure("b", "another", 2), Outcome("order", "a", 31));
        var data = await RunAsync();
        Assert.That((data.ExcludedUnits, data.Exposures.Single()), Is.EqualTo((1L, new ExposureCount("on", First, 1))));
        Assert.That(Of(data, "orders", "on"), Is.EqualTo(SampleStatistics.OfProportion(1, 0)));
    }

    [Test, Rule("late data land in the cohort of first exposure")]
    public async Task Run_EventsThatComeLateAndOutOfOrder_LandInTheCohortOfFirstExposure()
    {
        await AddAsync(Outcome("order", "a", 30), Exposure("a", "on", 24 + 2), Exposure("b", "on", 24 + 3));
        var before = await RunAsync();
        Assert.That(before.Exposures.Single().Cohort, Is.EqualTo(First.AddDays(1)));
        await AddAsync(Exposure("a", "on", 23), Outcome("order", "b", 28));
        var after = await RunAsync();
        Assert.That(after.Exposures, Is.EquivalentTo(new ExposureCount[] { new("on", First, 1), new("on", First.AddDays(1), 1) }));
        Assert.That(after.Kpis.Single(k => (k.Metric, k.Variant, k.Cohort) == ("orders", "on", First)).Statistics, Is.EqualTo(SampleStatistics.OfProportion(1, 1)));
        Assert.That(after.Kpis.Single(k => (k.Metric, k.Variant, k.Cohort) == ("orders", "on", First.AddDays(1))).Statistics, Is.EqualTo(SampleStatistics.OfProportion(1, 1)));
        Assert.That(after.Kpis.Single(k => (k.Metric, k.Variant, k.Cohort) == ("orders", "off", First)).Statistics.Units, Is.Zero, "a day without units says so");
    }

    [Test, Rule("staging never counts in production")]
    public async Task Run_EventsOfAnotherEnvironmentOrBeforeTheStart_DoNotCount()
    {
        await AddAsync(
            Exposure("a", "on", 1) with { Environment = "staging" }, Exposure("b", "on", -5), Exposure("c", "on", 1), Exposure("d", "on", 24 * 28),
            Outcome("order", "c", 2) with { Environment = "staging" });
        var data = await RunAsync();
        Assert.That(data.Exposures.Single(), Is.EqualTo(new ExposureCount("on", First, 1)));
        Assert.That(Of(data, "orders", "on"), Is.EqualTo(SampleStatistics.OfProportion(1, 0)));
    }

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
        Assert.That(log[1].Rows, Is.EqualTo(13), "6 metrics of 2 variants, and one count");
        Assert.That(log[0].Error, Does.Contain("outcome_events"));
    }

    [Test, Rule("the same data give the same decision")]
    public async Task Run_AfterEachFewEvents_IsTheSameAsAllAtOnce([Range(1, 6)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            await AddAsync([.. Enumerable.Range(0, random.Next(1, 15)).Select(_ => Any(random))]);
            var step = ExperimentDataCodec.HashOf(await RunAsync());
            await Database.RunAsync("DELETE FROM metrics.aggregations");
            Assert.That(ExperimentDataCodec.HashOf(await RunAsync()), Is.EqualTo(step), $"after round {round}");
        }
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
                        "INSERT INTO metrics.exposure_events (key, environment, flag, variant, unit, at) VALUES ($1, 'production', 'checkout-v2', 'on', 'late', $2)",
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
    public async Task DataVersion_WhoeverChangesResults_IsAnotherOne()
    {
        var versions = new List<long> { await VersionAsync() };
        await AddAsync(Exposure("a", "on", 1));
        await RunAsync();
        versions.Add(await VersionAsync());
        await Registry.AddKpisAsync("one-page", [], [new("on", First, 7)], "ada");
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

    [Test]
    public async Task Run_EachSecondOfAMinute_IsOneRowOfTheRefreshLogWithTheLongestLag()
    {
        await RunAsync();
        for (var second = 0; second < 90; second++)
        {
            await AddAsync(Exposure($"u{second}", "on", 1), Exposure($"late{second}", "on", second == 10 ? -24 * 365 : 1));
            await RunAsync();
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var log = await Registry.ReadRefreshLogAsync("one-page");
        Assert.That(log.Select(r => (r.Status, HasRows: r.Rows > 0)), Is.EqualTo(new[] { (RefreshStatus.Succeeded, true), (RefreshStatus.Succeeded, true), (RefreshStatus.Succeeded, false) }));
        Assert.That(log[1].Lag, Is.InRange(TimeSpan.FromDays(9), TimeSpan.FromDays(10)), "exposures of the first day came on the tenth");
        Assert.That(log[0].Lag, Is.GreaterThan(TimeSpan.FromDays(100)), "an exposure of a year ago came in the eleventh second");
    }

    [Test]
    public async Task Run_EachSecondWithoutExposures_IsOneRowOfTheRefreshLogForAMinute([Values] bool areSums)
    {
        if (areSums) await Registry.AddDataAsync("one-page", new() { Exposures = [new("on", First, 7)], Kpis = [new("on", "orders", First, SampleStatistics.OfProportion(7, 1), Day1)] }, "ada");
        for (var second = 0; second < 90; second++)
        {
            await RunAsync();
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That((await Registry.ReadRefreshLogAsync("one-page")).Select(r => r.Rows), Is.EqualTo(new[] { 0, 0 }));
    }

    [Test]
    public async Task Run_WithoutAnyEvent_IsEmptyAndFresh()
    {
        var before = await VersionAsync();
        var data = await RunAsync();
        Assert.That(await VersionAsync(), Is.Not.EqualTo(before), "whoever keeps what they read before would show another age");
        Assert.That((data.Kpis.Count, data.ExcludedUnits, data.LastRefresh), Is.EqualTo((0, 0L, (DateTimeOffset?)Time.GetUtcNow())));
    }

    /// <summary>Of few units, so that they meet late events, second variants and earlier exposures.</summary>
    private ExperimentEvent Any(Random random)
    {
        var (unit, hours) = ($"u{random.Next(9)}", random.Next(-24, 24 * 30) + random.NextDouble());
        return random.Next(8) switch
        {
            < 3 => Exposure(unit, random.Next(20) == 0 ? "another" : unit is "u1" or "u3" ? "on" : random.Next(15) == 0 ? "on" : "off", hours),
            3 => Outcome("order", unit, hours, random.Next(1_000) / 100.0),
            4 => Outcome("visit", unit, hours),
            5 => Outcome("failed", unit, hours),
            6 => Outcome("handled", unit, hours),
            _ => Outcome("page", unit, hours, random.NextDouble(), "duration_ms"),
        };
    }
}
