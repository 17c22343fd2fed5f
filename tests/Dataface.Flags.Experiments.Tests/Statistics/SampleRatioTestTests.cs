using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Statistics;

[TestFixture]
internal sealed class SampleRatioTestTests
{
    /// <summary>GrowthBook's gbstats at commit 8f1db44, recomputed independently.</summary>
    [TestCase(new long[] { 1000, 1200 }, new[] { 0.5, 0.5 }, 2.0079e-5, 1e-9)]
    [TestCase(new long[] { 135, 115 }, new[] { 0.5, 0.5 }, 0.205903211, 1e-9)]
    [TestCase(new long[] { 310, 98 }, new[] { 0.75, 0.25 }, 0.647434186, 1e-9)]
    [TestCase(new long[] { 500, 500, 600 }, new[] { 0.34, 0.33, 0.33 }, 0.000592638, 1e-9)]
    public void PValue_ReferenceCounts_AsGbstats(long[] units, double[] shares, double expected, double within) =>
        Assert.That(SampleRatioTest.PValue(units, shares).Value, Is.EqualTo(expected).Within(within));

    [Test]
    public void PValue_SharesInAnotherUnit_IsTheSame() =>
        Assert.That(SampleRatioTest.PValue([310, 98], [75, 25]), Is.EqualTo(SampleRatioTest.PValue([310, 98], [0.75, 0.25])));

    [TestCase(new long[] { 5, -1 }, new[] { 0.5, 0.5 }, StatisticsReason.InvalidCount)]
    [TestCase(new long[] { 0, 0 }, new[] { 0.5, 0.5 }, StatisticsReason.NoData)]
    [TestCase(new long[] { 5 }, new[] { 1.0 }, StatisticsReason.InvalidShares)]
    [TestCase(new long[] { 5, 5 }, new[] { 1.0, 0 }, StatisticsReason.InvalidShares)]
    [TestCase(new long[] { 5, 5 }, new[] { 1.0, double.NaN }, StatisticsReason.InvalidShares)]
    [TestCase(new long[] { 5, 5, 5 }, new[] { 1.0, 1 }, StatisticsReason.InvalidShares)]
    public void PValue_BadInput_IsRefusedByName(long[] units, double[] shares, StatisticsReason reason) =>
        Assert.That(SampleRatioTest.PValue(units, shares), Is.EqualTo(Figure.Refuse(reason)));
}
