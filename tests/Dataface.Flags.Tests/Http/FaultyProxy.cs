using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Dataface.Flags.Tests.Http;

/// <summary>What a network loses without a word.</summary>
internal enum Loss
{
    /// <summary>Everything, both ways; connections stay open, and new ones are taken.</summary>
    All,

    /// <summary>What the server answers.</summary>
    Answers,

    /// <summary>Everything, and new connections are never made.</summary>
    Connects,
}

/// <summary>
/// A stretch of network between a client and a server that can be cut, fall silent, lose what it is given, and heal. It passes bytes on and
/// understands none.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly int _port;
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Socket? _deaf;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _open = new();
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly List<Socket> _waiting = [];
    private readonly Uri _server;
    private Task _accepting;
    private volatile TaskCompletionSource? _silence;
    private volatile bool _isCut;
    private volatile object? _loss;
    private int _connections;

    public FaultyProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Address = new Uri($"http://127.0.0.1:{_port}");
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

    /// <summary>Loses what it is given. A connection that has lost anything stays lost.</summary>
    public async Task LoseAsync(Loss loss)
    {
        _loss = loss;
        if (loss != Loss.Connects) return;

        // The system answers no request for a connection while as many wait as may.
        _listener.Dispose();
        await _accepting;
        _deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _deaf.Bind(new IPEndPoint(IPAddress.Loopback, _port));
        _deaf.Listen(0);
        for (var isTaken = true; isTaken;)
        {
            var waiting = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _waiting.Add(waiting);
            var connecting = waiting.ConnectAsync(IPAddress.Loopback, _port);
            isTaken = await Task.WhenAny(connecting, Task.Delay(500)) == connecting;
            _ = connecting.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
        }
    }

    /// <summary>Works again; what was held back is passed on.</summary>
    public void Heal()
    {
        _isCut = false;
        _loss = null;
        if (_deaf is not null)
        {
            _deaf.Dispose();
            _deaf = null;
            foreach (var waiting in _waiting) waiting.Dispose();
            _listener = new TcpListener(IPAddress.Loopback, _port);
            _listener.Start();
            _accepting = AcceptAsync();
        }

        Interlocked.Exchange(ref _silence, null)?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Heal();
        await _stopping.CancelAsync();
        _listener.Dispose();
        CloseAll();
        await _accepting;
        await Task.WhenAll(_pumps);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var listener = _listener;
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                if (_isCut) client.Dispose();
                else _pumps.Add(ConnectAsync(client));
            }
        }
        catch (Exception error) when (error
            is SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // Stopped.
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
            await await Task.WhenAny(PumpAsync(here, there, isAnswer: false), PumpAsync(there, here, isAnswer: true));
        }
        catch (Exception error) when (error
            is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Cut.
        }

        _open.TryRemove(here, out _);
        _open.TryRemove(there, out _);
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool isAnswer)
    {
        var isLost = false;
        var buffer = new byte[16 * 1024];
        var (source, target) = (from.GetStream(), to.GetStream());
        while (await source.ReadAsync(buffer, _stopping.Token) is var count and > 0)
        {
            if (isLost |= _loss is Loss.Answers ? isAnswer : _loss is not null) continue;
            if (_silence is { } silence) await silence.Task.WaitAsync(_stopping.Token);
            await target.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
        }
    }
}
