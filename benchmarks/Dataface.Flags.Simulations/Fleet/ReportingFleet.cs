using System.Net;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>Many instances that follow and report, spread over the servers in turn; some connections carry all reports.</summary>
internal sealed class ReportingFleet : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseCookies = false });
    private readonly List<Task> _reads = [];

    private ReportingFleet(IReadOnlyList<Uri> servers, int count)
    {
        _http.DefaultRequestVersion = HttpVersion.Version11;
        var catalogue = new EventCatalogue();
        Streams = [.. Enumerable.Range(0, count).Select(i =>
            new ReportingStream(
                servers[i % servers.Count], catalogue, _http, ServerProcess.SecretOf(1 + (i % ServerProcess.Services))))];
    }

    public IReadOnlyList<ReportingStream> Streams { get; }

    /// <summary>Opens the streams and waits until each has reported.</summary>
    public static async Task<ReportingFleet> OpenAsync(IReadOnlyList<Uri> servers, int count)
    {
        var fleet = new ReportingFleet(servers, count);
        var opening = new ParallelOptions { MaxDegreeOfParallelism = 64 };
        await Parallel.ForEachAsync(fleet.Streams, opening, async (stream, _) => await stream.OpenAsync());
        fleet._reads.AddRange(fleet.Streams.Select(stream => stream.ReadAsync()));
        var until = DateTime.UtcNow + Patience;
        while (fleet.Streams.Any(stream => stream.Id == Guid.Empty))
        {
            if (DateTime.UtcNow > until) throw new TimeoutException("Not every instance could report.");
            await Task.Delay(50);
        }

        return fleet;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in Streams) stream.Dispose();
        await Task.WhenAll(_reads);
        _http.Dispose();
    }
}
