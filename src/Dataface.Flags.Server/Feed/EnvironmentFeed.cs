using Dataface.Flags.Background;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Feed;

/// <summary>
/// What is in force in one environment, followed from the stores and announced to every stream. While the stores cannot be read, what was
/// known last stays. Thread-safe.
/// </summary>
/// <remarks>That there is none of an unknown environment is in force, too: <see cref="FeedHub"/> has one feed for all of those.</remarks>
internal sealed class EnvironmentFeed : IAsyncDisposable
{
    private static readonly TimeSpan Recent = TimeSpan.FromMilliseconds(250);

    private readonly string _name;
    private readonly Func<bool, CancellationToken, Task<FeedReading>> _readAsync;
    private readonly SharedState _states;
    private readonly TimeProvider _time;
    private readonly RetryingLoop _loop;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Lock _gate = new();
    private readonly HashSet<FeedSubscriber>[] _subscribers =
        [.. Enumerable.Range(0, FeedSubscriber.Slots).Select(_ => new HashSet<FeedSubscriber>())];
    private volatile FeedVersion? _current;
    private volatile string? _problem;
    private volatile bool _isDocumentInDoubt = true;
    private long _readAt;
    private long _asked;
    private long _served;

    /// <param name="name">What the log calls it.</param>
    /// <param name="readAsync">Reads what is in force; of state only when it is told so.</param>
    /// <param name="storage">Whose definitions it follows.</param>
    /// <param name="states">Whose states it follows.</param>
    /// <param name="time">Drives retries.</param>
    /// <param name="logger">Is told when the stores cannot be read.</param>
    public EnvironmentFeed(
        string name, Func<bool, CancellationToken, Task<FeedReading>> readAsync, ServerStorage storage, SharedState states,
        TimeProvider time, ILogger logger)
    {
        (_name, _readAsync, _states, _time) = (name, readAsync, states, time);
        _loop = new RetryingLoop(RefreshStateAsync, (error, delay) => FeedLog.Unreadable(logger, name, delay, error.Message), time);
        _subscriptions.Add(states.OnChange(Heard));
        _subscriptions.Add(storage.Definitions.OnChange(Republished));
        _loop.Signal();
    }

    /// <summary>What is in force, or null while it is not known yet.</summary>
    public FeedVersion? Current => _current;

    /// <summary>Why the last attempt to read what is in force has failed, or null when it has not.</summary>
    public string? Problem => _problem;

    /// <summary>What is in force; waits for the stores' first answer, and throws when that fails.</summary>
    public async ValueTask<FeedVersion> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { } known) return known;
        await RefreshAsync(cancellationToken);
        return _current!;
    }

    /// <summary>
    /// Reads what is in force and announces it: when this returns, every stream has been told of what was there when it was called.
    /// Calls that come together share one read.
    /// </summary>
    public Task RefreshAsync(CancellationToken cancellationToken)
    {
        _isDocumentInDoubt = true;
        return RefreshStateAsync(cancellationToken);
    }

    /// <summary>The same for a change of state. Another document is looked for only when there may be one.</summary>
    public async Task RefreshStateAsync(CancellationToken cancellationToken)
    {
        var ticket = Interlocked.Increment(ref _asked);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_served >= ticket) return;
            var upTo = Interlocked.Read(ref _asked);
            await ReadAsync(cancellationToken);
            (_served, _problem) = (upTo, null);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _problem = $"The feed of {_name} is not up to date: {error.Message}";
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads what is in force, unless that was done just now: for whoever looks for what may not be there.</summary>
    public Task RefreshUnlessRecentAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _readAt) is var at and not 0 && _time.GetElapsedTime(at) < Recent) return Task.CompletedTask;
        _states.Doubt(_name);
        return RefreshAsync(cancellationToken);
    }

    /// <summary>Adds a stream.</summary>
    public void Add(FeedSubscriber subscriber)
    {
        lock (_gate) _subscribers[subscriber.Slot].Add(subscriber);
    }

    /// <summary>Leaves a stream out from now on.</summary>
    public void Remove(FeedSubscriber subscriber)
    {
        lock (_gate) _subscribers[subscriber.Slot].Remove(subscriber);
    }

    /// <summary>Calls every stream.</summary>
    public void ForEach(Action<FeedSubscriber> call)
    {
        for (var slot = 0; slot < FeedSubscriber.Slots; slot++) ForEach(slot, call);
    }

    /// <summary>Calls every stream of a slot.</summary>
    public void ForEach(int slot, Action<FeedSubscriber> call)
    {
        FeedSubscriber[] subscribers;
        lock (_gate) subscribers = [.. _subscribers[slot]];
        foreach (var subscriber in subscribers) call(subscriber);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        await _loop.DisposeAsync();
        _turn.Dispose();
    }

    private void Heard(StateNews news)
    {
        if (news.IsNewsTo(_name, _current?.Flags)) _loop.Signal();
    }

    private void Republished()
    {
        _isDocumentInDoubt = true;
        _loop.Signal();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var (at, isOfStateOnly) = (_time.GetTimestamp(), !_isDocumentInDoubt);
        _isDocumentInDoubt = false;
        try
        {
            var reading = await _readAsync(isOfStateOnly, cancellationToken);
            Volatile.Write(ref _readAt, at);
            Take(reading.Version);
            reading.Failure?.Throw();
        }
        catch
        {
            _isDocumentInDoubt |= !isOfStateOnly;
            throw;
        }
    }

    private void Take(FeedVersion version)
    {
        if (_current is { } known && !version.Cursor.IsNewerThan(known.Cursor))
        {
            ThrowIfBehind(version, known);
            if (version.Problems.SequenceEqual(known.Problems)) return;
        }

        _current = version;
        ForEach(subscriber => subscriber.Wake());
    }

    /// <summary>Services would take nothing more from here, and believe what they knew before.</summary>
    private static void ThrowIfBehind(FeedVersion version, FeedVersion known)
    {
        if (version.Cursor == known.Cursor) return;
        throw new InvalidDataException(
            $"The store is at {version.Cursor}, behind {known.Cursor}, which was announced already. "
            + "It was restored from a backup: run 'recover', as docs/operations.md says.");
    }
}
