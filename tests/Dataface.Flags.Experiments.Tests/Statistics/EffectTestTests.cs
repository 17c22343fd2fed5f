using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Statistics;

/// <summary>Values of GrowthBook's gbstats at commit 8f1db44, recomputed independently, as the issue states them.</summary>
[TestFixture]
internal sealed class EffectTestTests
{
    private static readonly TestProcedure Fixed = TestProcedure.FixedHorizon();

    [TestCase(EffectScale.Relative, 0.70732, -0.03526, 1.44989, 0.06191, TestName = "Compare_MeansRelative_AsGbstats")]
    [TestCase(EffectScale.Absolute, 0.29, 0.04538, 0.53462, 0.02016, TestName = "Compare_MeansAbsolute_AsGbstats")]
    public void Compare_Means_AsGbstats(EffectScale scale, double point, double lower, double upper, double pValue) => Expect(
        EffectTest.Compare(SampleStatistics.OfMean(3407, 1396.87, 52377.9767), SampleStatistics.OfMean(3461, 2422.7, 134698.29), scale,
            Fixed),
        point, lower, upper, pValue);

    [TestCase(14, 28, 16, 30, 0.06667, -0.47767, 0.61101, 0.80707)]
    public void Compare_ProportionsRelative_AsGbstats(
        int a, int ofA, int b, int ofB, double point, double lower, double upper, double pValue) => Expect(
        EffectTest.Compare(SampleStatistics.OfProportion(ofA, a), SampleStatistics.OfProportion(ofB, b), EffectScale.Relative, Fixed),
        point, lower, upper, pValue);

    [TestCase(5000, 0.50386, 0.40098, 0.60675)]
    public void Compare_ProportionsSequentially_AsGbstats(double tightestAt, double point, double lower, double upper)
    {
        var effect = EffectTest.Compare(
            SampleStatistics.OfProportion(3000, 1396), SampleStatistics.OfProportion(3461, 2422), EffectScale.Relative,
            TestProcedure.Sequential(tightestAt));
        Expect(effect, point, lower, upper, effect.PValue);
    }

    /// <summary>
    /// The published denominators' squares are smaller than any data's with that sum: the arithmetic is gbstats', the data are refused.
    /// </summary>
    [TestCase(0.133333333, 0.610663339)]
    public void Calculate_RatiosRelative_AsGbstats(double point, double pValue)
    {
        var control = SampleStatistics.OfRatio(100, 270, 848.79, 510, 810, -900);
        var treatment = SampleStatistics.OfRatio(120, 300, 869, 500, 800, -905);
        var effect = EffectTest.Calculate(control, treatment, EffectScale.Relative, Fixed);
        Assert.Multiple(() =>
        {
            Assert.That(effect.Point, Is.EqualTo(point).Within(1e-9));
            Assert.That(effect.PValue, Is.EqualTo(pValue).Within(1e-9));
            Assert.That(
                EffectTest.Compare(control, treatment, EffectScale.Relative, Fixed).Reason,
                Is.EqualTo(StatisticsReason.SumsContradictSquares));
        });
    }

    /// <summary>A ratio whose denominators are all 1 is a mean.</summary>
    [Test]
    public void Compare_RatioOverConstantOne_IsTheMean()
    {
        var mean = EffectTest.Compare(
            SampleStatistics.OfMean(3407, 1396.87, 52377.9767), SampleStatistics.OfMean(3461, 2422.7, 134698.29), EffectScale.Relative,
            Fixed);
        var ratio = EffectTest.Compare(
            SampleStatistics.OfRatio(3407, 1396.87, 52377.9767, 3407, 3407, 1396.87),
            SampleStatistics.OfRatio(3461, 2422.7, 134698.29, 3461, 3461, 2422.7), EffectScale.Relative, Fixed);
        Expect(ratio, mean.Point, mean.Lower, mean.Upper, mean.PValue);
    }

    private static void Expect(Effect effect, double point, double lower, double upper, double pValue) => Assert.Multiple(() =>
    {
        Assert.That(effect.Reason, Is.EqualTo(StatisticsReason.Computed));
        Assert.That(effect.Point, Is.EqualTo(point).Within(1e-5));
        Assert.That(effect.Lower, Is.EqualTo(lower).Within(1e-5));
        Assert.That(effect.Upper, Is.EqualTo(upper).Within(1e-5));
        Assert.That(effect.PValue, Is.EqualTo(pValue).Within(1e-5));
    });
}
