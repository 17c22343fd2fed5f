using System.Globalization;
using Dataface.Flags.Exposures;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.Exposures;

/// <summary>Laws of deduplication.</summary>
[TestFixture]
internal sealed class SeenUnitsTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(200);

    [Test, Rule("no exposure is lost to deduplication")]
    public void TryAdd_AnySequence_NeverClaimsToKnowWhatWasNotAdded() => Check(random =>
    {
        var (seen, added) = (new SeenUnits(random.Next(8, 256)), new HashSet<ulong>());
        for (var i = 0; i < 2_000; i++)
        {
            var hash = (ulong)random.Next(0, 600) * 0x9E37_79B9_7F4A_7C15;
            if (!seen.TryAdd(hash) && !added.Contains(hash)) return false;
            added.Add(hash);
        }

        return true;
    });

    [Test]
    public void TryAdd_TheSameAtOnceAgain_IsKnown() => Check(random =>
    {
        var seen = new SeenUnits(64);
        return Enumerable.Range(0, 2_000).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)).All(hash =>
        {
            seen.TryAdd(hash);
            return !seen.TryAdd(hash);
        });
    });

    [Test]
    public void TryAdd_NoSetFull_CountsEachHashOnce() => Check(random =>
    {
        // Eight to a set is room for any seven.
        var seen = new SeenUnits(8);
        ulong[] hashes = [.. Enumerable.Range(0, 7).Select(_ => (ulong)random.NextInt64(2, long.MaxValue)).Distinct()];
        var news = Enumerable.Range(0, 500).Count(_ => seen.TryAdd(hashes[random.Next(hashes.Length)])) + hashes.Count(seen.TryAdd);
        return news == hashes.Length;
    });

    [Test]
    public void Remove_KnownHash_IsNewAgainAndOthersStay() => Check(random =>
    {
        var seen = new SeenUnits(8);
        var (one, other) = ((ulong)random.NextInt64(2, long.MaxValue), 1UL);
        return seen.TryAdd(one) && seen.TryAdd(other) && Removed(one) && seen.TryAdd(one) && !seen.TryAdd(other);

        bool Removed(ulong hash)
        {
            seen.Remove(hash);
            return true;
        }
    });

    [TestCase(0UL), TestCase(1UL), TestCase(ulong.MaxValue)]
    public void TryAdd_EdgeValues_AreRemembered(ulong hash)
    {
        var seen = new SeenUnits(1_024);
        Assert.That((seen.TryAdd(hash), seen.TryAdd(hash)), Is.EqualTo((true, false)));
    }

    [Test]
    public void TryAdd_ManyThreadsTheSameHashes_SucceedsOnceForEach()
    {
        const int Hashes = 20_000;
        var (seen, news) = (new SeenUnits(1 << 20), new int[Hashes]);
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < Hashes; i++)
            {
                if (seen.TryAdd(Spread(i))) Interlocked.Increment(ref news[i]);
            }
        });
        Assert.That(news, Is.All.EqualTo(1));
    }

    [Test]
    public void TryAdd_HalfFull_ForgetsFewerThanThreeInAHundred()
    {
        const int Capacity = 1 << 16;
        var seen = new SeenUnits(Capacity);
        for (var i = 0; i < Capacity / 2; i++) seen.TryAdd(Spread(i));
        var forgotten = Enumerable.Range(0, Capacity / 2).Count(i => seen.TryAdd(Spread(i)));
        TestContext.Out.WriteLine($"{forgotten} of {Capacity / 2} forgotten");
        Assert.That(forgotten, Is.LessThan(Capacity / 2 / 100 * 3));
    }

    private static ulong Spread(int i) => Dataface.Flags.Bucketing.UnitHash.Of(i.ToString(CultureInfo.InvariantCulture));

    private static void Check(Func<Random, bool> law) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => law(new Random(seed))).Check(Many);
}
