using Dataface.Flags.Experiments.Portfolio.Beliefs;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using MathNet.Numerics;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Ranking;

[TestFixture]
internal sealed class ValueOfInformationTests
{
    private const double Tolerance = 1e-7;

    [TestCase(1, 2.2360679774997896, 0, ExpectedResult = 0.47981071)]
    [TestCase(0.5, 1, 0, ExpectedResult = 0.19779656)]
    [DefaultFloatingPointTolerance(Tolerance)]
    public double NormalPerfect_ReferenceValues_Agree(double mean, double deviation, double threshold) =>
        ValueOfInformation.NormalPerfect(mean, deviation, threshold);

    [Test]
    public void NormalSample_ReferenceValue_Agrees() =>
        Assert.That(ValueOfInformation.NormalSample(0.5, 1, 0, noise: 5, treatment: 100, control: 100),
            Is.EqualTo(0.13497096).Within(Tolerance));

    [TestCase(1, 1, 0.5, 1, 1 / 12d)]
    [TestCase(1, 1, 0.5, 2, 1 / 12d)]
    [TestCase(1, 1, 0.5, 3, 1 / 10d)]
    [TestCase(2, 8, 0.25, 50, 0.02609334)]
    public void BetaSample_ReferenceValues_Agree(double a, double b, double threshold, int size, double expected) =>
        Assert.That(ValueOfInformation.BetaSample(a, b, threshold, size), Is.EqualTo(expected).Within(Tolerance));

    [TestCase(1, 1, 0.5, 1 / 8d)]
    [TestCase(2, 8, 0.25, 0.03003387)]
    public void BetaPerfect_ReferenceValues_Agree(double a, double b, double threshold, double expected) =>
        Assert.That(ValueOfInformation.BetaPerfect(a, b, threshold), Is.EqualTo(expected).Within(Tolerance));

    /// <summary>The formula as the literature writes it, by brute force.</summary>
    [TestCase(3, 2, 0.4, 20)]
    [TestCase(0.5, 4, 0.3, 7)]
    public void BetaSample_AgainstTheTextbookSum_IsTheSame(double a, double b, double threshold, int size)
    {
        var sum = 0d;
        for (var x = 0; x <= size; x++)
        {
            var probability = Math.Exp(
                SpecialFunctions.BinomialLn(size, x) + SpecialFunctions.BetaLn(a + x, b + size - x) - SpecialFunctions.BetaLn(a, b));
            sum += probability * Math.Max(0, ((a + x) / (a + b + size)) - threshold);
        }

        var expected = sum - Math.Max(0, (a / (a + b)) - threshold);
        Assert.That(ValueOfInformation.BetaSample(a, b, threshold, size), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void NormalPerfect_ThresholdFarAway_IsNothingAndNoNumberError() =>
        Assert.That(ValueOfInformation.NormalPerfect(1e6, 1e-6, 0), Is.Zero);
}
