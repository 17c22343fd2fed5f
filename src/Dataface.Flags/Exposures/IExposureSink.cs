namespace Dataface.Flags.Exposures;

/// <summary>
/// Takes exposures, and tracked events if it is an <see cref="ITrackedEventSink"/> too. Called in the background, one batch at a time. Each
/// unit arrives once per rollout and variant within <see cref="ExposureOptions.RememberedUnits"/>, and again beyond that, so count only the
/// first of each.
/// </summary>
public interface IExposureSink
{
    /// <summary>Names the sink in logs and counters; unique within a client.</summary>
    string Name { get; }

    /// <summary>
    /// Takes a batch, as a whole or not at all. If it throws, it is called again with the same batch, up to five times with growing delays;
    /// then the batch is dropped and counted. Until it returns, exposures wait in bounded memory; those beyond that are dropped and
    /// counted.
    /// </summary>
    /// <param name="exposures">The exposures, in the order in which they happened. Valid until the call ends: copy what you keep.</param>
    /// <param name="cancellationToken">Cancelled when the client stops and will wait no longer.</param>
    ValueTask WriteAsync(ReadOnlyMemory<Exposure> exposures, CancellationToken cancellationToken);
}
