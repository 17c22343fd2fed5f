using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>The result of putting a document in force.</summary>
public sealed record PublicationResult
{
    /// <summary>The document in force afterwards. For a publication that was made before: the document that it put in force then.</summary>
    public required PublishedDocument Document { get; init; }

    /// <summary>How far the change got.</summary>
    public required StateReach Reach { get; init; }
}
