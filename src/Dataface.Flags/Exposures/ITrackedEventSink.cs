namespace Dataface.Flags.Exposures;

/// <summary>
/// Takes tracked events. Called in the background, one batch at a time; one that is an <see cref="IExposureSink"/> too is called with one
/// batch of either at a time.
/// </summary>
public interface ITrackedEventSink
{
    /// <summary>Names the sink in logs and counters; unique within a client.</summary>
    string Name { get; }

    /// <summary>
    /// Takes a batch, whole or not at all. When it throws it is called again with the same batch, whose events keep their
    /// <see cref="TrackedEvent.Id"/>, up to five times with growing waits in between; then the batch is dropped and counted. While it does
    /// not come back, events wait in bounded memory and are dropped and counted beyond that.
    /// </summary>
    /// <param name="events">The events, in the order in which they happened. Valid until the call ends: copy what is kept.</param>
    /// <param name="cancellationToken">Ends when the client stops and will wait no longer.</param>
    ValueTask WriteAsync(ReadOnlyMemory<TrackedEvent> events, CancellationToken cancellationToken);
}
