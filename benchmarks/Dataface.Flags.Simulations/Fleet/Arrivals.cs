using System.Diagnostics;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>When each of a number of clients had one change. Thread-safe.</summary>
internal sealed class Arrivals(int clients)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] _at = new long[clients];
    private int _count;

    /// <summary>How many clients do not have it.</summary>
    public int Missing => clients - Volatile.Read(ref _count);

    /// <summary>A client has it; only the first time counts.</summary>
    public void Add(int client, long timestamp)
    {
        if (Interlocked.CompareExchange(ref _at[client], timestamp, 0) == 0 && Interlocked.Increment(ref _count) == clients)
            _all.TrySetResult();
    }

    /// <summary>Waits until all have it, or for so long.</summary>
    public async Task WaitAsync(TimeSpan patience)
    {
        if (clients > 0) await Task.WhenAny(_all.Task, Task.Delay(patience));
    }

    /// <summary>Milliseconds from a moment to each arrival; 0 for what had arrived before.</summary>
    public IEnumerable<double> Since(long timestamp) =>
        _at.Where(at => at != 0).Select(at => Math.Max(0, Stopwatch.GetElapsedTime(timestamp, at).TotalMilliseconds));
}
