using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Feed;

namespace Dataface.Flags.Server.Instances;

/// <summary>
/// Takes positions that reports claim for no more than the trail has: one beyond its end would confirm every change to come. Thread-safe.
/// </summary>
internal sealed class AppliedLimit(FeedHub hub, SharedState states)
{
    /// <summary>The report, which claims at most the end of the trail, as far as this server can know it.</summary>
    public async ValueTask<InstanceReport> CheckedAsync(InstanceReport report, CancellationToken cancellationToken)
    {
        var feed = hub.Of(report.Environment);
        if (await IsAheadAsync())
        {
            // Another server may have told the instance of what is new here.
            states.Doubt(report.Environment);
            await feed.RefreshStateAsync(cancellationToken);
        }

        return await IsAheadAsync() ? report with { Applied = feed.Current!.Cursor.Sequence } : report;

        async ValueTask<bool> IsAheadAsync() =>
            await feed.GetAsync(cancellationToken) is { Cursor: var known } && known.Lineage == report.Lineage
            && known.Sequence < report.Applied;
    }
}
