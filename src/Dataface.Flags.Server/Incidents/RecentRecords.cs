using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Incidents;

/// <summary>The end of a trail, read page by page from its index, as far as it is recent. Thread-safe.</summary>
internal sealed class RecentRecords(ServerStorage storage)
{
    /// <summary>No more than that is listed of one kind: nobody reads on.</summary>
    public const int Most = 200;

    private const int PageSize = 50;

    /// <summary>
    /// The records since a time, newest first, and whether there were more. One that was delivered late says an earlier time: it counts
    /// when something that is recent was recorded before it.
    /// </summary>
    /// <param name="query">Which records.</param>
    /// <param name="since">The time.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<(IReadOnlyList<AuditRecord> Records, bool IsPartial)> ReadAsync(
        TrailQuery query, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (records, recent) = (new List<AuditRecord>(), 0);
        while (records.Count < Most)
        {
            var page = await storage.Trail.SearchAsync(
                query with { Size = PageSize, Before = records.Count == 0 ? null : records[^1].Sequence }, cancellationToken);
            records.AddRange(page);
            recent = records.FindLastIndex(record => record.Change.At >= since) + 1;
            if (page.Count < PageSize || !page.Any(record => record.Change.At >= since)) return (records[..recent], false);
        }

        return (records[..recent], true);
    }
}
