using Dataface.Flags.Background;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Http;

/// <summary>
/// Follows one environment of a server: by a stream, or by asking where none is to be had. What was received stays when the server fails,
/// and reading then throws, so that its age shows. Shared by a client's provider and stores. Thread-safe.
/// </summary>
internal sealed class FlagServerConnection : IAsyncDisposable
{
    private readonly HttpFlagOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OutageWitness _following;
    private readonly ServerPipelines _pipelines;
    private readonly FeedFollower _follower;
    private readonly ReceivedFeed _received;
    private readonly ChangeListeners _listeners = new();
    private readonly ChangeListeners<StateNews> _stateListeners = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Task? _loop;
    private Exception? _failure;
    private volatile bool _isBehind;
    private int _users = 1;

    /// <param name="outages">Where failures are told; null for a log of its own.</param>
    public FlagServerConnection(
        Uri address, string environment, HttpFlagOptions options, TimeProvider time, ILogger logger, OutageLog? outages = null)
    {
        (_options, _time, _logger, Environment) = (options, time, logger, environment);
        Requests = new FlagServerRequests(address, options, time, () => HttpLog.KeyReplaced(logger, Name));
        _following = (outages ?? new OutageLog(time, logger)).Witness(Name);
        _pipelines = new ServerPipelines(options.RequestTimeout, time, Failed);
        _received = new ReceivedFeed(Name);
        Confirmations = new ConfirmationRequests(Requests, _pipelines.Once, options.RequestTimeout, time);
        _follower = new FeedFollower(this, Requests, _pipelines, options, time, logger);
    }

    public string Name => Requests.Name;

    public string Environment { get; }

    public FlagServerRequests Requests { get; }

    public ServerPipelines Pipelines => _pipelines;

    public ReceivedFeed Received => _received;

    /// <summary>Asks the server who has a change in force.</summary>
    public ConfirmationRequests Confirmations { get; }

    /// <summary>Whether the server could not be followed when that was last tried.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_gate) return _failure is not null;
        }
    }

    /// <summary>Whether what the server said last is older than what was received before.</summary>
    public bool IsBehind => _isBehind;

    /// <summary>Counts one more user; false when the last one has gone.</summary>
    public bool TryAcquire()
    {
        lock (_gate)
        {
            if (_users == 0) return false;
            _users++;
            return true;
        }
    }

    /// <summary>One user fewer; the last one closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (--_users > 0) return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_loop is { } loop) await loop.ConfigureAwait(false);
        _answer.TrySetCanceled();
        Requests.Dispose();
        _following.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Tells when other definitions may be in force.</summary>
    public IDisposable OnChange(Action changed)
    {
        Start();
        return _listeners.Add(changed);
    }

    /// <summary>Tells of each state as it comes, and when there may be one that did not come.</summary>
    public IDisposable OnState(Action<StateNews> changed)
    {
        Start();
        return _stateListeners.Add(changed);
    }

    /// <summary>What was received last. The first call waits for an answer.</summary>
    /// <exception cref="FlagServerException">The server cannot be followed at the moment.</exception>
    public async ValueTask<Feed> ReadAsync(CancellationToken cancellationToken)
    {
        Start();
        await _answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return _failure is null ? _received.Current! : throw new FlagServerException(_failure.Message, _failure);
        }
    }

    /// <summary>An answer's body, to be read as it comes.</summary>
    public async Task<LimitedStream> OpenBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new(ResponseBody.Unpacked(response, new SilenceStream(body, _options.RequestTimeout, _time)), _options.MaxResponseBytes);
    }

    /// <summary>Takes over what the server says, and hands it on at once.</summary>
    /// <returns>Whether it could be; false when it belongs to something that was missed, so that the server has to be asked.</returns>
    public bool TryTake(Feed feed)
    {
        var before = _received.Current;
        var news = _received.Take(feed);
        if (news == FeedNews.Gap) return false;
        _isBehind = news == FeedNews.Behind;
        if (_isBehind)
        {
            Failed(ServerBehind(feed.Cursor), _options.PollInterval);
            return true;
        }

        if (news == FeedNews.OtherLineage) HttpLog.OtherLineage(_logger, Name, feed.Cursor);
        var isRecovered = Reached();
        if (news == FeedNews.Same) return true;
        var now = _received.Current!;
        _stateListeners.Tell(new() { Environment = Environment, Sequence = now.State.Sequence, State = now.State });
        if (!isRecovered && now.Definitions?.Revision != before?.Definitions?.Revision) _listeners.Tell();
        return true;
    }

    /// <summary>The server has given a sign of life. Without anything received that is not enough.</summary>
    /// <returns>Whether it had failed before.</returns>
    public bool Reached()
    {
        if (_received.Current is null) return false;
        _isBehind = false;
        bool hadFailed;
        lock (_gate)
        {
            (hadFailed, _failure) = (_failure is not null, null);
        }

        _answer.TrySetResult();
        if (!hadFailed) return false;
        _following.Works();
        TellAll();
        return true;
    }

    /// <summary>
    /// The server cannot be followed. Listeners are told when that begins: each failure more would only end their waits early.
    /// </summary>
    public void Failed(Exception error, TimeSpan delay)
    {
        var news = _following.Failed(error);
        HttpLog.Failed(_logger, news.Level, Name, news.Count, delay, error.Message);
        bool hadFailed;
        lock (_gate) (hadFailed, _failure) = (_failure is not null, error);
        _answer.TrySetResult();
        if (!hadFailed) TellAll();
    }

    private void TellAll()
    {
        _stateListeners.Tell(StateNews.Unknown);
        _listeners.Tell();
    }

    /// <summary>It may catch up in a moment, or never: until then nothing that it says counts here, and that must show.</summary>
    private FlagServerException ServerBehind(FeedCursor sent) => new(
        $"'{Name}' is at {sent}, but this service has already received {_received.Cursor}, so it ignores changes from '{Name}'. A replica "
        + "that is late catches up by itself. When the server was emptied or restored from a backup, run 'recover' there, as "
        + "docs/operations.md says.");

    private void Start()
    {
        lock (_gate)
        {
            if (_users > 0) _loop ??= Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        var stopping = _stopping.Token;
        try
        {
            while (true)
            {
                var pause = await _pipelines.Following.ExecuteAsync(_follower.FollowAsync, stopping).ConfigureAwait(false);
                await Task.Delay(pause, _time, stopping).ConfigureAwait(false);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
