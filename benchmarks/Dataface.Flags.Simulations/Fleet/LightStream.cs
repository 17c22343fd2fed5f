using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dataface.Flags.Http;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>One compressed stream over a bare socket, so that a load process can hold ten thousand.</summary>
internal sealed class LightStream(Uri server, EventCatalogue catalogue, Action<FeedCursor, long> arrived) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ChunkReader _chunks = new();

    /// <summary>How many bytes of HTTP have come.</summary>
    public long Bytes { get; private set; }

    public async Task OpenAsync()
    {
        await _socket.ConnectAsync(IPAddress.Parse(server.Host), server.Port);
        await _socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /api/flags/production/stream HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: "
            + $"Bearer {ServerProcess.Secret}\r\nAccept-Encoding: gzip\r\n\r\n"));
    }

    /// <summary>Reads until it is disposed or the server ends it.</summary>
    public async Task ReadAsync()
    {
        var buffer = new byte[2_048];
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory()) is var count and > 0)
            {
                var now = Stopwatch.GetTimestamp();
                Bytes += count;
                _chunks.Take(buffer.AsSpan(0, count), chunk =>
                {
                    if (catalogue.Find(chunk) is { } cursor) arrived(cursor, now);
                });
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Ended from one side or the other; what did not arrive is counted as lost.
        }
    }

    public void Dispose() => _socket.Dispose();
}
