using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Deciding;
using Dataface.Flags.Experiments.Readouts.Gates;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>How a readout came about, day by day.</summary>
[TestFixture]
internal sealed class ReadoutHistoryTests
{
    [Test]
    public void Of_LastDay_IsWhatTheDecisionSays() => Prop.ForAll<uint, uint>((days, percent) =>
    {
        var results = new Results { Days = 1 + (int)(days % 28), TreatmentOrders = 0.25 + (percent % 10 / 100.0) };
        var (_, readouts) = History(results)[^1];
        return readouts.SequenceEqual(results.Decide().Readouts);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Of_EarlierDay_HasItsUnitsAndTheWideIntervalOfAnEarlyLook()
    {
        var history = History(new Results());
        Assert.That(history.Select(h => h.Day), Is.EqualTo(Enumerable.Range(0, 28).Select(Results.Start.AddDays)));
        var (early, last) = (history[6].Readouts[0], history[^1].Readouts[0]);
        Assert.Multiple(() =>
        {
            Assert.That((early.Control.Units, last.Control.Units), Is.EqualTo((7_000L, 16_000L)),
                "the one look that was planned is at 16,000");
            Assert.That(early.Absolute.HalfWidth, Is.GreaterThan(1.6 * last.Absolute.HalfWidth),
                "fewer units alone would make it 1.51 times as wide");
        });
    }

    [Test]
    public void UpTo_AnEarlierDay_StillKnowsThatEventsHaveCome()
    {
        var results = new Results();
        var whole = new ExperimentEvidence(Results.Experiment, new HashedData(results.Data).Rows, results.Now, ExperimentPolicy.Default);
        var early = whole.UpTo(Results.Start.AddDays(6));
        Assert.That(whole.Metrics.Select(m => m.HasEvents), Is.All.True);
        Assert.That(early.Metrics.Select(m => (m.HasEvents, FreshnessGate.StateOf(early, m))),
            Is.EqualTo(whole.Metrics.Select(m => (m.HasEvents, FreshnessGate.StateOf(whole, m)))));
    }

    [Test]
    public void Of_WithoutData_IsEmpty() =>
        Assert.That(ReadoutHistory.Of(Results.Experiment, new(ExperimentData.Empty), new Results().Now), Is.Empty);

    private static List<(DateOnly Day, IReadOnlyList<MetricReadout> Readouts)> History(Results results) =>
        [.. ReadoutHistory.Of(Results.Experiment, new(results.Data), results.Now)];
}
