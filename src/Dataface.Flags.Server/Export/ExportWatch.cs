using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Server.Export;

/// <summary>Says once in the log that a collector cannot be reached (1006); nothing waits for it.</summary>
internal sealed class ExportWatch(ILogger<ExportWatch> logger) : IHostedService, IDisposable
{
    private ExportFailureWatch? _watch;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watch = new ExportFailureWatch(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _watch?.Dispose();
}
