using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Exposures;

/// <summary>One kind of event and the sink that takes it.</summary>
/// <param name="name">The sink's name.</param>
/// <param name="kind">What it takes, for logs.</param>
/// <param name="turn">Held while the sink takes a batch; the same for all kinds that one sink takes.</param>
internal abstract class SinkPort<TWaiting, T>(string name, string kind, SemaphoreSlim turn)
{
    public string Name => name;

    public string Kind => kind;

    /// <summary>What the sink gets of an event that has waited.</summary>
    public abstract T Make(in TWaiting waiting);

    /// <summary>An event was dropped with its batch.</summary>
    public virtual void Forget(in TWaiting waiting)
    {
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<T> batch, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await HandAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Hands the sink a batch.</summary>
    protected abstract ValueTask HandAsync(ReadOnlyMemory<T> batch, CancellationToken cancellationToken);
}

/// <summary>A sink that takes exposures.</summary>
/// <param name="forget">Is told of dropped exposures, so that their units may come again.</param>
internal sealed class ExposurePort(IExposureSink sink, SemaphoreSlim turn, UnitNames units, Action<ulong> forget)
    : SinkPort<WaitingExposure, Exposure>(sink.Name, "exposures", turn)
{
    public override Exposure Make(in WaitingExposure waiting) =>
        waiting.Target.At(new DateTimeOffset(waiting.Ticks, TimeSpan.Zero), units.Of(waiting.Unit)!);

    public override void Forget(in WaitingExposure waiting) => forget(waiting.Hash);

    protected override ValueTask HandAsync(ReadOnlyMemory<Exposure> batch, CancellationToken cancellationToken) =>
        sink.WriteAsync(batch, cancellationToken);
}

/// <summary>A sink that takes tracked events.</summary>
internal sealed class TrackedEventPort(ITrackedEventSink sink, SemaphoreSlim turn, UnitNames units)
    : SinkPort<TrackedEvent, TrackedEvent>(sink.Name, "tracked events", turn)
{
    public override TrackedEvent Make(in TrackedEvent waiting) => waiting with { Unit = units.Of(waiting.Unit)! };

    protected override ValueTask HandAsync(ReadOnlyMemory<TrackedEvent> batch, CancellationToken cancellationToken) =>
        sink.WriteAsync(batch, cancellationToken);
}
