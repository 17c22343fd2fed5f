using Dataface.Flags.Providers;
using Dataface.Flags.State;

namespace Dataface.Flags.Http;

/// <summary>What a server says at a moment. Immutable.</summary>
/// <param name="Cursor">The moment.</param>
/// <param name="Definitions">The document in force; null when nothing was published, or when the message is about state only.</param>
/// <param name="State">The environment's state.</param>
internal sealed record Feed(FeedCursor Cursor, FlagConfigContent? Definitions, FlagState State)
{
    /// <summary>Whether the message is about state only.</summary>
    public bool IsStateOnly { get; init; }
}
