using System.Collections.Concurrent;
using Dataface.Flags.Exposures;

namespace Dataface.Flags.Tests.Exposures;

/// <summary>A sink that can be made to throw and to stall, even against its cancellation.</summary>
internal sealed class UnreliableSink : IExposureSink, ITrackedEventSink
{
    private volatile TaskCompletionSource? _stalling;
    private int _calls;
    private int _running;

    public string Name => "unreliable";

    public volatile bool IsThrowing;

    /// <summary>Whether it was called while it had not come back.</summary>
    public volatile bool WasCalledTwiceAtOnce;

    public InMemoryExposureSink Taken { get; } = new(capacity: 1_000_000);

    /// <summary>Every batch of tracked events that it was called with, refused ones too.</summary>
    public ConcurrentQueue<TrackedEvent[]> Tried { get; } = new();

    public int Calls => Volatile.Read(ref _calls);

    public TaskCompletionSource Stall() => _stalling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask WriteAsync(ReadOnlyMemory<Exposure> exposures, CancellationToken cancellationToken) =>
        WriteAsync(() => Taken.WriteAsync(exposures, cancellationToken));

    public ValueTask WriteAsync(ReadOnlyMemory<TrackedEvent> events, CancellationToken cancellationToken)
    {
        Tried.Enqueue(events.ToArray());
        return WriteAsync(() => Taken.WriteAsync(events, cancellationToken));
    }

    private async ValueTask WriteAsync(Func<ValueTask> take)
    {
        Interlocked.Increment(ref _calls);
        if (Interlocked.Increment(ref _running) > 1) WasCalledTwiceAtOnce = true;
        try
        {
            if (IsThrowing) throw new IOException("The disk is full.");
            if (_stalling is { } stalling) await stalling.Task;
            await Task.Yield();
            await take();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
