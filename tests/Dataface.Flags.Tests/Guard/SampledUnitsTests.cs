using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Tests.Guard;

[TestFixture]
internal sealed class SampledUnitsTests
{
    [Test]
    public void TryAdd_UnitsThatComeAgainAndAgain_CountOnceEach()
    {
        var units = new SampledUnits(1_000);
        var counted = 0;
        for (var round = 0; round < 3; round++)
        {
            for (ulong unit = 1; unit <= 900; unit++) counted += units.TryAdd(unit) ? 1 : 0;
        }

        Assert.That(counted, Is.EqualTo(900));
    }

    [Test]
    public void TryAdd_FarMoreUnitsThanRoom_CountsEachAtMostOnceAndKeepsBothSidesInProportion()
    {
        var (units, counted) = (new SampledUnits(512), new HashSet<ulong>());
        var random = new Random(7);
        var (treatment, seen) = (0, 0);
        for (var i = 0; i < 2_000_000; i++)
        {
            // Units of which five in a hundred are in treatment, by another property than the sample goes by.
            var unit = (ulong)random.Next(1, 200_000);
            if (!units.TryAdd(unit)) continue;
            Assert.That(counted.Add(unit), $"{unit} was counted twice");
            seen++;
            if (unit % 20 == 0) treatment++;
        }

        Assert.That(units.Count, Is.LessThanOrEqualTo(512));
        Assert.That(seen, Is.GreaterThan(2_000), "it goes on to count, only fewer");
        Assert.That(treatment / (double)seen, Is.EqualTo(0.05).Within(0.02));
    }

    [Test]
    public void TryAdd_UnitsOfSources_CountsEachUnitAndEachSourceOnce()
    {
        var (units, seen) = (new SampledUnits(256), new HashSet<ulong>());
        var random = new Random(5);
        for (var i = 0; i < 100_000; i++)
        {
            // Units move between sources, as phones do between networks.
            var (unit, source) = ((ulong)random.Next(1, 5_000), 1_000_000UL + (ulong)random.Next(2_000));
            if (!units.TryAdd(unit, source)) continue;
            Assert.That(seen.Add(unit), $"unit {unit} counted twice");
            Assert.That(seen.Add(source), $"source {source} counted twice");
            Assert.That(units.IsNew(unit), Is.False);
        }

        Assert.That(units.Count, Is.LessThanOrEqualTo(256));
        Assert.That(seen, Has.Count.GreaterThan(256));
    }

    [Test]
    public async Task TryAdd_FromManyThreads_CountsEachOnce()
    {
        var units = new SampledUnits(10_000);
        var counts = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(1, 5_000).Count(i => units.TryAdd((ulong)i)))));
        Assert.That(counts.Sum(), Is.EqualTo(5_000));
    }
}
