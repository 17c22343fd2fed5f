using Dataface.Flags.Background;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Usage;

/// <summary>
/// Keeps what is reported, in batches: what a server that is killed has not kept yet, at most of the last beat, is missing, and nothing
/// counts twice. Nobody waits for it.
/// </summary>
internal sealed class UsageKeeping : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Sweep = TimeSpan.FromHours(1);

    /// <summary>A server that goes down waits no longer for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IUsageStore _store;
    private readonly WaitingUsage _waiting;
    private readonly OfrepUsage _own;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RetryingLoop _writing;
    private ITimer? _timer;
    private long? _sweptAt;

    public UsageKeeping(ServerStorage storage, WaitingUsage waiting, OfrepUsage own, TimeProvider time, ILogger<UsageKeeping> logger)
    {
        (_store, _waiting, _own, _time, _logger) = (storage.Usage, waiting, own, time, logger);
        _writing = new RetryingLoop(KeepAsync, (error, delay) => UsageLog.NotKept(logger, delay, error.Message), time);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _waiting.Many += _writing.Signal;
        _timer = _time.CreateTimer(_ => _writing.Signal(), null, Beat, Beat);
        return Task.CompletedTask;
    }

    /// <summary>What was reported last is there for whoever looks next.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await EndAsync();
        await WriteAsync(cancellationToken).WaitAsync(Patience, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    /// <summary>Keeps what was reported before this call.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _writing.RunAsync(cancellationToken);

    private async Task EndAsync()
    {
        _waiting.Many -= _writing.Signal;
        if (_timer is { } timer) await timer.DisposeAsync();
        await _writing.DisposeAsync();
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        if (_sweptAt is { } swept && _time.GetElapsedTime(swept) < Sweep) return;
        _sweptAt = _time.GetTimestamp();
        try
        {
            await _store.SweepAsync(cancellationToken);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // It is no reason not to keep what is new.
            UsageLog.NotSwept(_logger, error.Message);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        _own.Collect();
        var taken = _waiting.TakeAll();
        if (taken.Count == 0) return;
        try
        {
            await _store.WriteAsync(taken, cancellationToken);
        }
        catch
        {
            // Whatever of it was written is not counted again.
            _waiting.PutBack(taken);
            throw;
        }
    }
}
