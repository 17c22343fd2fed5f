using Dataface.Flags.State;

namespace Dataface.Flags.Server.Changes;

/// <summary>Tells streams of a change that is kept, and says no more of it than what is true.</summary>
internal static class Announcement
{
    /// <summary>Whoever has made the change waits no longer; feeds go on trying.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How far the change got: to every stream, or, when announcing it fails or takes too long, only onto the disk.</summary>
    public static async Task<StateReach> TryAsync(Func<Task> announce)
    {
        try
        {
            await announce().WaitAsync(Patience);
            return StateReach.Fleet;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return StateReach.Durable;
        }
    }
}
