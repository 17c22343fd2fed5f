using Dataface.Flags.Experiments.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Statistics;

[TestFixture]
internal sealed class SampleStatisticsTests
{
    [Test]
    public void Plus_AnyParts_IsAssociativeAndEqualsPooling() => Prop.ForAll<(int, int)[], (int, int)[], (int, int)[]>((a, b, c) =>
        (Of(a) + Of(b)) + Of(c) == Of(a) + (Of(b) + Of(c)) && Of(a) + Of(b) + Of(c) == Of([.. a, .. b, .. c])
            && Of(a) + Of(b) == Of(b) + Of(a))
        .QuickCheckThrowOnFailure();

    /// <summary>Whatever values units have, their sums are believed, and the variance is that of the linearised values.</summary>
    [Test]
    public void Variance_OfAnyRatio_IsThatOfItsLinearisedValues() => Prop.ForAll<(int, int)[]>(units =>
    {
        (double X, double Y)[] values = [.. units.Select(u => ((double)u.Item1, 1.0 + Math.Abs((long)u.Item2 % 50))), (3, 2), (5, 1)];
        var sums = Sums(values);
        var mean = values.Average(v => v.Y);
        var linear = values.Select(v => (v.X - (sums.Mean * v.Y)) / mean).ToArray();
        var expected = linear.Sum(v => v * v) / (linear.Length - 1);
        return sums.Reason == StatisticsReason.Computed && Math.Abs(sums.Variance - expected) <= 1e-6 * (expected + 1);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Plus_DifferentKinds_IsRefusedLater() => Assert.That(
        (SampleStatistics.OfProportion(10, 5) + SampleStatistics.OfMean(10, 5, 5)).Reason, Is.EqualTo(StatisticsReason.DifferentKinds));

    [Test]
    public void Default_AddedToAnything_ChangesNothing()
    {
        var some = SampleStatistics.OfProportion(10, 5);
        Assert.That(new[] { default(SampleStatistics) + some, some + default(SampleStatistics) }, Is.All.EqualTo(some));
        Assert.That(default(SampleStatistics).Reason, Is.EqualTo(StatisticsReason.NoData));
    }

    [TestCase(10, 11, StatisticsReason.InvalidCount)]
    [TestCase(10, -1, StatisticsReason.InvalidCount)]
    [TestCase(-10, 0, StatisticsReason.InvalidCount)]
    [TestCase(0, 0, StatisticsReason.NoData)]
    [TestCase(0, 1, StatisticsReason.InvalidCount)]
    [TestCase(1, 1, StatisticsReason.TooFewUnits)]
    public void Reason_OfProportions_NamesWhatIsWrong(long units, long successes, StatisticsReason reason) =>
        Assert.That(SampleStatistics.OfProportion(units, successes).Reason, Is.EqualTo(reason));

    [TestCase(10, 10, 9, StatisticsReason.SumsContradictSquares)]
    [TestCase(10, 0, -1, StatisticsReason.SumsContradictSquares)]
    [TestCase(10, 10, 10, StatisticsReason.Computed)]
    [TestCase(10, double.NaN, 9, StatisticsReason.NotFinite)]
    [TestCase(10, 1, double.PositiveInfinity, StatisticsReason.NotFinite)]
    [TestCase(10, 1e200, 1e300, StatisticsReason.NotFinite)]
    public void Reason_OfMeans_NamesWhatIsWrong(long units, double sum, double squares, StatisticsReason reason) =>
        Assert.That(SampleStatistics.OfMean(units, sum, squares).Reason, Is.EqualTo(reason));

    /// <summary>
    /// Values around 10⁸ with a deviation of 1 have squares whose last digits are 2 apart: what is left of the spread is rounding.
    /// </summary>
    [TestCase(1e8, 1, StatisticsReason.SpreadLost)]
    [TestCase(-1e8, 1, StatisticsReason.SpreadLost)]
    [TestCase(1e9, 10, StatisticsReason.SpreadLost)]
    [TestCase(1e5, 1, StatisticsReason.Computed)]
    [TestCase(0, 1e-8, StatisticsReason.Computed)]
    [TestCase(20, 0, StatisticsReason.Computed)]
    public void Reason_OfValuesFarFromZero_IsComputedOnlyWhileTheirSpreadIsThere(double centre, double deviation, StatisticsReason reason)
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 1_000).Select(
            i => centre + (deviation * (random.NextDouble() + random.NextDouble() - 1) * Math.Sqrt(6)))];
        var (sum, squares) = (values.Sum(), values.Sum(v => v * v));
        var mean = SampleStatistics.OfMean(values.Length, sum, squares);
        var ratio = SampleStatistics.OfRatio(values.Length, sum, squares, values.Length, values.Length, sum);
        Assert.That(new[] { mean.Reason, ratio.Reason }, Is.All.EqualTo(reason));
        if (reason != StatisticsReason.Computed) return;
        var variance = values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1);
        Assert.That(new[] { mean.Variance, ratio.Variance }, Is.All.EqualTo(variance).Within(0.1).Percent);
    }

    [TestCase(0, 0, 0, StatisticsReason.DenominatorNotPositive)]
    [TestCase(-20, 50, -20, StatisticsReason.DenominatorNotPositive)]
    [TestCase(20, 39, 20, StatisticsReason.SumsContradictSquares)]
    [TestCase(20, 50, 60, StatisticsReason.SumsContradictSquares)]
    [TestCase(20, 50, 22, StatisticsReason.Computed)]
    public void Reason_OfRatios_NamesWhatIsWrong(double denominator, double squares, double cross, StatisticsReason reason) =>
        Assert.That(SampleStatistics.OfRatio(10, 10, 20, denominator, squares, cross).Reason, Is.EqualTo(reason));

    private static SampleStatistics Of((int X, int Y)[] units) =>
        Sums([.. units.Select(u => ((double)(u.X % 1000), (double)(u.Y % 1000)))]);

    private static SampleStatistics Sums((double X, double Y)[] units) => SampleStatistics.OfRatio(
        units.Length, units.Sum(u => u.X), units.Sum(u => u.X * u.X), units.Sum(u => u.Y), units.Sum(u => u.Y * u.Y),
        units.Sum(u => u.X * u.Y));
}
