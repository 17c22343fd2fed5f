using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Design;

[TestFixture]
internal sealed class PlanPowerTests
{
    /// <summary>
    /// Units of each side that a separate programme found, which simulated the power with them: 0.793 to 0.807 on 20,000 runs each.
    /// </summary>
    [TestCase(0.01, -0.2, 31409)]
    [TestCase(0.01, 0.05, 652453)]
    [TestCase(0.01, 0.5, 9491)]
    [TestCase(0.5, -0.2, 350)]
    [TestCase(0.5, 0.3, 195)]
    [TestCase(0.1, 0.2, 4205)]
    public void Plan_RelativeLiftOfAProportion_NeedsSoMany(double rate, double lift, double units) => Assert.That(
        SampleSize.Plan(new() { Baseline = MetricBaseline.OfProportion(rate), MinimumDetectableEffect = lift }).UnitsPerVariant[0],
        Is.EqualTo(units).Within(0.02).Percent.Or.EqualTo(units).Within(1));

    [TestCase(1, 1, -0.2, 356)]
    [TestCase(1, 1, 0.5, 80)]
    [TestCase(1, 30, 0.5, 2380)]
    [TestCase(0.2, 0.18, -0.2, 1599)]
    public void Plan_RelativeLiftOfAMean_NeedsSoMany(double mean, double variance, double lift, double units) => Assert.That(
        SampleSize.Plan(new() { Baseline = MetricBaseline.OfMean(mean, variance), MinimumDetectableEffect = lift }).UnitsPerVariant[0],
        Is.EqualTo(units).Within(0.02).Percent.Or.EqualTo(units).Within(1));
}
