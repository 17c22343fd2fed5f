using Dataface.Flags.Guard.Recording;

namespace Dataface.Flags.Tests.Guard;

[TestFixture]
internal sealed class EventUnitsTests
{
    [Test]
    public void TryAdd_UnitsThatComeAgainAndAgain_CountOnceForEachSignal()
    {
        var units = new EventUnits(signals: 3, capacity: 1_000);
        var counted = new int[3];
        for (var round = 0; round < 3; round++)
        {
            for (ulong unit = 1; unit <= 900; unit++)
            {
                for (var signal = 0; signal < 3; signal++) counted[signal] += units.TryAdd(unit, 0, signal) ? 1 : 0;
            }
        }

        Assert.That(counted, Is.All.EqualTo(900));
        Assert.That(units.Count, Is.EqualTo(900), "a unit takes one place, whatever happens to it");
    }

    [Test]
    public void TryAdd_OneSignalThatNearlyEverybodyGives_TakesNoRoomFromARareOne()
    {
        const int Rare = 31, Frequent = 0;
        var (units, seen, rare) = (new EventUnits(32, 512), new HashSet<ulong>(), 0);
        for (ulong unit = 1; unit <= 100_000; unit++)
        {
            if (units.TryAdd(unit, 0, Frequent)) Assert.That(seen.Add(unit), $"{unit} was counted twice");
            if (unit % 500 == 0 && units.TryAdd(unit, 0, Rare)) rare++;
        }

        Assert.That(rare, Is.EqualTo(200), "all of them");
        Assert.That(seen, Has.Count.GreaterThan(1_000), "it goes on to count, only fewer");
        Assert.That(seen.Count(unit => unit % 20 == 0) / (double)seen.Count, Is.EqualTo(0.05).Within(0.02), "both sides in proportion");
        Assert.That(units.Count, Is.LessThanOrEqualTo(512));
    }

    [Test]
    public void TryAdd_UnitsOfSourcesWithoutEnd_CountsEachUnitAndEachSourceOnceForEachSignal()
    {
        var (units, seen) = (new EventUnits(4, 256), new HashSet<(ulong Id, int Signal)>());
        var random = new Random(5);
        for (var i = 0; i < 100_000; i++)
        {
            var (unit, source, signal) = ((ulong)random.Next(1, 5_000), 1_000_000UL + (ulong)random.Next(2_000), random.Next(4));
            if (!units.TryAdd(unit, source, signal)) continue;
            Assert.That(seen.Add((unit, signal)), $"unit {unit} was counted twice for {signal}");
            Assert.That(seen.Add((source, signal)), $"source {source} was counted twice for {signal}");
            Assert.That(units.IsNew(unit, signal), Is.False);
        }

        Assert.That(units.Count, Is.LessThanOrEqualTo(256));
    }

    [Test]
    public async Task TryAdd_FromManyThreads_CountsEachOnceForEachSignal()
    {
        var units = new EventUnits(2, 10_000);
        var counts = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(n => Task.Run(() => Enumerable.Range(1, 5_000).Count(i => units.TryAdd((ulong)i, 0, n % 2)))));
        Assert.That(counts.Sum(), Is.EqualTo(10_000));
    }
}
