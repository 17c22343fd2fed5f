using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Sqlite.Events;

namespace Dataface.Flags.Sqlite.Tests.Events;

[TestFixture]
internal sealed class AgeSampleTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void Of_None_IsNull() => Assert.That(new AgeSample().Of(0.95, Now), Is.Null);

    [TestCase(1, 0)]
    [TestCase(5, 3.8)]
    [TestCase(101, 95)]
    public void Of_Few_IsBetweenTheTwoNearest(int count, double seconds) =>
        Assert.That(Of(count).TotalSeconds, Is.EqualTo(seconds).Within(1e-5));

    [Test]
    public void Of_MoreThanAreKept_IsNearlyTheSame([Values(65_537, 1_000_000)] int count) =>
        Assert.That(Of(count).TotalSeconds, Is.EqualTo(0.95 * count).Within(0.001 * count));

    [Test]
    public void Of_EventsOfAClockAhead_IsNotNegative()
    {
        var sample = new AgeSample();
        sample.Add(UnitEvent.Microseconds(Now.AddMinutes(1)));
        Assert.That(sample.Of(0.95, Now), Is.EqualTo(TimeSpan.Zero));
    }

    /// <summary>Events that happened 0, 1, 2 and so on seconds ago, in another order.</summary>
    private static TimeSpan Of(int count)
    {
        var sample = new AgeSample();
        for (var i = 0L; i < count; i++) sample.Add(UnitEvent.Microseconds(Now.AddSeconds(-(i * 7_919 % count))));
        return sample.Of(0.95, Now)!.Value;
    }
}
