using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Testing;
using Dataface.Flags.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>What is kept of experiments is what would be worked out anew.</summary>
[TestFixture]
internal sealed class ExperimentViewsTests
{
    private static readonly DateOnly Day = new(2026, 12, 1);

    private readonly ManualTimeProvider _time = new(new(2026, 12, 10, 6, 0, 0, TimeSpan.Zero));
    private TestServer _server = null!;

    private ExperimentViews Views => _server.App.Services.GetRequiredService<ExperimentViews>();

    private IExperimentStore Store => _server.App.Services.GetRequiredService<ServerStorage>().Experiments;

    [SetUp]
    public async Task Start()
    {
        _server = await TestServer.StartAsync(null, services => services.AddSingleton<TimeProvider>(_time));
        await Store.CreateAsync(new() { Id = "one", Name = "n", Hypothesis = "h", Owner = "o", Kpis = ["orders"] }, "ada");
        await AddAsync(10);
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Of_NothingChanged_IsWorkedOutOnce()
    {
        var views = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ViewAsync()));
        Assert.That(views.Select(view => view.Decision).Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_DataChanged_ShowsThemAtOnce()
    {
        var before = await ViewAsync();
        await AddAsync(11);
        var after = await ViewAsync();
        Assert.That((Orders(before), Orders(after)), Is.EqualTo((10d, 11d)));
        Assert.That(after.Decision.EvidenceHash, Is.Not.EqualTo(before.Decision.EvidenceHash));
    }

    [Test]
    public async Task Of_StatusChanged_ShowsItAtOnce()
    {
        await ViewAsync();
        await Store.ChangeStatusAsync(new("one", ExperimentStatus.Approved, "ada", "on"));
        Assert.That((await ViewAsync()).Definition.Status, Is.EqualTo(ExperimentStatus.Approved));
    }

    [Test]
    public async Task Of_OnlyTimePasses_GatesLookAtTheTime()
    {
        Assert.That(Freshness(await ViewAsync()), Is.EqualTo(GateState.Pass));
        _time.Advance(TimeSpan.FromDays(3));
        var view = await ViewAsync();
        Assert.That((Freshness(view), view.Decision.At), Is.EqualTo((GateState.NotYet, _time.GetUtcNow())));
    }

    private async Task<ExperimentView> ViewAsync() => await Views.OfAsync((await Store.FindAsync("one"))!, default);

    private Task AddAsync(int orders) => Store.AddKpisAsync(
        "one",
        [
            new()
            {
                Variant = "off",
                Metric = "orders",
                Cohort = Day,
                Statistics = SampleStatistics.OfProportion(100, 10),
                RefreshedAt = _time.GetUtcNow(),
            },
            new()
            {
                Variant = "on",
                Metric = "orders",
                Cohort = Day,
                Statistics = SampleStatistics.OfProportion(100, orders),
                RefreshedAt = _time.GetUtcNow(),
            },
        ],
        [],
        "ada");

    private static double Orders(ExperimentView view) => view.Data.Kpis.Single(kpi => kpi.Variant == "on").Statistics.Sum;

    private static GateState Freshness(ExperimentView view) => view.Decision.Gates.Single(gate => gate.Code == GateCode.Freshness).State;
}
