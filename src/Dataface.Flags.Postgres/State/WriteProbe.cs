using Dataface.Flags.Postgres.Connections;

namespace Dataface.Flags.Postgres.State;

/// <summary>
/// Finds out whether a change could be kept now, without one: the turn can be had, rows can be written, and the user has the rights.
/// </summary>
internal static class WriteProbe
{
    /// <summary>Throws, saying why, when no change could be kept.</summary>
    public static Task RunAsync(PostgresFlagDatabase database, CancellationToken cancellationToken) => database.RunAsync(
        connection => Turn.RunAsync(connection, new("SELECT dataface_flags.probe()"), cancellationToken), cancellationToken);
}
