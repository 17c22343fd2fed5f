using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.DependencyInjection;

/// <summary>
/// Loads the flags before any other hosted service starts, and so before the application serves. A host that knows the life cycle
/// of services calls <see cref="StartingAsync"/>, others call <see cref="StartAsync"/> only; the client starts once, at the first
/// of them.
/// </summary>
internal sealed class FlagClientStarter(FlagClient client) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => client.StartAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => client.StartAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
