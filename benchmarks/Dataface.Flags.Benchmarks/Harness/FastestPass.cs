using System.Diagnostics;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// Nanoseconds and bytes of one operation: those of the fastest of many short passes, because what others do on the machine only adds, and
/// comes and goes.
/// </summary>
internal static class FastestPass
{
    private static readonly TimeSpan Pass = TimeSpan.FromMilliseconds(0.5);
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(0.5), Patience = TimeSpan.FromSeconds(1.5);

    /// <param name="operations">Runs so many operations.</param>
    /// <param name="least">As few as it is worth to look at the clock for.</param>
    public static (double Nanoseconds, double Bytes) Of(Action<int> operations, int least = 100)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Warmup) operations(least);
        var count = least;
        while (Time(operations, count) < Pass && count < 1 << 24) count *= 2;
        var best = TimeSpan.MaxValue;
        start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            var time = Time(operations, count);
            if (time < best) best = time;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        operations(count);
        return (best.TotalNanoseconds / count, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count);
    }

    private static TimeSpan Time(Action<int> operations, int count)
    {
        var start = Stopwatch.GetTimestamp();
        operations(count);
        return Stopwatch.GetElapsedTime(start);
    }
}
