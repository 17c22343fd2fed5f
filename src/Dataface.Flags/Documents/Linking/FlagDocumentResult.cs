using System.Diagnostics.CodeAnalysis;

namespace Dataface.Flags.Documents;

/// <summary>A document's bytes and its name in problems.</summary>
public sealed record FlagDocumentSource
{
    /// <summary>The name for the document in problems, such as the file's name.</summary>
    public required string Source { get; init; }

    /// <summary>JSON in UTF-8, optionally with a byte order mark.</summary>
    public required ReadOnlyMemory<byte> Utf8Json { get; init; }
}

/// <summary>The result of reading a document, which is accepted or refused as a whole.</summary>
public sealed record FlagDocumentResult
{
    /// <summary>The document, or null when it is refused.</summary>
    public FlagDocument? Document { get; init; }

    /// <summary>Everything that is wrong with it; a refused document has at least one error, an accepted one only warnings.</summary>
    public required IReadOnlyList<DocumentProblem> Problems { get; init; }

    /// <summary>Whether the document may be used.</summary>
    [MemberNotNullWhen(true, nameof(Document))]
    public bool IsAccepted => Document is not null;
}
