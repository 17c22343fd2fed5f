using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Keys;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Hosting;

/// <summary>Makes storage and keys ready before the first request is taken.</summary>
internal sealed class Startup(
    ServerStorage storage, KnownKeys keys, KnownEnvironments environments, EnvironmentClients clients, IOptions<ServerSettings> options)
    : IHostedLifecycleService
{
    /// <summary>The first key's secret, when this start has made it.</summary>
    public string? FirstSecret { get; private set; }

    /// <summary>Where it is, if not on the console.</summary>
    public FirstKeyFile? File { get; } = options.Value.FirstKeyFile is { } path ? new(path) : null;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await storage.StartAsync(cancellationToken);
        await keys.StartAsync(cancellationToken);
        if (keys.Ring.IsEmpty) File?.ThrowIfUnusable();
        await environments.StartAsync(cancellationToken);
        await clients.GetAsync(options.Value.Environment, cancellationToken);
    }

    /// <summary>Only a server that listens makes a key: the secret of one that does not would never be shown.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken) =>
        FirstSecret = await keys.MakeFirstAsync(File, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
