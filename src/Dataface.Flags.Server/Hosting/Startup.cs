using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Keys;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Hosting;

/// <summary>Makes storage and keys ready before the first request is taken.</summary>
internal sealed class Startup(ServerStorage storage, KeyStore keys, KnownEnvironments environments, EnvironmentClients clients, IOptions<ServerOptions> options) : IHostedService
{
    /// <summary>The first key's secret, when this start has made it.</summary>
    public string? FirstSecret { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await storage.StartAsync(cancellationToken);
        await keys.StartAsync(cancellationToken);
        await environments.StartAsync(cancellationToken);
        FirstSecret = await keys.MakeFirstAsync(cancellationToken);
        await clients.GetAsync(options.Value.Environment, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
