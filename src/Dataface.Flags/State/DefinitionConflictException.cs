using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>Another document was published meanwhile: nothing was changed.</summary>
/// <param name="current">The document in force, or null when there is none.</param>
public sealed class DefinitionConflictException(DocumentRevision? current)
    : RefusalException(RefusalKind.Outdated, current is null
        ? "There is no document in force. Publish the first one without naming another."
        : $"Revision {current.Number} ({current.Hash[..12]}…) is in force, not the one that this change was made for. Read it, make the "
            + $"change again, and publish that.")
{
    /// <summary>The document in force, or null.</summary>
    public DocumentRevision? Current => current;
}
