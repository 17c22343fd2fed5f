using Dataface.Flags.Http;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>Many streams, spread over the servers in turn. One change is on its way at a time.</summary>
internal sealed class StreamFleet : IAsyncDisposable
{
    private static readonly TimeSpan OpeningPatience = TimeSpan.FromSeconds(60);

    private readonly LightStream[] _streams;
    private readonly FeedCursor[] _cursors;
    private readonly EventCatalogue _catalogue = new();
    private readonly List<Task> _reads = [];
    private volatile Arrivals _arrivals;

    private StreamFleet(IReadOnlyList<Uri> servers, int count)
    {
        _arrivals = new(count);
        _cursors = new FeedCursor[count];
        _streams = [.. Enumerable.Range(0, count)
            .Select(i => new LightStream(servers[i % servers.Count], _catalogue, (cursor, at) => Arrived(i, cursor, at)))];
    }

    /// <summary>Bytes that have come, over all streams.</summary>
    public long Bytes => _streams.Sum(stream => stream.Bytes);

    /// <summary>How many different pieces all streams together have carried.</summary>
    public int Pieces => _catalogue.Count;

    /// <summary>Opens streams and waits until each has its first snapshot.</summary>
    public static async Task<StreamFleet> OpenAsync(IReadOnlyList<Uri> servers, int count)
    {
        var fleet = new StreamFleet(servers, count);
        await Parallel.ForEachAsync(
            fleet._streams, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (stream, _) => await stream.OpenAsync());
        fleet._reads.AddRange(fleet._streams.Select(stream => stream.ReadAsync()));
        await fleet._arrivals.WaitAsync(OpeningPatience);
        return fleet._arrivals.Missing == 0
            ? fleet : throw new TimeoutException($"{fleet._arrivals.Missing} of {count} streams did not get a snapshot.");
    }

    /// <summary>Begins to watch the next change.</summary>
    public Arrivals Watch() => _arrivals = new(_streams.Length);

    /// <summary>How many streams stand before a position.</summary>
    public int Behind(FeedCursor cursor) => _cursors.Count(known => cursor.IsNewerThan(known));

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams) stream.Dispose();
        await Task.WhenAll(_reads);
    }

    private void Arrived(int stream, FeedCursor cursor, long timestamp)
    {
        _cursors[stream] = cursor;
        _arrivals.Add(stream, timestamp);
    }
}
