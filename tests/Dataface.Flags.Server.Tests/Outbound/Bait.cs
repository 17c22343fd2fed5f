using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dataface.Flags.Server.Tests.Outbound;

/// <summary>Listens on the loopback, on both families where there are both, and counts who connects.</summary>
internal sealed class Bait : IAsyncDisposable
{
    private readonly TcpListener _listener = TcpListener.Create(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private int _connections;

    public Bait()
    {
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    /// <summary>What everybody gets.</summary>
    public string Answer { get; set; } = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    /// <summary>Stops listening; who has connected until now was counted.</summary>
    public async Task StopAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        while (_listener.Pending()) await Task.Yield();
        await _stopping.CancelAsync();
        await _loop;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, _stopping.Token);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer), _stopping.Token);
        }
        catch (IOException)
        {
            // The client has read enough.
        }
    }
}
