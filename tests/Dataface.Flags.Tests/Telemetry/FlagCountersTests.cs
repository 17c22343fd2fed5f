using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags.Tests.Telemetry;

[TestFixture]
internal sealed class FlagCountersTests
{
    private static readonly CounterLabel[] OnOff = [new("on", EvaluationReason.Served), new("off", EvaluationReason.Killed)];

    [Test]
    public void Increment_FromManyThreads_LosesNothing()
    {
        var counters = new FlagCounters(OnOff);
        Parallel.For(0, 64, _ =>
        {
            for (var i = 0; i < 10_000; i++) counters.Increment(i % 2);
        });
        Assert.That((counters.Read(0), counters.Read(1)), Is.EqualTo((320_000L, 320_000L)));
    }

    [Test, Rule("threads share no counter unless there are more of them than owners")]
    public void Increment_SeveralThreadsAtOnce_EachCountsInCellsOfItsOwn()
    {
        var counters = new FlagCounters(OnOff);
        var last = new long[4];
        Together(last.Length, thread =>
        {
            for (var i = 0; i < 1_000; i++) last[thread] = counters.Increment(0);
        });
        Assert.That(last, Is.All.EqualTo(1_000L), "a thread saw what another counted");
        Assert.That(counters.Read(0), Is.EqualTo(4_000L));
    }

    [Test]
    public void Increment_MoreThreadsThanOwners_LosesNothing()
    {
        var counters = new FlagCounters(OnOff);
        var threads = (3 * FlagCounters.MostOwners) + 1;
        Together(threads, _ =>
        {
            for (var i = 0; i < 1_000; i++) counters.Increment(i % 2);
        });
        Assert.That(counters.Read(0), Is.EqualTo(threads * 500L));
        Assert.That(counters.Read(1), Is.EqualTo(threads * 500L));
    }

    [Test]
    public void Increment_ThreadsOneAfterAnother_KeepWhatDeadOnesCounted()
    {
        var counters = new FlagCounters(OnOff);
        var threads = 10 * FlagCounters.MostOwners;
        for (var i = 0; i < threads; i++) Together(1, _ => counters.Increment(1));
        Assert.That(counters.Read(1), Is.EqualTo(threads));
    }

    [Test]
    public void Increment_LaterCellsAfterEarlierOnes_KeepsBoth()
    {
        var counters = new FlagCounters(new CounterLabel[50]);
        for (var cell = 0; cell < 50; cell++) counters.Increment(cell);
        Assert.That(Enumerable.Range(0, 50).Select(counters.Read), Is.All.EqualTo(1L));
    }

    [Test]
    public void Read_WhileOthersCount_NeverGoesBack()
    {
        var counters = new FlagCounters(new CounterLabel[20]);
        var isOver = false;
        var reader = new Thread(() =>
        {
            for (var seen = 0L; !Volatile.Read(ref isOver);)
            {
                var now = counters.Read(0);
                if (now < seen) throw new InvalidOperationException($"{now} after {seen}");
                seen = now;
            }
        });
        reader.Start();
        Together(4, _ =>
        {
            for (var i = 0; i < 20_000; i++) counters.Increment(i % 1_000 == 0 ? i / 1_000 : 0);
        });
        Volatile.Write(ref isOver, true);
        reader.Join();
        Assert.That(Enumerable.Range(0, 20).Sum(counters.Read), Is.EqualTo(80_000L));
    }

    [Test]
    public void Read_FlagRecompiledWithOtherVariants_KeepsTheCounts()
    {
        var registry = new CounterRegistry();
        registry.For("f", [new("on", EvaluationReason.Served)]).Increment(0);
        registry.For("f", [new("on", EvaluationReason.Served), new("new", EvaluationReason.Rollout)]).Increment(0);
        registry.For("f", [new("on", EvaluationReason.Served)]).Increment(0);
        Assert.That(registry.Read(), Is.EqualTo([new EvaluationCount
        {
            Flag = "f",
            Variant = "on",
            Reason = EvaluationReason.Served,
            Count = 3,
        }]));
    }

    /// <summary>Runs threads of their own that are all alive at once.</summary>
    private static void Together(int count, Action<int> run)
    {
        using var begin = new Barrier(count);
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            begin.SignalAndWait();
            run(i);
            begin.SignalAndWait();
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
    }
}
