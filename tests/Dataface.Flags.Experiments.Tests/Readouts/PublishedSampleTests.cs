using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>The samples in the shape of public experiments are decided as published practice decided those.</summary>
[TestFixture]
internal sealed class PublishedSampleTests
{
    [TestCase("gate-level", "2026-10-27", Recommendation.Kill, "Kill: retention_7 of 'gate_40' moved by −")]
    [TestCase("rounds-played", "2026-11-02", Recommendation.Iterate, "the effect that was sought (4.0 %) does not show.")]
    [TestCase("campaign", "2026-11-02", Recommendation.Ship, "Ship 'campaign': bought moved by +")]
    [TestCase("mailing", "2026-10-20", Recommendation.Ship, "Ship 'mens': visited moved by +")]
    [TestCase("trial-screener", "2026-11-12", Recommendation.Iterate,
        "Iterate: 'screener' was a success, but its guardrails were not shown to hold before the end.")]
    public void Decide_Sample_AsPublished(string id, string day, Recommendation recommendation, string sentence)
    {
        var (experiment, data, now) = Read(id, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));
        var decision = ExperimentDecision.Decide(experiment, data, now);
        Assert.That(decision.Recommendation, Is.EqualTo(recommendation), decision.Sentence);
        Assert.That(decision.Sentence.Replace('-', '−'), Does.Contain(sentence.Replace('-', '−')));
        var sound = decision.Gates.Where(g => g.Code is GateCode.SampleRatio or GateCode.Freshness or GateCode.RunTime);
        Assert.That(sound.Select(g => g.State), Is.All.EqualTo(GateState.Pass));
        Assert.That(decision.Gates.Select(g => g.Code), Has.None.EqualTo(GateCode.Outcomes));
    }

    [Test]
    public void Decide_FunnelWithoutItsLimit_WouldShip()
    {
        var (experiment, data, now) = Read("trial-screener", new(2026, 11, 12));
        var harm = experiment.Gates[1] with { Statistic = GateStatistic.DifferenceUpper, Threshold = 0 };
        Assert.That(ExperimentDecision.Decide(experiment with { Gates = [experiment.Gates[0], harm] }, data, now).Recommendation,
            Is.EqualTo(Recommendation.Ship));
    }

    /// <summary>The one player's rounds, as they are without a cap.</summary>
    [Test]
    public void Decide_HeavyTailWithoutItsCap_IsReportedAsTooSkewed()
    {
        const double Rounds = 49_854;
        var (experiment, data, now) = Read("rounds-played", new(2026, 11, 2));
        var rows = data.Kpis.ToList();
        var (place, sums) = (rows.FindIndex(IsOfControl), rows.First(row => IsOfControl(row)).Statistics);
        var whole = SampleStatistics.OfMean(sums.Units, sums.Sum + Rounds, sums.SumOfSquares + (Rounds * Rounds));
        rows[place] = rows[place] with { Statistics = whole };
        var capped = ExperimentDecision.Decide(experiment, data, now).Readouts[0].Absolute;
        var uncapped = ExperimentDecision.Decide(experiment, data with { Kpis = rows }, now).Readouts[0].Absolute;
        Assert.That(capped.IsComputed);
        Assert.That(!uncapped.IsComputed || uncapped.StandardError > 1.5 * capped.StandardError, $"{uncapped}");
    }

    private static bool IsOfControl(KpiValue row) => row is { Variant: "gate_30", Metric: "rounds" };

    private static (ExperimentDefinition Experiment, ExperimentData Data, DateTimeOffset Now) Read(string id, DateOnly day)
    {
        var source = new ExperimentSource($"{id}.yaml", TestFile.Bytes("samples", "published", $"{id}.yaml"));
        var read = ExperimentDocuments.Read([source], new() { Time = new Given.Day(2026, 10, 6) });
        Assert.That(read.Problems, Is.Empty);
        var now = new DateTimeOffset(day, new(12, 0), TimeSpan.Zero);
        using var file = File.OpenRead(TestFile.Path("samples", "published", "data", $"{id}.csv"));
        var rows = ExperimentDataFile.Read($"{id}.csv", file, read.Experiments.Single(), now);
        Assert.That(rows.Problems, Is.Empty);
        return (read.Experiments.Single(), rows.Data!, now);
    }
}
