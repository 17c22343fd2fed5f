using System.Collections.Concurrent;
using Dataface.Flags.Documents;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Hosting;

/// <summary>A client for each environment, as a service would have it, over the server's own stores: what OFREP and operators see. Thread-safe.</summary>
internal sealed class EnvironmentClients(ServerStorage storage, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Lazy<Task<FlagClient>>> _clients = new(StringComparer.Ordinal);
    private readonly DefinitionsInForce _definitions = new(storage, time);

    /// <summary>The definitions in force as far as they are known.</summary>
    public FlagDocument? Definitions => _definitions.Document;

    /// <summary>The client of an environment; started when it is first asked for.</summary>
    public Task<FlagClient> GetAsync(string environment, CancellationToken cancellationToken) =>
        _clients.GetOrAdd(environment, name => new(() => StartAsync(name))).Value.WaitAsync(cancellationToken);

    /// <summary>The client of an environment if it has started; starts it otherwise.</summary>
    public FlagClient? Find(string environment) =>
        _clients.GetOrAdd(environment, name => new(() => StartAsync(name))).Value is { IsCompletedSuccessfully: true } started ? started.Result : null;

    /// <summary>Reads the definitions in force now.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => _definitions.RefreshAsync(cancellationToken);

    /// <summary>
    /// Waits until the clients have read what the stores say now, so that what was answered to a change is true of pages, OFREP and the next change,
    /// too. Not for long: a client that cannot read goes on trying, and says that it is stale.
    /// </summary>
    /// <param name="environment">Whose client; null for all that have started.</param>
    public async Task CatchUpAsync(string? environment = null)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        var started = _clients.Where(known => environment is null || known.Key == environment).Select(known => known.Value.Value).Where(client => client.IsCompletedSuccessfully);
        await Task.WhenAll(started.Select(client => client.Result.CatchUpAsync(patience.Token))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            await ((Task)client.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (client.Value.IsCompletedSuccessfully) await client.Value.Result.DisposeAsync();
        }

        await _definitions.DisposeAsync();
    }

    private Task<FlagClient> StartAsync(string environment) => FlagClient.StartAsync(
        options =>
        {
            options.Environment = environment;
            options.HasGuards = false;
            options.TimeProvider = time;
            options.AddProvider(new DefinitionStoreProvider(storage.Definitions));
            options.UseStateStore(storage.State);
            options.UseGuardEvidence(storage.Evidence);
        },
        loggers);
}
