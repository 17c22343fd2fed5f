using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Registry;

/// <summary>What every registry does, wherever it keeps experiments.</summary>
internal abstract class ExperimentRegistryContract
{
    protected static readonly DateTimeOffset Now = new(2026, 12, 20, 12, 0, 0, TimeSpan.Zero);

    protected static readonly DateOnly Day = new(2026, 12, 1);

    protected static ExperimentDraft Draft(string id = "one-page") =>
        new()
        {
            Id = id,
            Name = "One-page checkout",
            Hypothesis = "If it is one page, more baskets become orders.",
            Owner = "team-payments",
            Kpis = ["orders", "revenue", "basket"]
        };

    /// <summary>Opens what was kept so far: another instance each time, on the clock of <see cref="Now"/>.</summary>
    internal abstract IExperimentRegistry Open();

    [Test]
    public async Task Create_DraftWithNameAndHypothesis_SurvivesARestart()
    {
        await Open().CreateAsync(Draft(), "ada");
        var record = (await Open().FindAsync("one-page"))!;
        Assert.Multiple(() =>
        {
            Assert.That((record.Name, record.Owner, record.Status, record.Version),
                Is.EqualTo(("One-page checkout", "team-payments", ExperimentStatus.Draft, 1L)));
            Assert.That(record.Hypothesis, Is.EqualTo(Draft().Hypothesis));
            Assert.That(record.Kpis, Is.EqualTo(new[] { "orders", "revenue", "basket" }));
            Assert.That(record.CreatedAt, Is.EqualTo(Now));
        });
    }

    [Test]
    public async Task Create_WithoutIdentifier_MakesOneFromTheName()
    {
        var record = await Open().CreateAsync(Draft() with { Id = null, Name = "Größer & schneller!" }, "ada");
        Assert.That(record.Id, Is.EqualTo("gr-er-schneller"));
    }

    [Test]
    public async Task Create_TakenId_IsRefusedAndChangesNothing()
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        Assert.That(async () => await Open().CreateAsync(Draft() with { Name = "Another" }, "eve"),
            Throws.TypeOf<RefusalException>().With.Message.Contains("one-page"));
        Assert.That((await registry.ListAsync()).Single().Name, Is.EqualTo("One-page checkout"));
    }

    [Test, Rule("no experiment without a hypothesis")]
    public void Create_WithoutHypothesis_IsRefused() =>
        Assert.That(async () => await Open().CreateAsync(Draft() with { Hypothesis = " " }, "ada"),
            Throws.TypeOf<RefusalException>().With.Message.Contains("hypothesis"));

    [TestCase("schema: 1", "DX0111")]
    [TestCase("hypothesis", "DX0111")]
    [TestCase("id", "other")]
    [Rule("bad input loses nothing")]
    public void Create_UnreadableDocument_IsRefusedWithTheReason(string fault, string reason)
    {
        var document = fault switch
        {
            "hypothesis" => Given.With("hypothesis: If it is one page, more baskets become orders, because nobody has to go back.\n", "")
                .Replace("owner: team-payments\n", "", StringComparison.Ordinal),
            "id" => Given.With("id: one-page", "id: other"),
            _ => fault,
        };
        Assert.That(async () => await Open().CreateAsync(Draft() with { Definition = document }, "ada"),
            Throws.TypeOf<RefusalException>().With.Message.Contains(reason));
        Assert.That(async () => await Open().ListAsync(), Is.Empty);
    }

    private static IEnumerable<TestCaseData> Damaged()
    {
        var day = Day;
        yield return Case("NegativeUnits", new()
        {
            Variant = "on",
            Metric = "orders",
            Cohort = day,
            Statistics = SampleStatistics.OfProportion(-5, 1),
            RefreshedAt = Now,
        }, "DX0601");
        yield return Case("TooManyUnits", new()
        {
            Variant = "on",
            Metric = "orders",
            Cohort = day,
            Statistics = SampleStatistics.OfProportion(long.MaxValue, 1),
            RefreshedAt = Now,
        }, "DX0601");
        yield return Case("MoreSuccessesThanUnits", new()
        {
            Variant = "on",
            Metric = "orders",
            Cohort = day,
            Statistics = SampleStatistics.OfProportion(5, 6),
            RefreshedAt = Now,
        }, "InvalidCount");
        yield return Case("SumsContradictSquares", new()
        {
            Variant = "on",
            Metric = "revenue",
            Cohort = day,
            Statistics = SampleStatistics.OfMean(10, 100, 1),
            RefreshedAt = Now,
        },
            "SumsContradictSquares");
        yield return Case("NoNumber", new()
        {
            Variant = "on",
            Metric = "revenue",
            Cohort = day,
            Statistics = SampleStatistics.OfMean(10, double.NaN, 1),
            RefreshedAt = Now,
        }, "NotFinite");
        yield return Case("UnknownMetric", new()
        {
            Variant = "on",
            Metric = "order",
            Cohort = day,
            Statistics = SampleStatistics.OfProportion(5, 1),
            RefreshedAt = Now,
        }, "DX0603");
        yield return Case("NoKind", new()
        {
            Variant = "on",
            Metric = "orders",
            Cohort = day,
            Statistics = default,
            RefreshedAt = Now,
        }, "DX0605");
        yield return Case("SumOfTwoKinds",
            new()
            {
                Variant = "on",
                Metric = "orders",
                Cohort = day,
                Statistics = SampleStatistics.OfProportion(5, 1) + SampleStatistics.OfMean(5, 1, 1),
                RefreshedAt = Now,
            }, "DX0605");
        yield return Case("NoVariant", new()
        {
            Variant = "o\0n",
            Metric = "orders",
            Cohort = day,
            Statistics = SampleStatistics.OfProportion(5, 1),
            RefreshedAt = Now,
        }, "DX0601");
        yield return Case("DayToCome",
            new()
            {
                Variant = "on",
                Metric = "orders",
                Cohort = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(1),
                Statistics = SampleStatistics.OfProportion(5, 1),
                RefreshedAt = Now,
            }, "DX0607");
        yield return Case("DayBeforeEverything", new()
        {
            Variant = "on",
            Metric = "orders",
            Cohort = DateOnly.MinValue,
            Statistics = SampleStatistics.OfProportion(5, 1),
            RefreshedAt = Now,
        },
            "DX0601");
        yield return Case("RefreshToCome", new()
        {
            Variant = "on",
            Metric = "orders",
            Cohort = day,
            Statistics = SampleStatistics.OfProportion(5, 1),
            RefreshedAt = Now.AddHours(1),
        }, "DX0607");

        static TestCaseData Case(string name, KpiValue row, string reason) =>
            new TestCaseData(row, reason).SetName($"AddKpis_{name}_IsRefusedWithTheReasonAndTheOthersStay");
    }

    /// <summary>Written, a journal or a table would hold what nobody can read back or calculate with.</summary>
    [TestCaseSource(nameof(Damaged))]
    [Rule("bad input loses nothing")]
    public async Task AddKpis_DamagedRow_IsRefusedWithTheReasonAndTheOthersStay(KpiValue row, string reason)
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        await registry.CreateAsync(Draft("other"), "ada");
        foreach (var id in new[] { "one-page", "other" })
            await registry.AddKpisAsync(id, [Orders("off", 30)], [new() { Variant = "off", Cohort = Day, Units = 1000 }], "loader");
        Assert.That(async () => await registry.AddKpisAsync("one-page", [Orders("on", 40), row], [], "eve"),
            Throws.TypeOf<RefusalException>().With.Message.Contains(reason));
        foreach (var id in new[] { "one-page", "other" })
            Assert.That((await Open().LoadDataAsync(id)).Kpis.Single(), Is.EqualTo(Orders("off", 30)), id);
        await Open().AddKpisAsync("one-page", [Orders("on", 40)], [], "loader");
    }

    [Test]
    public async Task AddKpis_KindThatTheDocumentsMetricDoesNotHave_IsRefused()
    {
        await Open().CreateAsync(Draft() with { Id = null, Name = "One-page", Definition = Given.Yaml }, "ada");
        KpiValue mean = new()
        {
            Variant = "on",
            Metric = "orders",
            Cohort = Day,
            Statistics = SampleStatistics.OfMean(100, 30, 30),
            RefreshedAt = Now,
        };
        Assert.That(async () => await Open().AddKpisAsync("one-page", [mean], [], "eve"), Throws.TypeOf<RefusalException>().With.Message
            .Contains("DX0605").And.Message.Contains("proportion"));
        await Open().AddKpisAsync("one-page", [Orders("on", 30)], [], "loader");
        Assert.That((await Open().LoadDataAsync("one-page")).Kpis.Single(), Is.EqualTo(Orders("on", 30)));
    }

    /// <summary>PostgreSQL keeps microseconds, and .NET's clock has more.</summary>
    [Test]
    public async Task AddKpis_RefreshedBetweenTwoMicroseconds_HasTheHashOfWhatWasSent()
    {
        await Open().CreateAsync(Draft(), "ada");
        var sent = Orders("on", 40) with { RefreshedAt = Now.AddTicks(-3) };
        await Open().AddKpisAsync("one-page", [sent], [], "loader");
        Assert.That(ExperimentDataCodec.HashOf(await Open().LoadDataAsync("one-page")),
            Is.EqualTo(ExperimentDataCodec.HashOf(new() { Kpis = [sent] })));
    }

    [TestCase(-1L)]
    [TestCase(long.MaxValue)]
    [Rule("bad input loses nothing")]
    public async Task AddKpis_ImpossibleCountOfExposedUnits_IsRefused(long units)
    {
        await Open().CreateAsync(Draft(), "ada");
        Assert.That(async () => await Open().AddKpisAsync("one-page", [], [new() { Variant = "on", Cohort = Day, Units = units }], "eve"),
            Throws.TypeOf<RefusalException>().With.Message.Contains("units"));
        Assert.That((await Open().LoadDataAsync("one-page")).Exposures, Is.Empty);
    }

    /// <summary>Odd, and true.</summary>
    [Test]
    public async Task AddKpis_EmptyDayOneUnitOrNoVariance_IsKeptUnchanged()
    {
        await Open().CreateAsync(Draft(), "ada");
        KpiValue[] odd =
        [
            new() { Variant = "off", Metric = "orders", Cohort = Day, Statistics = SampleStatistics.OfProportion(0, 0), RefreshedAt = Now },
            new() { Variant = "on", Metric = "orders", Cohort = Day, Statistics = SampleStatistics.OfProportion(1, 1), RefreshedAt = Now },
            new()
            {
                Variant = "on",
                Metric = "revenue",
                Cohort = Day,
                Statistics = SampleStatistics.OfMean(100, 100, 100),
                RefreshedAt = Now,
            },
        ];
        await Open().AddKpisAsync("one-page", odd, [new() { Variant = "off", Cohort = Day, Units = 0 }], "loader");
        Assert.That((await Open().LoadDataAsync("one-page")).Kpis, Is.EquivalentTo(odd));
    }

    [TestCase("Großes")]
    [TestCase("a/b")]
    [TestCase("")]
    public void Create_InvalidId_IsRefused(string id) =>
        Assert.That(async () => await Open().CreateAsync(Draft(id), "ada"), Throws.TypeOf<RefusalException>());

    [Test]
    public async Task List_Several_IsInOrdinalOrder()
    {
        foreach (var id in new[] { "b", "a-b", "a_b", "a.b" }) await Open().CreateAsync(Draft(id), "ada");
        Assert.That((await Open().ListAsync()).Select(r => r.Id), Is.EqualTo(new[] { "a-b", "a.b", "a_b", "b" }));
    }

    [TestCase(ExperimentStatus.Running)]
    [TestCase(ExperimentStatus.Decided)]
    [TestCase(ExperimentStatus.CleanedUp)]
    [TestCase(ExperimentStatus.Draft)]
    public async Task ChangeStatus_SkippingAStep_IsRefusedAndChangesNothing(ExperimentStatus to)
    {
        await Open().CreateAsync(Draft(), "ada");
        Assert.That(async () => await Open().ChangeStatusAsync("one-page", to, "eve", "hurry"), Throws.TypeOf<RefusalException>());
        Assert.That((await Open().FindAsync("one-page"))!.Status, Is.EqualTo(ExperimentStatus.Draft));
        Assert.That(await Open().ReadAuditAsync("one-page"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task AddKpis_SentTwiceAndCorrected_HoldsTheLastOfEachCohort()
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        KpiValue[] all = [Orders("off", 30), Orders("on", 40), Revenue(), Ratio()];
        ExposureCount[] exposures = [new()
        {
            Variant = "off",
            Cohort = Day,
            Units = 1000,
        }, new() { Variant = "on", Cohort = Day, Units = 1010 }];
        await registry.AddKpisAsync("one-page", all, exposures, "loader");
        await registry.AddKpisAsync("one-page", all, exposures, "loader");
        await registry.AddKpisAsync("one-page", [Orders("on", 45, minutes: 10)], [new()
        {
            Variant = "on",
            Cohort = Day,
            Units = 1005,
        }], "loader");
        await registry.AddKpisAsync("one-page", [Orders("on", 39, minutes: 5)], [], "late");
        var data = await Open().LoadDataAsync("one-page");
        Assert.Multiple(() =>
        {
            Assert.That(data.Kpis, Is.EquivalentTo(new[] { Orders("off", 30), Orders("on", 45, minutes: 10), Revenue(), Ratio() }));
            Assert.That(data.Exposures, Is.EquivalentTo(exposures), "the larger count holds");
            Assert.That(data.LastRefresh, Is.EqualTo(Now));
        });
        Assert.That(ExperimentDataCodec.HashOf(data), Is.EqualTo(ExperimentDataCodec.HashOf(await registry.LoadDataAsync("one-page"))),
            "evidence is the same in every instance");
    }

    [Test]
    public async Task LoadData_BeforeAnyCame_IsEmpty()
    {
        await Open().CreateAsync(Draft(), "ada");
        var data = await Open().LoadDataAsync("one-page");
        Assert.That((data.Kpis.Count, data.Exposures.Count, data.LastRefresh), Is.EqualTo((0, 0, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task Create_ManyAtOnceFromSeveralInstances_LosesNone()
    {
        var instances = Enumerable.Range(0, 4).Select(_ => Open()).ToList();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => instances[i % 4].CreateAsync(Draft($"e{i}"), "ada"))));
        Assert.That(await Open().ListAsync(), Has.Count.EqualTo(40));
    }

    protected static KpiValue Orders(string variant, long orders, int minutes = 0) =>
        new()
        {
            Variant = variant,
            Metric = "orders",
            Cohort = Day,
            Statistics = SampleStatistics.OfProportion(1000, orders),
            RefreshedAt = Now.AddMinutes(minutes - 60),
        };

    protected static KpiValue Revenue() => new()
    {
        Variant = "on",
        Metric = "revenue",
        Cohort = Day,
        Statistics = SampleStatistics.OfMean(1000, 1234.5, 99_876.25),
        RefreshedAt = Now.AddHours(-1),
    };

    protected static KpiValue Ratio() => new()
    {
        Variant = "on",
        Metric = "basket",
        Cohort = Day,
        Statistics = SampleStatistics.OfRatio(1000, 10, 20, 30, 60, 15),
        RefreshedAt = Now.AddHours(-1),
    };
}
