namespace Dataface.Flags.Exposures;

/// <summary>
/// Takes exposures, and tracked events if it is an <see cref="ITrackedEventSink"/> too. Called in the background, one batch at a time. Each
/// unit comes once for each rollout and variant as long as <see cref="ExposureOptions.RememberedUnits"/> lasts, and again after that, so
/// whoever counts takes the first of each.
/// </summary>
public interface IExposureSink
{
    /// <summary>Names the sink in logs and counters; unique within a client.</summary>
    string Name { get; }

    /// <summary>
    /// Takes a batch, whole or not at all. When it throws it is called again with the same batch, up to five times with growing waits in
    /// between; then the batch is dropped and counted. While it does not come back, exposures wait in bounded memory and are dropped and
    /// counted beyond that.
    /// </summary>
    /// <param name="exposures">The exposures, in the order in which they happened. Valid until the call ends: copy what is kept.</param>
    /// <param name="cancellationToken">Ends when the client stops and will wait no longer.</param>
    ValueTask WriteAsync(ReadOnlyMemory<Exposure> exposures, CancellationToken cancellationToken);
}
