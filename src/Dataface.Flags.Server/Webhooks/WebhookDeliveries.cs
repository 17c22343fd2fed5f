using Dataface.Flags.Background;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>
/// Delivers what is in the outbox, each webhook at its own pace, so that one that fails or hangs holds up no other. What is under way when
/// the server ends is sent again by the next one, or by another replica, once its lease is over.
/// </summary>
internal sealed class WebhookDeliveries : IHostedService, IAsyncDisposable
{
    /// <summary>How often due retries, and what no notification told of, are looked for.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>Longer than any attempt takes.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int AtOnce = 8;

    private readonly IWebhookStore _store;
    private readonly OutboxSorter _sorter;
    private readonly WebhookSender _sender;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RetryingLoop _loop;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _busy = new(StringComparer.Ordinal);
    private readonly HashSet<string> _again = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _subscriptions = [];
    private bool _isEnded;

    public WebhookDeliveries(
        ServerStorage storage, OutboxSorter sorter, WebhookSender sender, TimeProvider time, ILogger<WebhookDeliveries> logger)
    {
        (_store, _sorter, _sender, _time, _logger) = (storage.Webhooks, sorter, sender, time, logger);
        _loop = new RetryingLoop(BeginAsync, (error, delay) => WebhookLog.NotRead(logger, delay, error.Message), time);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscriptions.Add(_store.OnChange(_loop.Signal));
        _subscriptions.Add(_time.CreateTimer(_ => _loop.Signal(), null, Beat, Beat));
        _loop.Signal();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await EndAsync();

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stopping.Dispose();
    }

    /// <summary>Sends all that is due, and returns when it was sent or has failed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        while (Busy() is { Length: > 0 } busy) await Task.WhenAll(busy).WaitAsync(cancellationToken);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _sorter.RunAsync(cancellationToken);
        foreach (var webhook in await _store.ListDueAsync(cancellationToken)) Begin(webhook);
    }

    private void Begin(string webhook)
    {
        lock (_gate)
        {
            // Whoever is at it may have looked for the last time already.
            if (_busy.ContainsKey(webhook)) _again.Add(webhook);
            else BeginAlone(webhook);
        }
    }

    private void BeginAlone(string webhook)
    {
        if (_isEnded) return;
        var stop = _stopping.Token;
        _busy[webhook] = Task.Run(() => DeliverAllAsync(webhook, stop), CancellationToken.None);
    }

    private void End(string webhook)
    {
        lock (_gate)
        {
            _busy.Remove(webhook);
            if (_again.Remove(webhook)) BeginAlone(webhook);
        }
    }

    private Task[] Busy()
    {
        lock (_gate) return [.. _busy.Values];
    }

    private async Task DeliverAllAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            while (await FindAsync(name, cancellationToken) is { } webhook)
            {
                var claimed = await _store.ClaimAsync(name, AtOnce, Lease, cancellationToken);
                if (claimed.Count == 0) return;
                await Task.WhenAll(claimed.Select(delivery => DeliverAsync(webhook, delivery, cancellationToken)));
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            if (!cancellationToken.IsCancellationRequested) WebhookLog.NotSettled(_logger, name, error.Message);
        }
        finally
        {
            End(name);
        }
    }

    private async Task<Webhook?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await _store.ListAsync(cancellationToken)).FirstOrDefault(kept => kept.Name == name)?.Webhook;

    private async Task DeliverAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var failure = await _sender.SendAsync(webhook, delivery.Message, cancellationToken);
        var delay = failure is null or { IsForGood: true }
            ? null : RetrySchedule.After(delivery.Attempt, delivery.Age, delivery.Sequence, failure.RetryAfter);
        if (failure is not null && delay is null)
            WebhookLog.GivenUp(_logger, webhook.Name, delivery.Message.Id, delivery.Attempt, failure.Why);
        await _store.SettleAsync(delivery, new(failure?.Why, delay), cancellationToken);
    }

    private async Task EndAsync()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        await _loop.DisposeAsync();
        bool isFirst;
        lock (_gate) (isFirst, _isEnded) = (!_isEnded, true);
        if (isFirst) await _stopping.CancelAsync();
        await Task.WhenAll(Busy()).WaitAsync(Beat).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
