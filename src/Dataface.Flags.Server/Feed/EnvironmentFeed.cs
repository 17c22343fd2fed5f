using System.Runtime.ExceptionServices;
using Dataface.Flags.Background;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Feed;

/// <summary>
/// What is in force in one environment, followed from the stores and announced to every stream. While the stores cannot be read, what was known
/// last stays. Thread-safe.
/// </summary>
internal sealed class EnvironmentFeed : IAsyncDisposable
{
    private readonly string _environment;
    private readonly ServerStorage _storage;
    private readonly DocumentCache _documents;
    private readonly RetryingLoop _loop;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Lock _gate = new();
    private readonly HashSet<FeedSubscriber> _subscribers = [];
    private volatile FeedVersion? _current;
    private volatile string? _problem;
    private PublishedDocument? _document;
    private long _asked;
    private long _served;

    public EnvironmentFeed(string environment, ServerStorage storage, DocumentCache documents, TimeProvider time, ILogger logger)
    {
        (_environment, _storage, _documents) = (environment, storage, documents);
        _loop = new RetryingLoop(RefreshAsync, (error, delay) => FeedLog.Unreadable(logger, environment, delay, error.Message), time);
        _subscriptions.Add(storage.State.OnChange(_loop.Signal));
        _subscriptions.Add(storage.Definitions.OnChange(_loop.Signal));
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

    /// <summary>Reads what is in force and announces it: when this returns, every stream has been told of what was there when it was called. Calls that come together share one read.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
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
            _problem = $"The feed of {_environment} is not up to date: {error.Message}";
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Adds a stream until it is disposed.</summary>
    public FeedSubscriber Subscribe()
    {
        var subscriber = new FeedSubscriber(Remove);
        lock (_gate) _subscribers.Add(subscriber);
        return subscriber;
    }

    /// <summary>Calls every stream.</summary>
    public void ForEach(Action<FeedSubscriber> call)
    {
        FeedSubscriber[] subscribers;
        lock (_gate) subscribers = [.. _subscribers];
        foreach (var subscriber in subscribers) call(subscriber);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        await _loop.DisposeAsync();
        _turn.Dispose();
    }

    private void Remove(FeedSubscriber subscriber)
    {
        lock (_gate) _subscribers.Remove(subscriber);
    }

    /// <summary>A document that cannot be read keeps no kill from streams: it goes with the document that was known last.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            _document = await _storage.Definitions.LoadAsync(cancellationToken);
        }
        catch (Exception error) when (_current is not null && error is not OutOfMemoryException
            && !cancellationToken.IsCancellationRequested)
        {
            failure = ExceptionDispatchInfo.Capture(error);
        }

        var state = await _storage.State.LoadAsync(_environment, cancellationToken);
        Take(new(_environment, _document, _documents.Minified(_document), state));
        failure?.Throw();
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
