using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Testing;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.Tests.Events.GivenEvents;

namespace Dataface.Flags.Experiments.Tests.Events;

/// <summary>What raw events come to, wherever they are kept.</summary>
internal abstract class EventStoreContract
{
    protected ManualTimeProvider Time { get; private set; } = null!;

    protected IExperimentStore Registry { get; private set; } = null!;

    protected IEventStore Events { get; private set; } = null!;

    /// <summary>Opens what was kept so far.</summary>
    protected abstract Task<(IExperimentStore Registry, IEventStore Events)> OpenAsync();

    /// <summary>Has everything counted anew, as docs/registry.md says.</summary>
    protected abstract Task ForgetAsync();

    /// <summary>Deletes a unit's events from the tables.</summary>
    protected abstract Task DeleteAsync(string unit);

    /// <summary>Makes a backup and puts it back, with the product's or the database's own tools.</summary>
    protected abstract Task RestoreAsync();

    [SetUp]
    public async Task AddExperiment()
    {
        Time = new(Day1.AddDays(10));
        (Registry, Events) = await OpenAsync();
        await Registry.CreateAsync(new() { Id = "one-page", Name = "n", Hypothesis = "h", Owner = "o", Kpis = ["orders"] }, "ada");
    }

    [Test]
    public async Task Aggregate_EventsOfEveryMetric_AreOneValueForEachUnit()
    {
        await AddAsync(
            Exposure("a", "on", 1), Outcome("order", "a", 2, 10), Outcome("order", "a", 3, 20), Outcome("order", "a", 60, 5),
            Exposure("b", "on", 2),
            Exposure("c", "off", 3), Outcome("order", "c", 2, 99), Outcome("order", "c", 4, 7),
            Outcome("visit", "a", 20), Outcome("visit", "b", 40), Outcome("visit", "c", 24 * 5),
            Outcome("handled", "a", 5), Outcome("handled", "a", 6), Outcome("handled", "b", 6), Outcome("failed", "b", 6),
            Outcome("page", "a", 5, 100, "duration_ms"), Outcome("page", "a", 6, 300, "duration_ms"),
            Outcome("page", "b", 6, 50, "duration_ms"));
        var data = await RunAsync();
        Assert.Multiple(() =>
        {
            Assert.That(Of(data, "orders", "on"), Is.EqualTo(SampleStatistics.OfProportion(2, 1)));
            Assert.That(Of(data, "orders", "off"), Is.EqualTo(SampleStatistics.OfProportion(1, 1)),
                "what came before the exposure does not count");
            Assert.That(Of(data, "count", "on"), Is.EqualTo(SampleStatistics.OfMean(2, 3, 9)));
            Assert.That(Of(data, "revenue", "on"), Is.EqualTo(SampleStatistics.OfMean(2, 35, 35 * 35)));
            Assert.That(Of(data, "revenue", "off"), Is.EqualTo(SampleStatistics.OfMean(1, 7, 49)));
            Assert.That(Of(data, "capped", "on"), Is.EqualTo(SampleStatistics.OfMean(2, 12.5, 12.5 * 12.5)),
                "of a's 35 no more than the cap");
            Assert.That(Of(data, "capped", "off"), Is.EqualTo(SampleStatistics.OfMean(1, 7, 49)), "what is below the cap stays as it is");
            Assert.That(Of(data, "few", "on"), Is.EqualTo(SampleStatistics.OfMean(2, 2, 4)), "of a's 3 orders");
            Assert.That(Of(data, "back", "on"), Is.EqualTo(SampleStatistics.OfProportion(2, 1)), "a came back too soon");
            Assert.That(Of(data, "back", "off"), Is.EqualTo(SampleStatistics.OfProportion(1, 0)), "c came back too late");
            Assert.That(Of(data, "errors", "on"), Is.EqualTo(SampleStatistics.OfRatio(2, 1, 1, 3, 5, 1)));
            Assert.That(Of(data, "time", "on"), Is.EqualTo(SampleStatistics.OfRatio(2, 450, (400 * 400) + (50 * 50), 3, 5, 850)));
            Assert.That(data.Exposures, Is.EquivalentTo(new ExposureCount[] { new() { Variant = "on", Cohort = First, Units = 2 }, new()
            {
                Variant = "off",
                Cohort = First,
                Units = 1,
            } }));
        });
    }

    [Test, Rule("the same data give the same decision")]
    public async Task Aggregate_AnyEventsInAnyOrder_IsWhatThePageSays([Range(1, 4)] int seed)
    {
        var (random, all) = (new Random(seed), new List<ExperimentEvent>());
        for (var round = 0; round < 10; round++)
        {
            var sent = Enumerable.Range(0, random.Next(1, 25)).Select(_ => Any(random)).ToList();
            sent.AddRange(all.Where(_ => random.Next(20) == 0));
            all.AddRange(sent);
            await Events.AddAsync(sent, default);
            await ExpectAsync("production", $"round {round}");
            switch (random.Next(6))
            {
                case 0:
                    await ExpectAsync("live", "another environment begins anew");
                    break;
                case 1:
                    await ForgetAsync();
                    break;
                case 2:
                    var gone = $"u{random.Next(9)}";
                    all.RemoveAll(e => e.Unit == gone);
                    await DeleteAsync(gone);
                    await ForgetAsync();
                    break;
                case 3:
                    await RestoreAsync();
                    (Registry, Events) = await OpenAsync();
                    break;
            }

            await ExpectAsync("production", $"behind round {round}");
        }

        async Task ExpectAsync(string environment, string what)
        {
            var data = await RunAsync(environment);
            var expected = EventModel.Of(all, Experiment, environment, Time.GetUtcNow());
            Assert.That(data.Kpis, Is.EquivalentTo(expected.Kpis), what);
            Assert.That(data.Exposures, Is.EquivalentTo(expected.Exposures), what);
            Assert.That(data.ExcludedUnits, Is.EqualTo(expected.ExcludedUnits), what);
            Assert.That(ExperimentDataCodec.HashOf(data), Is.EqualTo(ExperimentDataCodec.HashOf(expected)), what);
        }
    }

    /// <summary>Numbers of which a double, or even a decimal, would keep only a part when they are squared and summed up.</summary>
    [Test]
    public async Task Aggregate_LargestAndSmallestNumbers_AddUpExactly()
    {
        await AddAsync(Exposure("a", "on", 1), Exposure("b", "on", 1), Outcome("order", "a", 2, 1.2345678901234567e-15));
        var before = Of(await RunAsync(), "revenue", "on");
        await AddAsync(Outcome("order", "b", 3, 999999999999999.9));
        Assert.That(Of(await RunAsync(), "revenue", "on").Sum, Is.EqualTo(999999999999999.9));
        await AddAsync(Outcome("order", "b", 4, -999999999999999.9));
        Assert.That(Of(await RunAsync(), "revenue", "on"), Is.EqualTo(before), "what was added and taken away again leaves nothing behind");
        Assert.That(before.Sum, Is.EqualTo(1.2345678901234567e-15));
    }

    [Test]
    public async Task Aggregate_WithoutExposures_LeavesTheSumsThatWereSent()
    {
        var sums = new KpiValue
        {
            Variant = "on",
            Metric = "orders",
            Cohort = First,
            Statistics = SampleStatistics.OfProportion(3000, 390),
            RefreshedAt = Day1,
        };
        await Registry.AddDataAsync("one-page", new()
        {
            Kpis = [sums],
            Exposures = [new() { Variant = "on", Cohort = First, Units = 3000 }],
        }, "ada");
        await AddAsync(Outcome("order", "a", 2));
        var data = await RunAsync();
        Assert.That((data.Kpis.Single(), data.Exposures.Single()), Is.EqualTo((sums, new ExposureCount
        {
            Variant = "on",
            Cohort = First,
            Units = 3000,
        })));
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
    public async Task Aggregate_UnitThatSawTwoVariants_IsExcludedAndCounted()
    {
        await AddAsync(
            Exposure("a", "on", 1), Exposure("a", "off", 30), Exposure("b", "on", 1), Exposure("c", "another", 1),
            Exposure("b", "another", 2),
            Outcome("order", "a", 31));
        var data = await RunAsync();
        Assert.That((data.ExcludedUnits, data.Exposures.Single()), Is.EqualTo((1L, new ExposureCount
        {
            Variant = "on",
            Cohort = First,
            Units = 1,
        })));
        Assert.That(Of(data, "orders", "on"), Is.EqualTo(SampleStatistics.OfProportion(1, 0)));
    }

    [Test, Rule("late data land in the cohort of first exposure")]
    public async Task Aggregate_EventsThatComeLateAndOutOfOrder_LandInTheCohortOfFirstExposure()
    {
        await AddAsync(Outcome("order", "a", 30), Exposure("a", "on", 24 + 2), Exposure("b", "on", 24 + 3));
        var before = await RunAsync();
        Assert.That(before.Exposures.Single().Cohort, Is.EqualTo(First.AddDays(1)));
        await AddAsync(Exposure("a", "on", 23), Outcome("order", "b", 28));
        var after = await RunAsync();
        Assert.That(after.Exposures, Is.EquivalentTo(new ExposureCount[] { new() { Variant = "on", Cohort = First, Units = 1 }, new()
        {
            Variant = "on",
            Cohort = First.AddDays(1),
            Units = 1,
        } }));
        SampleStatistics Orders(string variant, DateOnly day) =>
            after.Kpis.Single(k => (k.Metric, k.Variant, k.Cohort) == ("orders", variant, day)).Statistics;
        Assert.That(Orders("on", First), Is.EqualTo(SampleStatistics.OfProportion(1, 1)));
        Assert.That(Orders("on", First.AddDays(1)), Is.EqualTo(SampleStatistics.OfProportion(1, 1)));
        Assert.That(Orders("off", First).Units, Is.Zero, "a day without units says so");
    }

    [Test, Rule("staging never counts in production")]
    public async Task Aggregate_EventsOfAnotherEnvironmentOrBeforeTheStart_DoNotCount()
    {
        await AddAsync(
            Exposure("a", "on", 1) with { Environment = "staging" }, Exposure("b", "on", -5), Exposure("c", "on", 1),
            Exposure("d", "on", 24 * 28),
            Outcome("order", "c", 2) with { Environment = "staging" });
        var data = await RunAsync();
        Assert.That(data.Exposures.Single(), Is.EqualTo(new ExposureCount { Variant = "on", Cohort = First, Units = 1 }));
        Assert.That(Of(data, "orders", "on"), Is.EqualTo(SampleStatistics.OfProportion(1, 0)));
    }

    [Test, Rule("staging never counts in production")]
    public async Task Aggregate_InAnotherEnvironmentThanBefore_CountsItsEventsOnly()
    {
        await AddAsync(Exposure("a", "on", 1), Exposure("b", "on", 1), Exposure("c", "on", 1) with { Environment = "live" });
        Assert.That((await RunAsync()).Exposures.Single().Units, Is.EqualTo(2));
        Assert.That((await RunAsync("live")).Exposures.Single().Units, Is.EqualTo(1), "also of events that came before");
        await AddAsync(Exposure("d", "on", 1) with { Environment = "live" });
        Assert.That((await RunAsync("live")).Exposures.Single().Units, Is.EqualTo(2));
        Assert.That((await RunAsync()).Exposures.Single().Units, Is.EqualTo(2));
        Assert.That((await RunAsync("empty")).Exposures, Is.Empty);
    }

    [Test]
    public async Task Aggregate_AfterAUnitsEventsWereDeleted_TakesItAwayOnce()
    {
        await AddAsync(Exposure("a", "on", 1), Exposure("b", "on", 1), Exposure("c", "on", 1), Outcome("order", "a", 2, 10),
            Outcome("order", "b", 2, 5));
        await RunAsync();
        await DeleteAsync("a");
        for (var later = 3; later < 6; later++)
        {
            await AddAsync(Outcome("order", "a", later, 1));
            var data = await RunAsync();
            Assert.That((data.Exposures.Single().Units, Of(data, "revenue", "on")), Is.EqualTo((2L, SampleStatistics.OfMean(2, 5, 25))));
        }

        foreach (var unit in new[] { "a", "b", "c" }) await DeleteAsync(unit);
        await AddAsync(Outcome("order", "b", 6, 1), Outcome("order", "c", 6, 1));
        Assert.That((await RunAsync()).Exposures, Is.Empty, "nor are the last ones left");
    }

    [Test, Rule("what was decided stays as it was")]
    public async Task Aggregate_OfADecidedExperiment_IsRefused()
    {
        await AddAsync(Exposure("a", "on", 1));
        var before = ExperimentDataCodec.HashOf(await RunAsync());
        foreach (var to in new[] { ExperimentStatus.Approved, ExperimentStatus.Running, ExperimentStatus.Decided })
        {
            await Registry.ChangeStatusAsync("one-page", to, "ada", "on");
        }

        await AddAsync(Exposure("b", "on", 1));
        Assert.That(async () => await RunAsync(), Throws.TypeOf<RefusalException>());
        Assert.That(ExperimentDataCodec.HashOf(await Registry.LoadDataAsync("one-page")), Is.EqualTo(before));
    }

    [Test]
    public async Task Aggregate_ForTheFirstTime_HasNoLag()
    {
        await AddAsync(Exposure("early", "on", -24 * 365), Exposure("a", "on", 1));
        await RunAsync();
        Assert.That((await Registry.ReadRefreshLogAsync("one-page")).Single().Lag, Is.Null,
            "they were there before anybody asked for them");
    }

    [Test]
    public async Task Aggregate_OftenInAMinute_IsOneRowOfTheRefreshLogWithTheLongestLag()
    {
        await RunAsync();
        for (var second = 0; second < 90; second += 10)
        {
            await AddAsync(Exposure($"u{second}", "on", 1), Exposure($"late{second}", "on", second == 10 ? -24 * 365 : 1));
            await RunAsync();
            Time.Advance(TimeSpan.FromSeconds(10));
        }

        var log = await Registry.ReadRefreshLogAsync("one-page");
        Assert.That(log.Select(r => (r.Status, HasRows: r.Rows > 0)), Is.EqualTo(new[]
        {
            (RefreshStatus.Succeeded, true), (RefreshStatus.Succeeded, true), (RefreshStatus.Succeeded, false),
        }));
        Assert.That(log[1].Lag, Is.InRange(TimeSpan.FromDays(9), TimeSpan.FromDays(10)), "exposures of the first day came on the tenth");
        Assert.That(log[0].Lag, Is.GreaterThan(TimeSpan.FromDays(100)), "an exposure of a year ago came in the eleventh second");
    }

    [Test]
    public async Task Aggregate_OftenWithoutExposures_IsOneRowOfTheRefreshLogForAMinute([Values] bool areSums)
    {
        if (areSums)
        {
            await Registry.AddDataAsync(
                "one-page",
                new()
                {
                    Exposures = [new() { Variant = "on", Cohort = First, Units = 7 }],
                    Kpis = [new()
                    {
                        Variant = "on",
                        Metric = "orders",
                        Cohort = First,
                        Statistics = SampleStatistics.OfProportion(7, 1),
                        RefreshedAt = Day1,
                    }]
                }, "ada");
        }

        for (var second = 0; second < 90; second += 10)
        {
            await RunAsync();
            Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.That((await Registry.ReadRefreshLogAsync("one-page")).Select(r => r.Rows), Is.EqualTo(new[] { 0, 0 }));
    }

    [Test]
    public async Task Aggregate_WithoutAnyEvent_IsEmptyAndFresh()
    {
        var before = await VersionAsync();
        var data = await RunAsync();
        Assert.That(await VersionAsync(), Is.Not.EqualTo(before), "whoever keeps what they read before would show another age");
        Assert.That((data.Kpis.Count, data.ExcludedUnits, data.LastRefresh), Is.EqualTo((0, 0L, (DateTimeOffset?)Time.GetUtcNow())));
    }

    protected async Task AddAsync(params ExperimentEvent[] events) =>
        Assert.That(await Events.AddAsync(events, default), Is.EqualTo(events.Length));

    protected async Task<ExperimentData> RunAsync(string environment = "production")
    {
        await Events.AggregateAsync(Experiment, environment, default);
        return await Registry.LoadDataAsync("one-page");
    }

    protected async Task<long> VersionAsync() => (await Registry.FindAsync("one-page"))!.DataVersion;
}
