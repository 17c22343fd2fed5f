using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Statistics;

[TestFixture]
internal sealed class PowerAnalysisTests
{
    private static readonly MetricBaseline Revenue = MetricBaseline.OfMean(10, 3909.9997749994377);

    /// <summary>GrowthBook's power calculator at commit 8f1db44: 400,000 units in three equal arms, two-sided α 0.05.</summary>
    [TestCase(400_000, 3, 0.05, 0.52144)]
    public void Power_ReferenceLift_AsGrowthBook(double units, int arms, double lift, double expected) => Assert.That(
        PowerAnalysis.Power(Revenue, lift, EffectScale.Relative, units / arms, units / arms, TestProcedure.FixedHorizon()).Value,
        Is.EqualTo(expected).Within(1e-5));

    /// <summary>The same source.</summary>
    [TestCase(400_000, 3, 0.8, 0.07027)]
    public void DetectableEffect_ReferenceUnits_AsGrowthBook(double units, int arms, double power, double expected) => Assert.That(
        PowerAnalysis.DetectableEffect(
            Revenue, power, EffectScale.Relative, units / arms, units / arms, TestProcedure.FixedHorizon()).Value,
        Is.EqualTo(expected).Within(1e-5));

    [Test]
    public void DetectableEffect_TooFewUnitsForAnyRelativeEffect_IsUnreachable() => Assert.That(
        PowerAnalysis.DetectableEffect(Revenue, 0.8, EffectScale.Relative, 20, 20, TestProcedure.FixedHorizon()),
        Is.EqualTo(Figure.Refuse(StatisticsReason.Unreachable)));

    [TestCase(0.5, 0.6, 100, 100, 0.05, StatisticsReason.InvalidEffect)]
    [TestCase(0.5, 0, 100, 100, 0.05, StatisticsReason.InvalidEffect)]
    [TestCase(0.5, double.NaN, 100, 100, 0.05, StatisticsReason.InvalidEffect)]
    [TestCase(1, 0.1, 100, 100, 0.05, StatisticsReason.InvalidBaseline)]
    [TestCase(double.NaN, 0.1, 100, 100, 0.05, StatisticsReason.InvalidBaseline)]
    [TestCase(0.5, 0.1, 1, 100, 0.05, StatisticsReason.TooFewUnits)]
    [TestCase(0.5, 0.1, 100, double.PositiveInfinity, 0.05, StatisticsReason.NotFinite)]
    [TestCase(0.5, 0.1, 100, 100, 1, StatisticsReason.InvalidAlpha)]
    [TestCase(0.5, 0.1, 100, 100, double.NaN, StatisticsReason.InvalidAlpha)]
    public void Power_BadInput_IsRefusedByName(
        double rate, double effect, double control, double treatment, double alpha, StatisticsReason reason) =>
        Assert.That(
            PowerAnalysis.Power(
                MetricBaseline.OfProportion(rate), effect, EffectScale.Absolute, control, treatment, TestProcedure.FixedHorizon(alpha)),
            Is.EqualTo(Figure.Refuse(reason)));

    [TestCase(0.05)]
    [TestCase(1)]
    [TestCase(double.NaN)]
    public void DetectableEffect_ImpossiblePower_IsRefusedByName(double power) => Assert.That(
        PowerAnalysis.DetectableEffect(Revenue, power, EffectScale.Absolute, 20, 20, TestProcedure.FixedHorizon()),
        Is.EqualTo(Figure.Refuse(StatisticsReason.InvalidPower)));
}
