using Dataface.Flags.Server.Webhooks;

namespace Dataface.Flags.Server.Tests.Webhooks;

/// <summary>When what was not taken is sent again.</summary>
[TestFixture]
internal sealed class RetryScheduleTests
{
    [TestCase(1L)]
    [TestCase(42L)]
    [TestCase(1_000_000L)]
    public void Attempts_UndeliverableMessage_GetRarerAndEndAfterThreeDays(long sequence)
    {
        var (age, attempt, waits) = (TimeSpan.Zero, 1, new List<TimeSpan>());
        while (RetrySchedule.After(attempt, age, sequence) is { } wait)
        {
            waits.Add(wait);
            age += wait;
            attempt++;
        }

        Assert.That(waits[0].TotalSeconds, Is.InRange(4, 6));
        Assert.That(waits.Max().TotalHours, Is.InRange(0.9, 1.2));
        Assert.That(waits.Take(9).Zip(waits.Skip(1)), Has.All.Matches<(TimeSpan One, TimeSpan Next)>(pair => pair.Next > pair.One));
        Assert.That(attempt, Is.InRange(70, 100));
        Assert.That(age, Is.EqualTo(TimeSpan.FromDays(3)), "the last attempt is at the end of the time");
    }

    [Test]
    public void Waits_OfManyMessages_AreSpread()
    {
        var waits = Enumerable.Range(1, 100).Select(sequence => RetrySchedule.After(5, TimeSpan.FromMinutes(1), sequence)!.Value);
        Assert.That(waits.ToHashSet(), Has.Count.GreaterThan(50));
    }
}
