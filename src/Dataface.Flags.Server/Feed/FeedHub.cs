using System.Collections.Concurrent;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Hosting;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Feed;

/// <summary>The feeds of all environments, their heartbeat, and their end. Thread-safe.</summary>
internal sealed class FeedHub : IAsyncDisposable
{
    private const int MaxEnvironments = 256;
    private const int Slots = 10;

    private readonly ConcurrentDictionary<string, Lazy<EnvironmentFeed>> _feeds = new(StringComparer.Ordinal);
    private readonly DocumentCache _documents = new();
    private readonly ServerStorage _storage;
    private readonly TimeProvider _time;
    private readonly ILogger<FeedHub> _logger;
    private readonly ITimer _heart;
    private int _beat;
    private volatile bool _isStopping;

    public FeedHub(ServerStorage storage, IOptions<ServerOptions> options, TimeProvider time, ILogger<FeedHub> logger)
    {
        (_storage, _time, _logger) = (storage, time, logger);
        var slot = TimeSpan.FromSeconds(options.Value.HeartbeatSeconds) / Slots;
        _heart = time.CreateTimer(_ => Beat(), null, slot, slot);
    }

    /// <summary>Why a feed cannot say what is in force, or null when all can.</summary>
    public string? WhyFrozen => _feeds.Values.Where(feed => feed.IsValueCreated).Select(feed => feed.Value.Problem)
        .FirstOrDefault(problem => problem is not null);

    /// <summary>Whether streams are to end.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>The feed of an environment; made when it is first asked for.</summary>
    public EnvironmentFeed Of(string environment)
    {
        if (_feeds.TryGetValue(environment, out var known)) return known.Value;
        EnvironmentNames.Check(environment);
        if (_feeds.Count >= MaxEnvironments) throw new ProblemException(Problem.NotPossible($"There are feeds of {MaxEnvironments} environments already; '{environment}' would be one more. Correct the name."));
        return _feeds.GetOrAdd(environment, name => new(() => new EnvironmentFeed(name, _storage, _documents, _time, _logger))).Value;
    }

    /// <summary>Reads everything anew and announces it, for a change of all environments.</summary>
    public Task RefreshAllAsync(CancellationToken cancellationToken) => Task.WhenAll(_feeds.Values.Select(feed => feed.Value.RefreshAsync(cancellationToken)));

    /// <summary>Ends every stream, each with a word on when to come back.</summary>
    public void Stop()
    {
        _isStopping = true;
        foreach (var feed in _feeds.Values) feed.Value.ForEach(subscriber => subscriber.Wake());
    }

    public async ValueTask DisposeAsync()
    {
        await _heart.DisposeAsync();
        foreach (var feed in _feeds.Values) await feed.Value.DisposeAsync();
    }

    private void Beat()
    {
        var turn = (Interlocked.Increment(ref _beat) & int.MaxValue) % Slots;
        foreach (var feed in _feeds.Values)
        {
            feed.Value.ForEach(subscriber =>
            {
                if (subscriber.Slot % Slots == turn) subscriber.Beat();
            });
        }
    }
}
