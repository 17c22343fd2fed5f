using Dataface.Flags.Background;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>
/// Has all looks made, by one of the replicas, and writes what they find into the outbox. Idle while there is no webhook.
/// </summary>
internal sealed class WebhookLooks : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <summary>Another replica takes over when the one that looks has not for so long.</summary>
    private static readonly TimeSpan Lease = 3 * Every;

    /// <summary>What was not found for so long is over; what comes and goes faster is told once.</summary>
    private static readonly TimeSpan Over = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Never = TimeSpan.FromDays(3650);

    private readonly IWebhookStore _store;
    private readonly IReadOnlyList<ILook> _looks;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RetryingLoop _loop;
    private readonly Guid _server = Guid.NewGuid();
    private IDisposable? _timer;

    public WebhookLooks(ServerStorage storage, IEnumerable<ILook> looks, TimeProvider time, ILogger<WebhookLooks> logger)
    {
        (_store, _looks, _time, _logger) = (storage.Webhooks, [.. looks], time, logger);
        _loop = new RetryingLoop(RunAsync, (error, delay) => WebhookLog.NotLooked(logger, delay, error.Message), time);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = _time.CreateTimer(_ => _loop.Signal(), null, Every, Every);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        await _loop.DisposeAsync();
    }

    /// <summary>Looks once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if ((await _store.ListAsync(cancellationToken)).Count == 0) return;
        if (!await _store.TryLeadAsync(_server, Lease, cancellationToken)) return;
        var (found, isWhole) = (new List<StandingNotice>(), true);
        foreach (var look in _looks)
        {
            try
            {
                found.AddRange(await look.LookAsync(cancellationToken));
            }
            catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                // What one cannot see must not hide what the others do.
                isWhole = false;
                WebhookLog.NotLooked(_logger, Every, error.Message);
            }
        }

        await _store.NoticeAsync([.. found.DistinctBy(notice => notice.Key)], isWhole ? Over : Never, cancellationToken);
    }
}
