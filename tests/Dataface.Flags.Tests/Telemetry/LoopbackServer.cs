using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dataface.Flags.Tests.Telemetry;

/// <summary>An HTTP server on a loopback port of its own. It answers every request with 200 and nothing, and keeps what came.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private static readonly byte[] Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<LoopbackRequest> _requests = new();
    private readonly Task _loop;

    public LoopbackServer()
    {
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IEnumerable<LoopbackRequest> Requests => _requests;

    /// <summary>A loopback address where nobody listens.</summary>
    public static Uri Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var _ = client;
            var stream = new BufferedStream(client.GetStream());
            while (await ReadAsync(stream) is { } request)
            {
                _requests.Enqueue(request);
                await stream.WriteAsync(Ok, _stopping.Token);
                await stream.FlushAsync(_stopping.Token);
            }
        }
        catch (Exception error) when (error is IOException or SocketException || _stopping.IsCancellationRequested)
        {
            // The client has gone, or the test has ended.
        }
    }

    private async Task<LoopbackRequest?> ReadAsync(Stream stream)
    {
        if (await LineAsync(stream) is not { Length: > 0 } start) return null;
        var headers = new List<(string Name, string Value)>();
        while (await LineAsync(stream) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add((line[..colon], line[(colon + 1)..].Trim()));
        }

        var length = headers.Find(h => h.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value;
        var body = new byte[length is null ? 0 : int.Parse(length, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stopping.Token);
        return new(start.Split(' ')[1], headers, body);
    }

    private async Task<string> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stopping.Token) == 1 && one[0] != '\n') line.Append((char)one[0]);
        return line.ToString().TrimEnd('\r');
    }
}

/// <summary>A request as it came over the wire.</summary>
internal sealed record LoopbackRequest(string Path, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    /// <summary>All values of a header, one after the other; empty when it did not come.</summary>
    public string Header(string name) =>
        string.Join(',', Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value));
}
