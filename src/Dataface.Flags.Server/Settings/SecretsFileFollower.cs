using Dataface.Flags.Background;
using Dataface.Flags.Files;
using Dataface.Flags.Server.Keys;

namespace Dataface.Flags.Server.Settings;

/// <summary>Reads the secrets file again whenever it has changed, and again after a moment when that was too early.</summary>
internal sealed class SecretsFileFollower(
    IConfiguration configuration, TimeProvider time, ILogger<SecretsFileFollower> logger) : IHostedService, IAsyncDisposable
{
    private FileMonitor? _monitor;
    private RetryingLoop? _loop;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (((IConfigurationRoot)configuration).Providers.OfType<SecretsFile>().SingleOrDefault() is not { } file) return Task.CompletedTask;
        _loop = new RetryingLoop(_ => Reload(file), (error, delay) => KeyLog.SecretsUnreadable(logger, delay, error.Message), time);
        _monitor = new FileMonitor(file.Path, FileMonitor.DefaultPollInterval, time, _loop.Signal);

        // It may have changed since it was read at the start.
        _loop.Signal();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _monitor?.Dispose();
        if (_loop is not null) await _loop.DisposeAsync();
    }

    private static Task Reload(SecretsFile file)
    {
        file.Reload();
        return Task.CompletedTask;
    }
}
