using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Statistics;

[TestFixture]
internal sealed class MultipleTestingTests
{
    /// <summary>GrowthBook's gbstats at commit 8f1db44: sorted .03, .05, .12, .12, 1, 1.</summary>
    [TestCase(new[] { .01, .04, .03, .005, .55, .6 }, new[] { .05, .12, .12, .03, 1, 1 })]
    public void Holm_ReferenceValues_AsGbstats(double[] raw, double[] expected) =>
        Assert.That(MultipleTesting.Holm(raw).Values, Is.EqualTo(expected).Within(1e-12));

    /// <summary>GrowthBook's gbstats at commit 8f1db44: descending .964, .964, .7532, .2415, .2415, .0245, .0245.</summary>
    [TestCase(new[] { .898, .138, .007, .964, .538, .006, .138 }, new[] { .964, .2415, .0245, .964, .7532, .0245, .2415 })]
    public void BenjaminiHochberg_ReferenceValues_AsGbstats(double[] raw, double[] expected) =>
        Assert.That(MultipleTesting.BenjaminiHochberg(raw).Values, Is.EqualTo(expected).Within(1e-12));

    [TestCase(-0.01)]
    [TestCase(1.01)]
    [TestCase(double.NaN)]
    public void Adjust_OneImpossiblePValue_RefusesAll(double pValue)
    {
        var (holm, hochberg) = (MultipleTesting.Holm([0.5, pValue]), MultipleTesting.BenjaminiHochberg([pValue, 0.5]));
        Assert.That(new[] { holm.Reason, hochberg.Reason }, Is.All.EqualTo(StatisticsReason.InvalidPValue));
        Assert.That(holm.Values.Concat(hochberg.Values), Is.Empty);
    }

    [Test]
    public void Adjust_Nothing_IsRefusedByName() => Assert.That(MultipleTesting.Holm([]).Reason, Is.EqualTo(StatisticsReason.NoData));
}
