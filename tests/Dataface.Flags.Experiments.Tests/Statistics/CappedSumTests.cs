using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Statistics;

/// <summary>What docs/statistics.md says of one unit with very much.</summary>
[TestFixture]
internal sealed class CappedSumTests
{
    private const int Players = 44_700;
    private const double Rounds = 52;
    private const double Deviation = 103;
    private const double Most = 49_854;

    [Test]
    public void Compare_OnePlayerWithFiftyThousandRounds_NearlyDoublesTheError()
    {
        var (usual, odd, capped) = (Side(Rounds), Side(Most), Side(1_000));
        Assert.That(odd.Variance / usual.Variance, Is.EqualTo(6.2).Within(0.1));
        Assert.That(Error(usual, odd) / Error(usual, usual), Is.EqualTo(1.9).Within(0.05));
        Assert.That(Error(usual, capped) / Error(usual, usual), Is.EqualTo(1).Within(0.002), "with a cap at 1,000");
    }

    private static double Error(SampleStatistics control, SampleStatistics treatment) =>
        EffectTest.Compare(control, treatment, EffectScale.Absolute, TestProcedure.FixedHorizon(0.05)).StandardError;

    /// <summary>All alike but for one, who has so many rounds.</summary>
    private static SampleStatistics Side(double last) => SampleStatistics.OfMean(
        Players, ((Players - 1) * Rounds) + last, ((Players - 1) * ((Rounds * Rounds) + (Deviation * Deviation))) + (last * last));
}
