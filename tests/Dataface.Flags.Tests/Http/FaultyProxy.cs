using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Dataface.Flags.Tests.Http;

/// <summary>A stretch of network between a client and a server that can be cut, fall silent and heal. It passes bytes on and understands none.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _open = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _silence;
    private volatile bool _isCut;
    private int _connections;

    public FaultyProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>How many connections were made.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Closes what is open and refuses what comes.</summary>
    public void Cut()
    {
        _isCut = true;
        CloseAll();
    }

    /// <summary>Closes what is open, once.</summary>
    public void CloseAll()
    {
        foreach (var connection in _open.Keys) connection.Dispose();
    }

    /// <summary>Passes nothing on any more, and closes nothing.</summary>
    public void Stall() => _silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Works again; what was held back is passed on.</summary>
    public void Heal()
    {
        _isCut = false;
        Interlocked.Exchange(ref _silence, null)?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        Heal();
        CloseAll();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                if (_isCut) client.Dispose();
                else pumps.Add(ConnectAsync(client));
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using var here = client;
        using var there = new TcpClient();
        (_open[here], _open[there]) = (0, 0);
        try
        {
            await there.ConnectAsync(IPAddress.Loopback, _server.Port, _stopping.Token);
            await await Task.WhenAny(PumpAsync(here, there), PumpAsync(there, here));
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Cut.
        }

        _open.TryRemove(here, out _);
        _open.TryRemove(there, out _);
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        var (source, target) = (from.GetStream(), to.GetStream());
        while (await source.ReadAsync(buffer, _stopping.Token) is var count and > 0)
        {
            if (_silence is { } silence) await silence.Task.WaitAsync(_stopping.Token);
            await target.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
        }
    }
}
