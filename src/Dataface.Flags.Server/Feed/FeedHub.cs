using System.Collections.Concurrent;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Feed;

/// <summary>
/// The feeds of all known environments, one empty feed for all others, their heartbeat, and their end. Nothing is kept for a name
/// that somebody makes up. Thread-safe.
/// </summary>
internal sealed class FeedHub : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<EnvironmentFeed>> _feeds = new(StringComparer.Ordinal);
    private readonly EnvironmentFeed _unknown;
    private readonly KnownEnvironments _environments;
    private readonly ServerStorage _storage;
    private readonly SharedState _states;
    private readonly TimeProvider _time;
    private readonly ILogger<FeedHub> _logger;
    private readonly IDisposable _subscription;
    private readonly ITimer _heart;
    private int _beat;
    private volatile bool _isStopping;

    public FeedHub(ServerStorage storage, SharedState states, KnownEnvironments environments, IOptions<ServerSettings> options,
        TimeProvider time, ILogger<FeedHub> logger)
    {
        (_storage, _states, _environments, _time, _logger) = (storage, states, environments, time, logger);

        // Only the lineage is of interest, which is that of all environments.
        _unknown = new("an unknown environment", async (_, token) =>
            new(Nothing(await states.LoadAsync(options.Value.Environment, token))), storage, states, time, logger);
        _subscription = environments.OnChange(Move);
        var slot = TimeSpan.FromSeconds(options.Value.HeartbeatSeconds) / FeedSubscriber.Slots;
        _heart = time.CreateTimer(_ => Beat(), null, slot, slot);
    }

    /// <summary>Why a feed cannot say what is in force, or null when all can.</summary>
    public string? WhyFrozen => All().Select(feed => feed.Problem).FirstOrDefault(problem => problem is not null);

    /// <summary>Whether streams are to end.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>How many feeds there are at present, the empty one included.</summary>
    public int Count => _feeds.Count + 1;

    /// <summary>
    /// The feed of an environment; the one that all unknown ones share when it is not known. Streams ask again whenever they are
    /// woken.
    /// </summary>
    public EnvironmentFeed Of(string environment) =>
        !_environments.Contains(environment) ? _unknown
        : _feeds.TryGetValue(environment, out var known) ? known.Value
        : _feeds.GetOrAdd(environment, name => new(() => Open(name))).Value;

    /// <summary>Reads everything anew and announces it, for a change of all environments.</summary>
    public Task RefreshAllAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(All().Select(feed => feed.RefreshAsync(cancellationToken)));

    /// <summary>Ends every stream, each with a word on when to come back.</summary>
    public void Stop()
    {
        _isStopping = true;
        foreach (var feed in All()) feed.ForEach(subscriber => subscriber.Wake());
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _heart.DisposeAsync();
        foreach (var feed in All()) await feed.DisposeAsync();
    }

    private static FeedVersion Nothing(FlagState state) => new(null, null, null, FlagState.Empty with { Lineage = state.Lineage });

    private EnvironmentFeed Open(string environment)
    {
        return new(environment, new FeedSource(environment, _storage, _states).ReadAsync, _storage, _states, _time, _logger);
    }

    private IEnumerable<EnvironmentFeed> All() => _feeds.Values.Select(feed => feed.Value).Append(_unknown);

    /// <summary>Streams of environments that have become known go over to their feed, and those of others to the empty one.</summary>
    private void Move()
    {
        _unknown.ForEach(subscriber => subscriber.Wake());
        foreach (var (environment, feed) in _feeds)
        {
            if (_environments.Contains(environment) || !_feeds.TryRemove(environment, out _)) continue;
            feed.Value.ForEach(subscriber => subscriber.Wake());
            _ = feed.Value.DisposeAsync().AsTask();
        }
    }

    private void Beat()
    {
        var turn = (Interlocked.Increment(ref _beat) & int.MaxValue) % FeedSubscriber.Slots;
        foreach (var feed in All()) feed.ForEach(turn, static subscriber => subscriber.Beat());
    }
}
