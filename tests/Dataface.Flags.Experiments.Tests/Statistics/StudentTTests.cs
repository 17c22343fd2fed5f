using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Statistics;

[TestFixture]
internal sealed class StudentTTests
{
    /// <summary>Simpson's rule over the density, with 200,000 points, in Python.</summary>
    [TestCase(2, 5, 0.10193947882985836)]
    [TestCase(6, 100, 3.172491502802837e-08)]
    [TestCase(6, 1_000, 2.755369173377447e-09)]
    [TestCase(2, 999_999, 0.04550053385158918)]
    [TestCase(6, 999_999, 1.9738498130290402e-09)]
    [TestCase(6, 5_000_000, 1.973310178645695e-09)]
    public void TwoSidedPValue_AlsoFarOut_KeepsItsDigits(double t, double freedom, double expected) =>
        Assert.That(StudentT.TwoSidedPValue(-t, freedom), Is.EqualTo(expected).Within(1e-6).Percent);

    /// <summary>The same integral, inverted by bisection: one on the left of the change of method, two on its right.</summary>
    [TestCase(399, 1.9659272959191867)]
    [TestCase(401, 1.9658974653348196)]
    [TestCase(5_000, 1.960438551704783)]
    public void CriticalValue_AroundTheChangeOfMethod_IsExact(double freedom, double expected) =>
        Assert.That(StudentT.CriticalValue(0.05, freedom), Is.EqualTo(expected).Within(1e-9));

    [Test]
    public void CriticalValue_AnyFreedom_IsTheInverseOfThePValue(
        [Values(1, 3.7, 30, 399, 400, 1e4, 9e5, 2e6, 1e9)] double freedom, [Values(0.1, 0.05, 0.001, 1e-6)] double alpha) =>
        Assert.That(StudentT.TwoSidedPValue(StudentT.CriticalValue(alpha, freedom), freedom), Is.EqualTo(alpha).Within(0.0001).Percent);
}
