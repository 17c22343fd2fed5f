namespace Dataface.Flags.Tests;

/// <summary>Proves that code allocates nothing.</summary>
internal static class Allocations
{
    private const int Attempts = 3;

    /// <summary>
    /// Fails when every one of a few measurements finds that the thread allocated. What allocates does so each time; the runtime's own work
    /// on the thread, such as swapping in recompiled code, happens once.
    /// </summary>
    public static void AssertNone(Action code, int repetitions, string what = "") =>
        Assert.That(LeastOf(code, repetitions, static () => { }), Is.Zero, what);

    /// <summary>As <see cref="AssertNone"/> in each of several threads that run the code at the same time.</summary>
    public static void AssertNoneInThreads(Action code, int repetitions, string what = "", int threads = 4)
    {
        using var together = new Barrier(threads);
        var least = new long[threads];
        var workers = Enumerable.Range(0, threads)
            .Select(i => new Thread(() => least[i] = LeastOf(code, repetitions, together.SignalAndWait))).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        Assert.That(least, Is.All.Zero, what);
    }

    private static long LeastOf(Action code, int repetitions, Action begin)
    {
        // The first calls may compile code, make the thread's counters, fill caches of the regular expression engine and log once.
        for (var i = 0; i < 50; i++) code();
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            begin();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < repetitions && least > 0; i++) code();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
