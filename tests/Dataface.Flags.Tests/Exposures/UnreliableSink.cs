using Dataface.Flags.Exposures;

namespace Dataface.Flags.Tests.Exposures;

/// <summary>A sink that can be made to throw and to stall, even against its cancellation.</summary>
internal sealed class UnreliableSink : IExposureSink
{
    private volatile TaskCompletionSource? _stalling;
    private int _calls;

    public string Name => "unreliable";

    public volatile bool IsThrowing;

    public InMemoryExposureSink Taken { get; } = new(capacity: 1_000_000);

    public int Calls => Volatile.Read(ref _calls);

    public TaskCompletionSource Stall() => _stalling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask WriteAsync(ReadOnlyMemory<Exposure> exposures, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (IsThrowing) throw new IOException("The disk is full.");
        if (_stalling is { } stalling) await stalling.Task;
        await Taken.WriteAsync(exposures, cancellationToken);
    }
}
