using System.Threading.Channels;
using Dataface.Flags.Background;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Exposures;

/// <summary>How a pump does, whatever it hands on.</summary>
internal interface ISinkPump : IAsyncDisposable
{
    /// <summary>The sink's name.</summary>
    string Name { get; }

    /// <summary>Events that the sink has taken.</summary>
    long Written { get; }

    /// <summary>Events that are lost to this sink, by cause.</summary>
    IEnumerable<(string Cause, long Count)> Dropped { get; }
}

/// <summary>Hands events of one kind to one sink, in batches, from a queue that is bounded and never waited for.</summary>
/// <typeparam name="TWaiting">An event as it waits.</typeparam>
/// <typeparam name="T">An event as the sink takes it.</typeparam>
internal sealed class SinkPump<TWaiting, T> : ISinkPump
{
    public const int Attempts = 5;

    private const int BatchSize = 4_096;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    private readonly SinkPort<TWaiting, T> _port;
    private readonly TimeSpan _flushTimeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OutageWitness _writing;
    private readonly Channel<TWaiting> _queue;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    // Made with the first batch: most clients track nothing.
    private TWaiting[] _waiting = [];
    private T[] _batch = [];
    private long _written;
    private long _full;
    private long _failed;
    private long _stopped;
    private int _held;
    private bool _isFailing;
    private volatile bool _isStopped;
    private int _isDropping;

    /// <param name="port">The sink, and the kind of event.</param>
    /// <param name="context">How long a queue is, and what all pumps share.</param>
    public SinkPump(SinkPort<TWaiting, T> port, ExposureContext context)
    {
        _port = port;
        _flushTimeout = context.Options.FlushTimeout;
        _time = context.Time;
        _logger = context.Logger;
        _writing = context.Outages.Witness(Name);

        // In mode Wait a full queue refuses at once what is tried, and nothing here waits for room.
        _queue = Channel.CreateBounded<TWaiting>(
            new BoundedChannelOptions(context.Options.QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _loop = Task.Run(RunAsync);
    }

    public string Name => _port.Name;

    public long Written => Volatile.Read(ref _written);

    public IEnumerable<(string Cause, long Count)> Dropped =>
        [("full", Volatile.Read(ref _full)), ("failed", Volatile.Read(ref _failed)), ("stopped", Volatile.Read(ref _stopped))];

    /// <summary>Takes an event; false when it is lost because the sink does not keep up.</summary>
    public bool TryAdd(in TWaiting waiting)
    {
        if (_queue.Writer.TryWrite(waiting)) return true;
        if (_isStopped)
        {
            Interlocked.Increment(ref _stopped);
            return false;
        }

        Interlocked.Increment(ref _full);
        if (Interlocked.Exchange(ref _isDropping, 1) == 0) ExposureLog.Dropping(_logger, Name, _port.Kind);
        return false;
    }

    /// <summary>Lets the sink take what is waiting, for as long as the options say.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopped = true;
        _writing.Dispose();
        _queue.Writer.TryComplete();
        try
        {
            await _loop.WaitAsync(_flushTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            var lost = _queue.Reader.Count + Volatile.Read(ref _held);
            Interlocked.Add(ref _stopped, lost);
            ExposureLog.StoppedEarly(_logger, Name, _port.Kind, lost);

            // The loop may be held up in the sink for good; its token ends when the process does.
            return;
        }

        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_stopping.Token).ConfigureAwait(false))
            {
                var count = Fill();
                Volatile.Write(ref _held, count);
                await WriteAsync(count).ConfigureAwait(false);
                Volatile.Write(ref _held, 0);
                Array.Clear(_waiting, 0, count); // Units are not kept beyond their batch.
                Array.Clear(_batch, 0, count);
                if (!_queue.Reader.TryPeek(out _)) CaughtUp();
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException && _stopping.IsCancellationRequested)
        {
            // Stopped; whatever a sink says to that, what it held is counted.
        }
    }

    private int Fill()
    {
        if (_batch.Length == 0) (_waiting, _batch) = (new TWaiting[BatchSize], new T[BatchSize]);
        var count = 0;
        while (count < BatchSize && _queue.Reader.TryRead(out var waiting))
        {
            _waiting[count] = waiting;
            _batch[count++] = _port.Make(waiting);
        }

        return count;
    }

    private async Task WriteAsync(int count)
    {
        var delay = FirstDelay;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _port.WriteAsync(_batch.AsMemory(0, count), _stopping.Token).ConfigureAwait(false);
                Interlocked.Add(ref _written, count);
                if (_isFailing) ExposureLog.SinkRecovered(_logger, Name);
                _isFailing = false;
                _writing.Works();
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException && !_stopping.IsCancellationRequested)
            {
                var news = _writing.Failed(error);
                if (!_isFailing) ExposureLog.SinkFailed(_logger, news.Level, Name, error);
                _isFailing = true;
                if (attempt == Attempts)
                {
                    foreach (ref readonly var waiting in _waiting.AsSpan(0, count)) _port.Forget(waiting);
                    Interlocked.Add(ref _failed, count);
                    _writing.GivesUp();
                    return;
                }
            }

            await Task.Delay(delay, _time, _stopping.Token).ConfigureAwait(false);
            delay *= 2;
        }
    }

    private void CaughtUp()
    {
        if (Interlocked.Exchange(ref _isDropping, 0) == 1) ExposureLog.CaughtUp(_logger, Name);
    }
}
