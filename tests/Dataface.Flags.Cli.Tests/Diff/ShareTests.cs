using Dataface.Flags.Cli.Diff;

namespace Dataface.Flags.Cli.Tests.Diff;

[TestFixture]
internal sealed class ShareTests
{
    // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
    [TestCase(81, 263, 25.53, 36.62)]
    [TestCase(15, 148, 6.24, 16.05)]
    [TestCase(0, 20, 0, 16.11)]
    [TestCase(1, 29, 0.61, 17.18)]
    public void Interval_OfAnEstimate_IsWilsons(long count, long total, double low, double high)
    {
        var share = new Share(count, total, IsEstimate: true);
        Assert.That((Math.Round(share.Low, 2), Math.Round(share.High, 2)), Is.EqualTo((low, high)));
    }

    [TestCase(0, 1)]
    [TestCase(1, 1)]
    [TestCase(99_999_999, 100_000_000)]
    public void Interval_AtTheEnds_StaysWithinBoundsAndHoldsTheShare(long count, long total)
    {
        var share = new Share(count, total, IsEstimate: true);
        Assert.That(share.Low, Is.InRange(0, share.Percent));
        Assert.That(share.High, Is.InRange(share.Percent, 100));
    }

    [Test]
    public void Interval_OfExactShare_IsTheShare()
    {
        var share = new Share(3, 1000, IsEstimate: false);
        Assert.That((share.Low, share.Percent, share.High), Is.EqualTo((0.3, 0.3, 0.3)));
    }
}
