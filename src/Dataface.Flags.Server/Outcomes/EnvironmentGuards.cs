using System.Runtime.CompilerServices;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Outcomes;

/// <summary>
/// The guards that run in this server, each from the first outcome of its environment on. A server that gets none has none. Thread-safe.
/// </summary>
internal sealed class EnvironmentGuards(EnvironmentClients clients, IOptions<ServerSettings> settings) : IAsyncDisposable
{
    private readonly Lazy<EnvironmentClients> _clients = new(
        () => clients.Beside(options => options.UnitSecret = settings.Value.UnitSecret));

    private readonly ConditionalWeakTable<FlagClient, EnvironmentGuard> _guards = [];

    /// <summary>The guard of a known environment, which looks at every rollout already.</summary>
    public async Task<EnvironmentGuard> GetAsync(string environment, CancellationToken cancellationToken)
    {
        var client = await _clients.Value.GetAsync(environment, cancellationToken);
        var guard = _guards.GetValue(client, made => new EnvironmentGuard(made));
        await guard.BeginAsync();
        return guard;
    }

    public async ValueTask DisposeAsync()
    {
        if (_clients.IsValueCreated) await _clients.Value.DisposeAsync();
    }
}
