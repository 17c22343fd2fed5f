using System.Collections.Concurrent;
using Dataface.Flags.Documents;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Environments;

/// <summary>
/// A client for each known environment, as a service would have it, over the server's own stores: what OFREP and operators see.
/// Thread-safe.
/// </summary>
internal sealed class EnvironmentClients : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Lazy<Task<FlagClient>>> _clients = new(StringComparer.Ordinal);
    private readonly ServerStorage _storage;
    private readonly SharedState _states;
    private readonly KnownEnvironments _environments;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly Action<FlagClientOptions> _configure;
    private readonly DefinitionsInForce _definitions;
    private readonly IDisposable _subscription;
    private volatile EnvironmentClients? _beside;

    /// <param name="storage">Where definitions and evidence are.</param>
    /// <param name="states">Where state is.</param>
    /// <param name="environments">Those that there are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="configure">Whether clients have guards, and what those need.</param>
    public EnvironmentClients(
        ServerStorage storage, SharedState states, KnownEnvironments environments, TimeProvider time, ILoggerFactory loggers,
        Action<FlagClientOptions> configure)
    {
        (_storage, _states, _environments, _time, _loggers, _configure) = (storage, states, environments, time, loggers, configure);
        _definitions = new(storage, time);
        _subscription = environments.OnChange(Forget);
    }

    /// <summary>How many there are at present.</summary>
    public int Count => _clients.Count;

    /// <summary>Those that have started.</summary>
    public IEnumerable<(string Environment, FlagClient Client)> Started =>
        from known in _clients
        where known.Value is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
        select (known.Key, known.Value.Value.Result);

    /// <summary>The definitions in force as far as they are known.</summary>
    public FlagDocument? Definitions => _definitions.Document;

    /// <summary>Other clients of the same stores, which catch up when these do. The caller disposes of them; to be called once.</summary>
    /// <param name="configure">Whether they have guards, and what those need.</param>
    public EnvironmentClients Beside(Action<FlagClientOptions> configure) =>
        _beside = new(_storage, _states, _environments, _time, _loggers, configure);

    /// <summary>The client of a known environment; started when it is first asked for.</summary>
    /// <exception cref="ArgumentException">It is not known.</exception>
    public Task<FlagClient> GetAsync(string environment, CancellationToken cancellationToken) =>
        (StartOnce(environment) ?? throw new ArgumentException($"There is no environment '{environment}'.", nameof(environment))).WaitAsync(
            cancellationToken);

    /// <summary>The client of an environment if it has started; starts it otherwise, unless there is no such environment.</summary>
    public FlagClient? Find(string environment) =>
        StartOnce(environment) is { IsCompletedSuccessfully: true } started ? started.Result : null;

    /// <summary>Reads the definitions in force now.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => _definitions.RefreshAsync(cancellationToken);

    /// <summary>
    /// Waits until an environment's client has read what the stores say now, whoever has changed it. Not for long: a client that cannot
    /// read goes on trying, and says that it is stale.
    /// </summary>
    public Task CatchUpAsync(string environment)
    {
        _states.Doubt(environment);
        return CatchUpAsync(known => known == environment);
    }

    /// <summary>
    /// The same for all that have started, after another document was put in force: so what was answered to a publication is true of
    /// pages, OFREP and the next change, too.
    /// </summary>
    public Task CatchUpAsync() => CatchUpAsync(_ => true);

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        foreach (var client in _clients.Values) await DisposeAsync(client.Value);
        await _definitions.DisposeAsync();
    }

    private async Task CatchUpAsync(Func<string, bool> isMeant)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        var started = _clients.Where(known => isMeant(known.Key)).Select(known => known.Value.Value)
            .Where(client => client.IsCompletedSuccessfully);
        await Task.WhenAll([
                .. started.Select(client => client.Result.CatchUpAsync(patience.Token)),
                _beside?.CatchUpAsync(isMeant) ?? Task.CompletedTask])
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task DisposeAsync(Task<FlagClient> client)
    {
        await ((Task)client).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (client.IsCompletedSuccessfully) await client.Result.DisposeAsync();
    }

    private Task<FlagClient>? StartOnce(string environment) =>
        _clients.TryGetValue(environment, out var known) ? known.Value
        : _environments.Contains(environment) ? _clients.GetOrAdd(environment, name => new(() => StartAsync(name))).Value
        : null;

    private void Forget()
    {
        foreach (var environment in _clients.Keys)
        {
            if (!_environments.Contains(environment) && _clients.TryRemove(environment, out var client)) _ = DisposeAsync(client.Value);
        }
    }

    private Task<FlagClient> StartAsync(string environment) => FlagClient.StartAsync(
        options =>
        {
            options.Environment = environment;
            options.TimeProvider = _time;
            options.AddProvider(new DefinitionStoreProvider(_storage.Definitions));
            options.UseStateStore(_states);
            options.UseGuardEvidence(_storage.Evidence);
            _configure(options);
        },
        _loggers);
}
