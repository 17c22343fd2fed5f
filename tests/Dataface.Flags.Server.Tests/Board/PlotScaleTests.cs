using Dataface.Flags.Server.Board.Plots;

namespace Dataface.Flags.Server.Tests.Board;

[TestFixture]
internal sealed class PlotScaleTests
{
    [TestCase(0, 10, new double[] { 0, 2, 4, 6, 8, 10 })]
    [TestCase(-0.6, 10.7, new double[] { 0, 5, 10 })]
    [TestCase(0.02, 0.11, new[] { 0.02, 0.04, 0.06, 0.08, 0.1 })]
    [TestCase(0, 3_600, new double[] { 0, 1_000, 2_000, 3_000 })]
    public void Ticks_OfARange_AreRoundAndWithinIt(double low, double high, double[] ticks) =>
        Assert.That(PlotScale.Of([low, high], 0, 100).Ticks(5), Is.EqualTo(ticks).Within(1e-9));

    [Test]
    public void Of_NothingOrOneValue_HasRoom()
    {
        Assert.That(PlotScale.Of([double.PositiveInfinity], 0, 100).At(0.5), Is.EqualTo(50));
        Assert.That(PlotScale.Of([7], 0, 100).At(7), Is.EqualTo(50));
    }
}
