using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Statistics;

[TestFixture]
internal sealed class EffectRefusalTests
{
    private static readonly SampleStatistics Good = SampleStatistics.OfProportion(100, 20);
    private static readonly TestProcedure Fixed = TestProcedure.FixedHorizon();

    private static IEnumerable<TestCaseData> Bad()
    {
        yield return Case("NothingThere", default, Good, Fixed, StatisticsReason.NoData);
        yield return Case("OneUnit", SampleStatistics.OfProportion(1, 1), Good, Fixed, StatisticsReason.TooFewUnits);
        yield return Case("MoreSuccessesThanUnits", Good, SampleStatistics.OfProportion(5, 6), Fixed, StatisticsReason.InvalidCount);
        yield return Case("OtherKind", Good, SampleStatistics.OfMean(100, 20, 20), Fixed, StatisticsReason.DifferentKinds);
        yield return Case("BaselineZero", SampleStatistics.OfProportion(100, 0), Good, Fixed, StatisticsReason.BaselineNotPositive);
        yield return Case("BaselineNegative", SampleStatistics.OfMean(9, -9, 12), SampleStatistics.OfMean(9, 9, 12), Fixed,
            StatisticsReason.BaselineNotPositive);
        yield return Case("NoVariance", SampleStatistics.OfMean(9, 9, 9), SampleStatistics.OfMean(9, 18, 36), Fixed,
            StatisticsReason.ZeroVariance);
        yield return Case("TooLarge", SampleStatistics.OfMean(9, 1e-300, 1e308), SampleStatistics.OfMean(9, 1, 1e308), Fixed,
            StatisticsReason.NotFinite);
        yield return Case("FewSoFar", SampleStatistics.OfProportion(9999, 98), Good, TestProcedure.Sequential(99),
            StatisticsReason.BaselineTooUncertain);
        yield return Case("DefaultProcedure", Good, Good, default, StatisticsReason.InvalidAlpha);
        yield return Case("AlphaNotANumber", Good, Good, TestProcedure.FixedHorizon(double.NaN), StatisticsReason.InvalidAlpha);
        yield return Case("TightestNowhere", Good, Good, TestProcedure.Sequential(0), StatisticsReason.InvalidTightestAt);
        yield return Case("TightestAtInfinity", Good, Good, TestProcedure.Sequential(double.PositiveInfinity),
            StatisticsReason.InvalidTightestAt);

        static TestCaseData Case(
            string name, SampleStatistics control, SampleStatistics treatment, TestProcedure procedure, StatisticsReason reason) =>
            new TestCaseData(control, treatment, procedure, reason).SetName($"Compare_{name}_IsRefusedByName");
    }

    [TestCaseSource(nameof(Bad))]
    public void Compare_BadInput_IsRefusedByName(
        SampleStatistics control, SampleStatistics treatment, TestProcedure procedure, StatisticsReason reason)
    {
        var effect = EffectTest.Compare(control, treatment, EffectScale.Relative, procedure);
        Assert.Multiple(() =>
        {
            Assert.That(effect.Reason, Is.EqualTo(reason));
            Assert.That((effect.Point, effect.Lower, effect.Upper), Is.EqualTo((0.0, double.NegativeInfinity, double.PositiveInfinity)));
            Assert.That(effect.PValue, Is.EqualTo(1));
        });
    }

    /// <summary>A guardrail must see harm that control does not have at all.</summary>
    [Test]
    public void Compare_OnlyControlHasNoVariance_IsComputed()
    {
        var effect = EffectTest.Compare(
            SampleStatistics.OfProportion(1000, 0), SampleStatistics.OfProportion(1000, 50), EffectScale.Absolute, Fixed);
        Assert.That(effect.Lower, Is.GreaterThan(0.03));
        Assert.That(effect.DegreesOfFreedom, Is.EqualTo(999).Within(1e-9));
    }

    /// <summary>At a hundred successes the relative effect is shown; before that, the absolute one is.</summary>
    [TestCase(98, EffectScale.Absolute)]
    [TestCase(100, EffectScale.Relative)]
    public void Compare_SequentiallyWithAUsableBaseline_IsComputed(long successes, EffectScale scale) => Assert.That(
        EffectTest.Compare(SampleStatistics.OfProportion(9999, successes), Good, scale, TestProcedure.Sequential(99)).Reason,
        Is.EqualTo(StatisticsReason.Computed));

    [Test]
    public void Default_Effect_SaysNothing() => Assert.That(
        (default(Effect).Reason, default(Effect).PValue, default(Effect).Upper),
        Is.EqualTo((StatisticsReason.NoData, 1.0, double.PositiveInfinity)));
}
