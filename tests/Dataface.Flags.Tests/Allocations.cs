namespace Dataface.Flags.Tests;

/// <summary>Proves that code allocates nothing.</summary>
internal static class Allocations
{
    private const int Attempts = 3;

    /// <summary>
    /// Fails when every one of a few measurements finds that the thread allocated. What allocates does so each time; the runtime's own work on the
    /// thread, such as swapping in recompiled code, happens once.
    /// </summary>
    public static void AssertNone(Action code, int repetitions, string what = "")
    {
        // The first calls may compile code, fill caches of the regular expression engine and log once.
        for (var i = 0; i < 50; i++) code();
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < repetitions; i++) code();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero, what);
    }
}
