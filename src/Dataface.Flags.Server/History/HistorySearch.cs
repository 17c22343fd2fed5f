using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.History;

/// <summary>Reads what happened, in pages.</summary>
internal static class HistorySearch
{
    /// <summary>The records of a page, newest first, and where the page before them ends; null when there is none.</summary>
    public static async Task<(IReadOnlyList<AuditRecord> Records, long? Next)> ReadPageAsync(
        ServerStorage storage, TrailQuery query, CancellationToken cancellationToken)
    {
        // A database takes no such text, and nothing is called so.
        if (new[] { query.Flag, query.Environment, query.Action }.Any(name => name?.Contains('\0') == true)) return ([], null);

        // One more than asked for tells whether there is another page.
        var records = await storage.Trail.SearchAsync(query with { Size = query.Size + 1 }, cancellationToken);
        return records.Count > query.Size ? ([.. records.Take(query.Size)], records[query.Size - 1].Sequence) : (records, null);
    }
}
