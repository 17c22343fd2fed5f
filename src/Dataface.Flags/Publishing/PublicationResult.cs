using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>What has become of a document that was to be put in force.</summary>
public sealed record PublicationResult
{
    /// <summary>The document in force after it. Of a publication that was made before: the document that it put in force then.</summary>
    public required PublishedDocument Document { get; init; }

    /// <summary>How far that got.</summary>
    public required StateReach Reach { get; init; }
}
