using System.Diagnostics.CodeAnalysis;

namespace Dataface.Flags.Documents;

/// <summary>A document's bytes and what problems call it.</summary>
/// <param name="Source">Such as the file's name.</param>
/// <param name="Utf8Json">JSON in UTF-8, a byte order mark allowed.</param>
public sealed record FlagDocumentSource(string Source, ReadOnlyMemory<byte> Utf8Json);

/// <summary>What reading a document came to: it is accepted or refused whole.</summary>
/// <param name="Document">The document, or null when it is refused.</param>
/// <param name="Problems">Everything that is wrong with it; a refused document has at least one error, an accepted one only warnings.</param>
public sealed record FlagDocumentResult(FlagDocument? Document, IReadOnlyList<DocumentProblem> Problems)
{
    /// <summary>Whether the document may be used.</summary>
    [MemberNotNullWhen(true, nameof(Document))]
    public bool IsAccepted => Document is not null;
}
