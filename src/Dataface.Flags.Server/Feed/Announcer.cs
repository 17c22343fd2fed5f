using Dataface.Flags.Server.Environments;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Feed;

/// <summary>
/// What follows a change that is durable. It has happened by then, so that nothing here makes its answer an error: what cannot be
/// done is said, and is tried again by whoever follows the stores. Thread-safe.
/// </summary>
internal sealed class Announcer(FeedHub hub, KnownEnvironments environments, EnvironmentClients clients)
{
    /// <summary>Whoever has made the change waits no longer; feeds go on trying.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string Unannounced = "It is kept, but could not be announced to the streams yet, which is tried again until it succeeds";

    /// <summary>Announces a change of one environment's state, which has been read.</summary>
    public async Task<Announcement> OfStateAsync(string environment)
    {
        var announcement = await AnnounceAsync(() => hub.Of(environment).RefreshAsync(CancellationToken.None));
        return announcement with { Cursor = hub.Of(environment).Current?.Cursor.ToString() ?? "" };
    }

    /// <summary>Announces that another document is in force.</summary>
    public async Task<Announcement> OfDocumentAsync()
    {
        // Who publishes an environment's first flags may have to kill one of them with the next request.
        var known = await TryAsync(() => environments.RefreshAsync(CancellationToken.None));
        var read = await TryAsync(() => clients.RefreshAsync(CancellationToken.None)) ?? known;
        var announcement = await AnnounceAsync(() => hub.RefreshAllAsync(CancellationToken.None));
        await TryAsync(() => clients.CatchUpAsync());
        return read is null || announcement.Problem is not null ? announcement : new(StateReach.Durable, $"{Unannounced}: {read}");
    }

    private static async Task<Announcement> AnnounceAsync(Func<Task> announce) =>
        await TryAsync(announce) is { } problem ? new(StateReach.Durable, $"{Unannounced}: {problem}") : new(StateReach.Fleet, null);

    /// <summary>Does what may fail; gives the reason when it does.</summary>
    private static async Task<string?> TryAsync(Func<Task> work)
    {
        try
        {
            await work().WaitAsync(Patience);
            return null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return error.Message;
        }
    }
}

/// <summary>How far a durable change got.</summary>
/// <param name="Reach"><see cref="StateReach.Fleet"/>, or <see cref="StateReach.Durable"/> with the problem.</param>
/// <param name="Problem">Why no further; null when it got everywhere.</param>
internal sealed record Announcement(StateReach Reach, string? Problem)
{
    /// <summary>The reach, as answers have it.</summary>
    public string ReachName => Reach == StateReach.Fleet ? "fleet" : "durable";

    /// <summary>Where the environment's feed stands; empty when that is not known.</summary>
    public string Cursor { get; init; } = "";
}
