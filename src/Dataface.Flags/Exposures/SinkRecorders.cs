namespace Dataface.Flags.Exposures;

/// <summary>What a client records for its sinks. Nothing without a sink.</summary>
internal sealed class SinkRecorders : IAsyncDisposable
{
    private readonly IDisposable[] _owned;

    /// <param name="sinks">Who takes exposures, and tracked events when it can, and whether to dispose it.</param>
    /// <param name="others">Who takes tracked events.</param>
    /// <param name="context">How they are recorded.</param>
    public SinkRecorders((IExposureSink Sink, bool IsOwned)[] sinks, IEnumerable<ITrackedEventSink> others, ExposureContext context)
    {
        _owned = [.. sinks.Where(s => s.IsOwned).Select(s => s.Sink).OfType<IDisposable>()];
        var tracking = Tracking(sinks.Select(s => s.Sink), others).ToList();
        var turns = sinks.Select(s => (object)s.Sink).Union(tracking, ReferenceEqualityComparer.Instance)
            .ToDictionary(sink => sink, _ => new SemaphoreSlim(1, 1), ReferenceEqualityComparer.Instance);
        if (sinks.Length > 0) Exposures = new(sinks.Select(s => (s.Sink, turns[s.Sink])), context);
        if (tracking.Count > 0) Tracked = new(tracking.Select(sink => (sink, turns[sink])), context);
    }

    public ExposureRecorder? Exposures { get; }

    public TrackedEventRecorder? Tracked { get; }

    /// <summary>Who takes tracked events: each once, however often it was added.</summary>
    public static IEnumerable<ITrackedEventSink> Tracking(IEnumerable<IExposureSink> sinks, IEnumerable<ITrackedEventSink> others) =>
        sinks.OfType<ITrackedEventSink>().Concat(others).Distinct<ITrackedEventSink>(ReferenceEqualityComparer.Instance);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(
            Exposures?.DisposeAsync().AsTask() ?? Task.CompletedTask, Tracked?.DisposeAsync().AsTask() ?? Task.CompletedTask)
            .ConfigureAwait(false);
        foreach (var sink in _owned) sink.Dispose();
    }
}
