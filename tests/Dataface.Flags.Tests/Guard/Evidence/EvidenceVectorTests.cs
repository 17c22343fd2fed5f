using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Tests.Guard.Evidence;

/// <summary>The reference values of the design, section 7; buckets as (nT, xT, nC, xC), shares nT : nC.</summary>
[TestFixture]
internal sealed class EvidenceVectorTests
{
    private const double Within = 1e-8;

    private static readonly double[] Grid = [.. new GuardDefinition().Grid];

    [Test]
    public void Grid_OfDefinitions_IsTheGridOfTheDesign() => Assert.That(Grid, Is.EqualTo(HarmGrid.Ratios));

    [TestCase(50, 5, 950, 9, 1, 5.26721363)]
    [TestCase(500, 25, 9500, 95, 1, 16.58590663)]
    [TestCase(500, 25, 9500, 95, 1.5, 9.39770032)]
    [TestCase(500, 5, 9500, 95, 1, -2.04705087)]
    public void Share_OneBucket_IsTheReferenceValue(int nT, int xT, int nC, int xC, double tolerated, double expected) =>
        Assert.That(Mean(Bucket(nT, xT, nC, xC, tolerated)), Is.EqualTo(expected).Within(Within));

    [Test]
    public void Share_BucketsOfDifferentShares_AddUp()
    {
        var (first, second) = (Bucket(500, 10, 9500, 95), Bucket(2500, 60, 7500, 80));
        Assert.That(Mean([.. first.Zip(second, (a, b) => a + b)]), Is.EqualTo(10.38457626).Within(Within));
    }

    [Test]
    public void Onset_ThreeBuckets_IsTheReferenceValue()
    {
        var mixture = new OnsetMixture(Grid.Length, t => t == 1 ? 0.5 + (0.5 / 100) : 0.5 / 100);
        double[] path = [.. new[] { (50, 0, 950, 9), (50, 1, 950, 10), (50, 6, 950, 9) }.Select(b =>
        {
            var evidence = Bucket(b.Item1, b.Item2, b.Item3, b.Item4);
            var peeked = mixture.Peek(evidence);
            mixture.Add(evidence);
            Assert.That(mixture.LogE, Is.EqualTo(peeked));
            return mixture.LogE;
        })];
        Assert.That(path, Is.EqualTo([-0.43182498, -0.42071049, 3.40229712]).Within(Within));
    }

    [Test]
    public void NoHarm_TwiceTheRateRuledOut_IsTheReferenceValue()
    {
        var test = ShareTest.OfNoHarm(5, 95, ratio: 2, tolerated: 1);
        var evidence = new double[test.Alternatives];
        test.Evidence(10, 190, evidence);
        Assert.That(LogSpace.Mean(evidence), Is.EqualTo(2.40641175).Within(Within));
    }

    [Test]
    public void Rate_OneSample_IsTheReferenceValue()
    {
        var evidence = new double[Grid.Length];
        RateTest.Evidence(12, 1000, 0.005, Grid, evidence);
        Assert.That(LogSpace.Mean(evidence), Is.EqualTo(2.19531001).Within(Within));
    }

    [Test]
    public void Rate_NoErrorsAmongThousandsOfUnits_ProvesATenthOfAPercent()
    {
        var evidence = new double[HarmGrid.BelowBound.Length];
        RateTest.Evidence(0, 4_000, 0.001, HarmGrid.BelowBound, evidence);
        Assert.That(LogSpace.Mean(evidence), Is.GreaterThan(Math.Log(20)));
    }

    private static double[] Bucket(int nT, int xT, int nC, int xC, double tolerated = 1)
    {
        var evidence = new double[Grid.Length];
        ShareTest.OfHarm(nT, nC, tolerated, Grid).Evidence(xT, xC, evidence);
        return evidence;
    }

    private static double Mean(double[] evidence) => LogSpace.Mean(evidence);
}
