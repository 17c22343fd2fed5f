namespace Dataface.Flags.Exposures;

/// <summary>Keeps the latest exposures and tracked events in memory, for tests and inspection. Thread-safe.</summary>
public sealed class InMemoryExposureSink : IExposureSink, ITrackedEventSink
{
    private readonly Lock _gate = new();
    private readonly Queue<Exposure> _exposures = new();
    private readonly Queue<TrackedEvent> _tracked = new();
    private readonly int _capacity;
    private long _count;

    /// <param name="capacity">How many of each are kept; older ones are dropped. 1 or more.</param>
    /// <param name="name">Names the sink in logs and counters.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public InMemoryExposureSink(int capacity = 10_000, string name = "memory")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _capacity = capacity;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The exposures that are kept, in order; a copy.</summary>
    public IReadOnlyList<Exposure> Exposures
    {
        get
        {
            lock (_gate) return [.. _exposures];
        }
    }

    /// <summary>The tracked events that are kept, in order; a copy.</summary>
    public IReadOnlyList<TrackedEvent> TrackedEvents
    {
        get
        {
            lock (_gate) return [.. _tracked];
        }
    }

    /// <summary>How many exposures have arrived, including those that are no longer kept.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<Exposure> exposures, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Keep(_exposures, exposures.Span);
            Volatile.Write(ref _count, _count + exposures.Length);
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<TrackedEvent> events, CancellationToken cancellationToken)
    {
        lock (_gate) Keep(_tracked, events.Span);
        return default;
    }

    private void Keep<T>(Queue<T> kept, ReadOnlySpan<T> batch)
    {
        foreach (ref readonly var one in batch)
        {
            if (kept.Count == _capacity) kept.Dequeue();
            kept.Enqueue(one);
        }
    }
}
