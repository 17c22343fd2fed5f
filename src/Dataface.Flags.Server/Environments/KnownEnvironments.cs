using System.Collections.Frozen;
using Dataface.Flags.Background;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Keys;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Environments;

/// <summary>
/// Which environments there are: those that any published document has named, that records of state are of, that a setting names,
/// and that a key is confined to. Nobody makes one by asking for it, so that nothing needs to be kept for names that are made up.
/// Thread-safe.
/// </summary>
internal sealed class KnownEnvironments : IAsyncDisposable
{
    private readonly ServerStorage _storage;
    private readonly KnownKeys _keys;
    private readonly ServerSettings _options;
    private readonly PublishedEnvironments _published;
    private readonly RetryingLoop _state;
    private readonly RetryingLoop _documents;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly ChangeListeners _listeners = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Lock _gate = new();
    private IReadOnlySet<string> _publishedNames = FrozenSet<string>.Empty;
    private IReadOnlyCollection<string> _recorded = [];
    private volatile FrozenSet<string> _names = FrozenSet<string>.Empty;
    private long _asked;
    private long _served;

    public KnownEnvironments(
        ServerStorage storage, KnownKeys keys, IOptions<ServerSettings> options, TimeProvider time, ILogger<KnownEnvironments> logger)
    {
        (_storage, _keys, _options) = (storage, keys, options.Value);
        _published = new PublishedEnvironments(storage, logger);
        _state = new RetryingLoop(ReadRecordedAsync, Failed, time);
        _documents = new RetryingLoop(token => InTurnAsync(_published.ReadNewAsync, token), Failed, time);

        void Failed(Exception error, TimeSpan delay) => EnvironmentLog.Unreadable(logger, delay, error.Message);
    }

    /// <summary>The names, in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _names.Order(StringComparer.Ordinal)];

    /// <summary>Whether there is an environment of this name, as far as this server knows at the moment. Asks nobody.</summary>
    public bool Contains(string environment) => _names.Contains(environment);

    /// <summary>Calls back after environments have become known, or unknown, until the result is disposed.</summary>
    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    /// <summary>
    /// Learns of all but earlier documents, which come soon after, and follows them from then on. Keys have been read before.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _subscriptions.Add(_keys.OnChange(Republish));
        _subscriptions.Add(_storage.State.OnChange(Heard));
        _subscriptions.Add(_storage.Definitions.OnChange(_documents.Signal));
        await ReadRecordedAsync(cancellationToken);
        await InTurnAsync(_published.ReadCurrentAsync, cancellationToken);
        _documents.Signal();
    }

    /// <summary>
    /// Throws a refusal that names the known ones, unless there is such an environment: looks everywhere before it says so.
    /// </summary>
    public async ValueTask RequireAsync(string environment, Caller caller, CancellationToken cancellationToken)
    {
        EnvironmentNames.Check(environment);
        if (Contains(environment)) return;
        await RefreshAsync(cancellationToken);
        if (Contains(environment)) return;
        throw new ProblemException(Problem.NotFound(
            $"There is no environment '{environment}'; those known are: {string.Join(", ", Names.Where(caller.MayTouch))}. Correct the "
                + $"name, or make it known: "
            + "publish a document that names it, confine a key to it, or list it in the server's setting Environments."));
    }

    /// <summary>
    /// Looks everywhere: when this returns, whatever was there when it was called is known, also what another server has made
    /// known. Calls that come together share one look.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var ticket = Interlocked.Increment(ref _asked);
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (_served >= ticket) return;
            var upTo = Interlocked.Read(ref _asked);
            await _keys.RefreshAsync(cancellationToken);
            await ReadRecordedAsync(cancellationToken);
            await InTurnAsync(_published.ReadAllAsync, cancellationToken);
            _served = upTo;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        await _state.DisposeAsync();
        await _documents.DisposeAsync();
        _turn.Dispose();
        _refreshing.Dispose();
    }

    /// <summary>A change of an environment of which there are records makes none known.</summary>
    private void Heard(StateNews news)
    {
        lock (_gate)
        {
            if (news.Environment is { } environment && (environment == "*" || _recorded.Contains(environment))) return;
        }

        _state.Signal();
    }

    private async Task ReadRecordedAsync(CancellationToken cancellationToken)
    {
        var recorded = await _storage.ListEnvironmentsAsync(cancellationToken);
        lock (_gate) _recorded = recorded;
        Republish();
    }

    private async Task InTurnAsync(Func<CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await read(cancellationToken);
            lock (_gate) _publishedNames = _published.Names.ToFrozenSet(StringComparer.Ordinal);
        }
        finally
        {
            _turn.Release();
        }

        Republish();
    }

    private void Republish()
    {
        lock (_gate)
        {
            var names = _publishedNames.Concat(_recorded).Concat(_keys.Environments).Concat(_options.Environments)
                .Append(_options.Environment)
                .Where(EnvironmentNames.IsValid).ToFrozenSet(StringComparer.Ordinal);
            if (names.SetEquals(_names)) return;
            _names = names;
        }

        _listeners.Tell();
    }
}
