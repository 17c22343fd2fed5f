using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Design;

[TestFixture]
internal sealed class SampleSizeTests
{
    /// <summary>
    /// Chow, Shao and Wang 2008, "Sample Size Calculations in Clinical Research", page 89; the second is powerandsamplesize.com's one-sided
    /// α 0.05.
    /// </summary>
    [TestCase(0.65, 0.85, 0.05, 0.8, 70)]
    [TestCase(0.65, 0.85, 0.1, 0.8, 55)]
    public void Plan_Proportions_AsPublished(double control, double treatment, double alpha, double power, double expected) => Assert.That(
        SampleSize.Plan(Absolute(
            MetricBaseline.OfProportion(control), treatment - control) with
        { Alpha = alpha, Power = power }).UnitsPerVariant,
        Is.EqualTo(new[] { expected, expected }));

    /// <summary>Chow, Shao and Wang 2008, section 3.2: means 5 and 10, standard deviation 10.</summary>
    [TestCase(5, 10, 10, 63)]
    public void Plan_Means_AsPublished(double control, double treatment, double deviation, double expected) => Assert.That(
        SampleSize.Plan(Absolute(MetricBaseline.OfMean(control, deviation * deviation), treatment - control)).UnitsPerVariant,
        Is.EqualTo(new[] { expected, expected }));

    /// <summary>
    /// R's power.t.test(delta, sd = 1, power = 0.8), rounded up: 3.07, 5.09, 8.06, 16.71, 25.52 and 33.02 units; Cohen 1988, table
    /// 2.4.1, has 17 for 1.0 and 26 for 0.8. For 63 and more units see above: Chow, Shao and Wang print the normal approximation.
    /// </summary>
    [TestCase(3, 4)]
    [TestCase(2, 6)]
    [TestCase(1.5, 9)]
    [TestCase(1, 17)]
    [TestCase(0.8, 26)]
    [TestCase(0.7, 34)]
    public void Plan_FewUnits_AsTheTDistributionHasThem(double deviations, double expected) => Assert.That(
        SampleSize.Plan(Absolute(MetricBaseline.OfMean(10, 1), deviations)).UnitsPerVariant, Is.EqualTo(new[] { expected, expected }));

    /// <summary>The same with power 0.9: R says 3.50, 6.39 and 22.02.</summary>
    [TestCase(3, 4)]
    [TestCase(2, 7)]
    [TestCase(1, 23)]
    public void Plan_FewUnitsAndMorePower_AsTheTDistributionHasThem(double deviations, double expected) => Assert.That(
        SampleSize.Plan(Absolute(MetricBaseline.OfMean(10, 1), -deviations) with { Power = 0.9 }).UnitsPerVariant[0], Is.EqualTo(expected));

    /// <summary>All outcomes of the very test that decides, added up.</summary>
    [TestCase(0.1, 0.8)]
    [TestCase(0.5, 0.45)]
    [TestCase(0.05, 0.6)]
    public void Plan_FewCounts_HasThePowerThatWasPlanned(double rate, double effect)
    {
        var units = (long)SampleSize.Plan(Absolute(MetricBaseline.OfProportion(rate), effect)).UnitsPerVariant[0];
        Assert.That(SmallSamplePower.OfCounts(rate, rate + effect, units, units, 0.05), Is.GreaterThanOrEqualTo(0.8));
    }

    /// <summary>
    /// R's power.prop.test, which pools variances under the null hypothesis, as Fleiss does; for small effects that makes no difference.
    /// </summary>
    [TestCase(0.2, 0.25, 0.8, 1093.739)]
    [TestCase(0.1, 0.11, 0.8, 14750.790)]
    [TestCase(0.01, 0.012, 0.9, 57153.051)]
    public void Plan_SmallEffects_WithinAThirdOfAPercentOfThePooledTest(double control, double treatment, double power, double expected) =>
        Assert.That(
        SampleSize.Plan(Absolute(MetricBaseline.OfProportion(control), treatment - control) with { Power = power }).UnitsPerVariant[0],
        Is.EqualTo(expected).Within(0.33).Percent);

    /// <summary>A decrease of a proportion has less variance than an increase by as much; of a mean it has the same.</summary>
    [Test]
    public void Plan_DecreaseOfAMean_NeedsAsManyAsAnIncrease() => Assert.That(
        SampleSize.Plan(Absolute(MetricBaseline.OfMean(5, 100), -5)).Units,
        Is.EqualTo(SampleSize.Plan(Absolute(MetricBaseline.OfMean(5, 100), 5)).Units));

    [Test]
    public void Plan_ThreeVariantsAndUnequalShares_SmallestTreatmentDecides()
    {
        var plan = SampleSize.Plan(Absolute(MetricBaseline.OfMean(5, 100), 5) with { Shares = [50, 30, 20] });
        var power = PowerAnalysis.Power(
            MetricBaseline.OfMean(5, 100), 5, EffectScale.Absolute, plan.UnitsPerVariant[0], plan.UnitsPerVariant[2], plan.Procedure);
        Assert.That(power.Value, Is.EqualTo(0.8).Within(0.01).And.GreaterThanOrEqualTo(0.8));
        Assert.That(plan.UnitsPerVariant[1], Is.EqualTo(1.5 * plan.UnitsPerVariant[2]).Within(1.5));
    }

    [TestCase(5_000, 6)]
    [TestCase(5_901, 5)]
    public void Plan_WithTraffic_CountsWholeDays(double unitsPerDay, double days)
    {
        var plan = SampleSize.Plan(Absolute(MetricBaseline.OfProportion(0.1), 0.01) with { UnitsPerDay = unitsPerDay });
        Assert.That((plan.Units, plan.Days), Is.EqualTo((29498, days)));
    }

    [Test]
    public void Plan_WithoutTraffic_HasNoDays() => Assert.That(SampleSize.Plan(Absolute(MetricBaseline.OfMean(5, 100), 5)).Days, Is.Null);

    /// <summary>
    /// With N* = N, Nρ² is −2 ln α + ln(1 − 2 ln α) = 7.93627, the interval 3.03504 standard errors wide, and (3.03504 + 0.84162)²/7.84888
    /// = 1.9147.
    /// </summary>
    [Test]
    public void Plan_Sequentially_NeedsOnePointNineTimesAsMany()
    {
        var request = Absolute(MetricBaseline.OfMean(5, 10_000), 5);
        var (once, always) = (SampleSize.Plan(request), SampleSize.Plan(request with { Method = AnalysisMethod.Sequential }));
        Assert.That(always.Units / once.Units, Is.EqualTo(1.9147).Within(0.001));
        Assert.That(always.Procedure.TightestAt, Is.EqualTo(always.Units).Within(2));
        Assert.That(SampleSize.Plan(request with { Method = AnalysisMethod.Sequential, TightestAt = 500 }).Units,
            Is.GreaterThan(always.Units));
    }

    [Test]
    public void DetectableEffect_OfThePlannedUnits_IsTheEffectPlannedFor() => Prop.ForAll<uint, uint, bool>((a, b, isSequential) =>
    {
        var rate = 0.01 + (a % 40 / 100.0);
        foreach (var baseline in new[] { MetricBaseline.OfProportion(rate), MetricBaseline.OfRatio(rate, 0.5 + (b % 9)) })
        {
            foreach (var scale in Enum.GetValues<EffectScale>())
            {
                var effect = (scale == EffectScale.Relative ? 1 : rate) * (0.01 + (b % 10 / 100.0));
                var request = new DesignRequest
                {
                    Baseline = baseline,
                    MinimumDetectableEffect = effect,
                    Scale = scale,
                    Shares = [1, 1 + (b % 3)],
                    Method = isSequential ? AnalysisMethod.Sequential : AnalysisMethod.FixedHorizon,
                };
                var detectable = SampleSize.DetectableEffect(request, SampleSize.Plan(request).Units).Value;
                if (Math.Abs(detectable - effect) > 0.005 * effect) return false;
            }
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private static IEnumerable<TestCaseData> Bad()
    {
        var good = Absolute(MetricBaseline.OfProportion(0.1), 0.01);
        yield return Case("NoBaseline", good with { Baseline = default }, StatisticsReason.NoData);
        yield return Case("DamagedPast", good with { Baseline = MetricBaseline.From(SampleStatistics.OfProportion(5, 6)) },
            StatisticsReason.InvalidBaseline);
        yield return Case("RelativeToZero", good with { Baseline = MetricBaseline.OfMean(0, 1), Scale = EffectScale.Relative },
            StatisticsReason.BaselineNotPositive);
        yield return Case("NoEffect", good with { MinimumDetectableEffect = 0 }, StatisticsReason.InvalidEffect);
        yield return Case("AboveAll", good with { MinimumDetectableEffect = 0.91 }, StatisticsReason.InvalidEffect);
        yield return Case("BelowNothing", good with { MinimumDetectableEffect = -0.11 }, StatisticsReason.InvalidEffect);
        yield return Case("OneVariant", good with { Shares = [1] }, StatisticsReason.InvalidShares);
        yield return Case("NoShare", good with { Shares = [1, 0] }, StatisticsReason.InvalidShares);
        yield return Case("Power", good with { Power = 1 }, StatisticsReason.InvalidPower);
        yield return Case("PowerBelowAlpha", good with { Power = 0.04 }, StatisticsReason.InvalidPower);
        yield return Case("Alpha", good with { Alpha = 0 }, StatisticsReason.InvalidAlpha);
        yield return Case("Traffic", good with { UnitsPerDay = double.PositiveInfinity }, StatisticsReason.InvalidTraffic);
        yield return Case("Tightest", good with { Method = AnalysisMethod.Sequential, TightestAt = -1 },
            StatisticsReason.InvalidTightestAt);
        yield return Case("TooSmallForThisWorld", good with { MinimumDetectableEffect = 1e-9 }, StatisticsReason.Unreachable);

        static TestCaseData Case(string name, DesignRequest request, StatisticsReason reason) =>
            new TestCaseData(request, reason).SetName($"Plan_{name}_IsRefusedByName");
    }

    [TestCaseSource(nameof(Bad))]
    public void Plan_BadDesign_IsRefusedByName(DesignRequest request, StatisticsReason reason)
    {
        var plan = SampleSize.Plan(request);
        Assert.That((plan.Reason, plan.Units, plan.UnitsPerVariant.Count), Is.EqualTo((reason, 0.0, 0)));
    }

    private static DesignRequest Absolute(MetricBaseline baseline, double effect) =>
        new() { Baseline = baseline, MinimumDetectableEffect = effect, Scale = EffectScale.Absolute };
}
