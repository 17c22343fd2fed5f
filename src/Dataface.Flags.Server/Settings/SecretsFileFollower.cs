using Dataface.Flags.Background;
using Dataface.Flags.Files;

namespace Dataface.Flags.Server.Settings;

/// <summary>Reads the secrets file again whenever it has changed, and again after a moment when that was too early.</summary>
/// <param name="time">Drives polling and retries.</param>
/// <param name="logger">Is told when the file cannot be read.</param>
/// <param name="file">The file; null when the server was told of none.</param>
internal sealed partial class SecretsFileFollower(TimeProvider time, ILogger<SecretsFileFollower> logger, SecretsFile? file = null)
    : IHostedService, IAsyncDisposable
{
    private FileMonitor? _monitor;
    private RetryingLoop? _loop;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (file is null) return Task.CompletedTask;
        _loop = new RetryingLoop(_ => Reload(file), (error, delay) => Unreadable(logger, delay, error.Message), time);
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

    [LoggerMessage(7102, LogLevel.Error,
        "The changed secrets file cannot be used; its previous content stays in force, next try in {Delay}. {Problem}")]
    private static partial void Unreadable(ILogger logger, TimeSpan delay, string problem);
}
