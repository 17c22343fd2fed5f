using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Makes a message of each notice in the outbox, and has it wait for whoever is to get it. Thread-safe.</summary>
internal sealed class OutboxSorter(ServerStorage storage)
{
    private const int AtOnce = 100;

    /// <summary>Empties the outbox.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await storage.Webhooks.ReadOutboxAsync(AtOnce, cancellationToken) is { Count: > 0 } notices)
        {
            var webhooks = await storage.Webhooks.ListAsync(cancellationToken);
            foreach (var notice in notices) await SortAsync(notice, webhooks, cancellationToken);
        }
    }

    private async Task SortAsync(OutboxNotice notice, IReadOnlyList<KeptWebhook> webhooks, CancellationToken cancellationToken)
    {
        var (message, told) = await ReadAsync(notice, cancellationToken);
        var meant = webhooks.Where(kept => told is not null && kept.Since < notice.Sequence && WebhookEvents.AreFor(kept.Webhook, told))
            .ToLookup(kept => kept.Waiting < IWebhookStore.MostWaiting, kept => kept.Name);
        await storage.Webhooks.DistributeAsync(notice.Sequence, message, [.. meant[true]], [.. meant[false]], cancellationToken);
    }

    private async Task<(WebhookMessage? Message, Notice? Told)> ReadAsync(OutboxNotice notice, CancellationToken cancellationToken)
    {
        if (notice.Noticed is { } noticed) return (MessageWriter.Write(notice.Sequence, notice.At, noticed), noticed);
        var record = await FindAsync(notice.Record, cancellationToken);
        if (record is null || RecordNotices.Of(record) is not { } told) return (null, null);
        return (MessageWriter.Write(notice.Sequence, record.Change.Id, record.Change.At, told), told);
    }

    private async Task<AuditRecord?> FindAsync(long sequence, CancellationToken cancellationToken)
    {
        var found = await storage.Trail.SearchAsync(new TrailQuery(1, sequence + 1), cancellationToken);
        return found is [{ Problem: null } record] && record.Sequence == sequence ? record : null;
    }
}
