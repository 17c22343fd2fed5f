using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Deciding;

namespace Dataface.Flags.Tests.Guard;

/// <summary>A forecast is held to what simulations of the guard have measured: the table "Delay" of docs/guard.md.</summary>
[TestFixture]
internal sealed class HarmForecastTests
{
    private const double BucketsPerDay = 8_640;

    private static readonly ArmShares AtFivePercent = ArmShares.Of(5_000, [new("on", 1)], "off");

    [TestCase(1.5, 203.1)]
    [TestCase(2, 57.4)]
    [TestCase(3, 17.2)]
    [TestCase(5, 5.7)]
    [TestCase(10, 1.7)]
    public void Of_TheTrafficThatWasSimulated_IsWhatWasMeasured(double ratio, double buckets)
    {
        var after = HarmForecast.Of(new GuardDefinition(), AtFivePercent, 0, ratio, 1_000 * BucketsPerDay, 0.01);
        Assert.That(after!.Value.TotalSeconds / 10, Is.EqualTo(buckets).Within(8).Percent);
    }

    [Test]
    public void Of_LessTraffic_TakesLongerInProportionAndIsNeverMoreThanADay()
    {
        var guard = new GuardDefinition();
        var fast = HarmForecast.Of(guard, AtFivePercent, 0, 5, 1_000_000, 0.01)!.Value;
        var slow = HarmForecast.Of(guard, AtFivePercent, 0, 5, 100_000, 0.01)!.Value;
        Assert.That(slow / fast, Is.EqualTo(10).Within(1e-6));
        Assert.That(HarmForecast.Of(guard, AtFivePercent, 0, 5, 1_000, 0.01), Is.Null, "evidence of harm begins anew each day");
        Assert.That(HarmForecast.Of(guard with { Latency = false, GiveUps = false }, AtFivePercent, 0, 5, 100_000, 0.01),
            Is.LessThan(slow), "what watches less has more of its budget for errors");
    }
}
