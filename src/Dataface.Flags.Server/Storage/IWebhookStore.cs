namespace Dataface.Flags.Server.Storage;

/// <summary>
/// Keeps webhooks, the outbox into which whoever records a change writes in the same transaction, and what waits to be delivered. All
/// durations go by the store's own clock, so that replicas need not agree on one. Thread-safe.
/// </summary>
internal interface IWebhookStore
{
    /// <summary>The most webhooks.</summary>
    const int Most = 50;

    /// <summary>The most messages that wait for one webhook; what comes beyond is dropped, and counted.</summary>
    const int MostWaiting = 10_000;

    /// <summary>
    /// No delivery waits for longer, be it for a retry or for the end of a lease: what is due later than that was written by a clock
    /// that has been set back since, and is due now.
    /// </summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromHours(2);

    /// <summary>Keeps a webhook; false when there is one of that name, or there are <see cref="Most"/>.</summary>
    Task<bool> AddAsync(Webhook webhook, CancellationToken cancellationToken);

    /// <summary>Removes a webhook with all that waits for it; false when there is none of that name.</summary>
    Task<bool> RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>All webhooks and how their deliveries stand, by name.</summary>
    Task<IReadOnlyList<KeptWebhook>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes what was noticed into the outbox, unless it stands already under its key; nothing is written while there is no webhook.
    /// What is not noticed again for <paramref name="over"/> is over, and is told of anew when it comes back.
    /// </summary>
    Task NoticeAsync(IReadOnlyList<StandingNotice> notices, TimeSpan over, CancellationToken cancellationToken);

    /// <summary>What is in the outbox, oldest first.</summary>
    Task<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(int most, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a notice out of the outbox and has its message wait for each webhook that is to get it; does nothing when another server has
    /// taken it out.
    /// </summary>
    /// <param name="notice">Its position.</param>
    /// <param name="message">The message; null when nobody is to get it.</param>
    /// <param name="webhooks">Who is to get it.</param>
    /// <param name="full">Those for whom too much waits already.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task DistributeAsync(
        long notice, WebhookMessage? message, IReadOnlyList<string> webhooks, IReadOnlyList<string> full,
        CancellationToken cancellationToken);

    /// <summary>The webhooks for which something is due.</summary>
    Task<IReadOnlyList<string>> ListDueAsync(CancellationToken cancellationToken);

    /// <summary>Takes what is due for a webhook; nobody else gets it until it is settled, or the lease is over.</summary>
    Task<IReadOnlyList<WebhookDelivery>> ClaimAsync(string webhook, int most, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Says how a delivery that was claimed has ended; does nothing when it was claimed again since, or the webhook is gone.
    /// </summary>
    Task SettleAsync(WebhookDelivery delivery, DeliveryEnd end, CancellationToken cancellationToken);

    /// <summary>
    /// Takes, or prolongs, the right to do something that one of the servers does for all; false while another one has it.
    /// </summary>
    Task<bool> TryLeadAsync(Guid server, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Calls back whenever something may be in the outbox, until the result is disposed.</summary>
    IDisposable OnChange(Action changed);
}
