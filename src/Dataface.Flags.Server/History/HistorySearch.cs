using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.History;

/// <summary>Reads what happened, in pages.</summary>
internal static class HistorySearch
{
    /// <summary>The last records that fit, newest first, and where the page before them ends.</summary>
    public static async Task<(IEnumerable<AuditRecord> Records, long? Next)> ReadPageAsync(
        ServerStorage storage, int size, long? before, HistoryFilter filter, CancellationToken cancellationToken)
    {
        var page = new Queue<AuditRecord>();
        await foreach (var record in storage.State.ReadAuditAsync(cancellationToken))
        {
            if (record.Sequence >= before) break;
            if (!filter.Fits(record)) continue;
            page.Enqueue(record);
            if (page.Count > size + 1) page.Dequeue();
        }

        // One more than asked for tells whether there is another page.
        var isMore = page.Count > size;
        if (isMore) page.Dequeue();
        return (page.Reverse(), isMore ? page.Peek().Sequence : null);
    }
}

/// <summary>What a reader of the history asks for; null for anything.</summary>
internal sealed record HistoryFilter(string? Flag, string? Environment, string? Action)
{
    public bool Fits(AuditRecord record) =>
        (Flag is null || record.Change.Flag == Flag)
        && (Environment is null || record.Change.Environment == Environment)
        && (Action is null || AuditCodec.NameOf(record.Change.Action) == Action);
}
