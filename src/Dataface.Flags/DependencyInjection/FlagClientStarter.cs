using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.DependencyInjection;

/// <summary>Loads the flags before any other hosted service starts, and so before the application serves.</summary>
internal sealed class FlagClientStarter(FlagClient client) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => client.StartAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
