using Dataface.Flags.Experiments.Statistics;
using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Experiments.Tests.Statistics;

/// <summary>What makes the comparison of counts exact.</summary>
[TestFixture]
internal sealed class CountComparisonLaws
{
    /// <summary>
    /// For rates on the boundary, all outcomes added up: the evidence is 1 in expectation at most, within half a percent, with a handful
    /// of units on every split and on either side, so that 1/E is a p-value. For absolute margins within 4 %: there the centre, taken
    /// from the same units, does not add up.
    /// </summary>
    [TestCase(20, 20, 0.1, 1, 0)]
    [TestCase(60, 6, 0.05, 1, 0)]
    [TestCase(6, 60, 0.05, 1, 0)]
    [TestCase(99, 1, 0.3, 1, 0)]
    [TestCase(40, 10, 0.5, 1, 0)]
    [TestCase(40, 10, 0.9, 1, 0)]
    [TestCase(60, 15, 0.05, 1.5, 0)]
    [TestCase(15, 60, 0.1, 0.8, 0)]
    [TestCase(40, 20, 0.1, 1, 0.05)]
    [TestCase(40, 20, 0.2, 1, -0.1)]
    public void PValue_RatesOnTheBoundary_IsNeverTooSmall(int nC, int nT, double rate, double slope, double offset)
    {
        var (control, treatment) = (new Binomial(rate, nC), new Binomial((slope * rate) + offset, nT));
        var (above, below) = (0.0, 0.0);
        for (var kC = 0; kC <= nC; kC++)
        {
            for (var kT = 0; kT <= nT; kT++)
            {
                var probability = control.Probability(kC) * treatment.Probability(kT);
                var comparison = Of(nC, kC, nT, kT);
                above += probability * comparison.Evidence(new(slope, offset), 1);
                below += probability * comparison.Evidence(new(slope, offset), -1);
            }
        }

        Assert.That(new[] { above, below }, Is.All.LessThanOrEqualTo(offset == 0 ? 1.005 : 1.04));
    }

    [Test]
    public void Interval_AnyCounts_LeavesOutExactlyWhatTheTestRefutes() => Prop.ForAll<uint, uint, uint>((a, b, c) =>
    {
        long nC = 2 + (a % 5_000), nT = 2 + (b % 500);
        var comparison = Of(nC, c % (nC + 1) / 20, nT, (c / 7) % (nT + 1) / 5);
        foreach (var scale in Enum.GetValues<EffectScale>())
        {
            var effect = comparison.Effect(scale, 0.05);
            if (!effect.IsComputed) continue;
            var step = Math.Max(1e-9, effect.StandardError * 1e-4);
            if (effect.Lower > -1 && comparison.PAbove(Contrast.At(effect.Lower + step, scale)) < 0.05) return false;
            if (effect.Lower > -1 + step && comparison.PAbove(Contrast.At(effect.Lower - step, scale)) > 0.05) return false;
            if (double.IsFinite(effect.Upper) && effect.Upper < 1 && comparison.PBelow(Contrast.At(effect.Upper - step, scale)) < 0.05)
            {
                return false;
            }
        }

        return true;
    }).QuickCheckThrowOnFailure();

    /// <summary>More events on one side are more evidence, days of other shares or not.</summary>
    [Test]
    public void PAbove_OneMoreEventOfTheTreatment_IsSmaller() => Prop.ForAll<uint, uint>((a, b) =>
    {
        long nC = 50 + (a % 2_000), nT = 50 + (b % 300), k = a % 40;
        return Of(nC, 10, nT, k + 1).PAbove(Contrast.Zero) <= Of(nC, 10, nT, k).PAbove(Contrast.Zero) + 1e-12;
    }).QuickCheckThrowOnFailure();

    private static CountComparison Of(long nC, long kC, long nT, long kT) => new(
        new(SampleStatistics.OfProportion(nC, kC), SampleStatistics.OfProportion(nT, kT)), TestProcedure.Sequential(2 * (nC + nT)));
}
