using Dataface.Flags.Documents.Linking;
using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents;

/// <summary>Reads and validates flag documents. Never throws for what a document holds. Thread-safe.</summary>
public static class FlagDocumentReader
{
    /// <summary>Reads one self-contained document.</summary>
    /// <param name="utf8Json">The document: JSON in UTF-8, optionally with a byte order mark.</param>
    /// <param name="source">The name for the document in problems, such as the file's name.</param>
    /// <param name="policy">The rules beyond the format; null for the defaults.</param>
    /// <param name="time">The clock that gives today's date; null for the system's clock.</param>
    public static FlagDocumentResult Read(
        ReadOnlyMemory<byte> utf8Json, string source = "document", DocumentPolicy? policy = null, TimeProvider? time = null) =>
        Read([new() { Source = source, Utf8Json = utf8Json }], policy, time);

    /// <summary>
    /// Reads layered documents: a flag, segment or layer of a later document replaces that of an earlier one as a whole, and each document
    /// may refer to what another one defines.
    /// </summary>
    /// <param name="documents">The documents in order.</param>
    /// <param name="policy">The rules beyond the format; null for the defaults.</param>
    /// <param name="time">The clock that gives today's date; null for the system's clock.</param>
    public static FlagDocumentResult Read(
        IReadOnlyList<FlagDocumentSource> documents, DocumentPolicy? policy = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var today = Today(time ?? TimeProvider.System);
        var linked = DocumentLinker.Link(
            [.. documents.Select(d => DocumentParser.Parse(d.Utf8Json, d.Source, policy ?? DocumentPolicy.Default, today))]);
        return new() { Document = linked.Document, Problems = linked.Problems };
    }

    /// <summary>The UTC day.</summary>
    internal static DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}
