namespace Dataface.Flags.Documents.Reading;

/// <summary>
/// One document by itself: what could be read of it, what is wrong with it, and its bytes, so that what is wrong with it among others
/// can be located too.
/// </summary>
/// <param name="Source">The file or provider.</param>
/// <param name="Utf8Json">The bytes.</param>
/// <param name="Content">What could be read; to be used only without errors and after linking.</param>
/// <param name="Unreadable">The flags, segments, layers and objectives that are there, but cannot be read.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record ParsedDocument(
    string Source, ReadOnlyMemory<byte> Utf8Json, FlagDocument Content, UnreadableNames Unreadable, IReadOnlyList<DocumentProblem> Problems)
{
    /// <summary>The revision that the provider gave; empty for a document without a provider.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The rules that it was read by.</summary>
    public DocumentPolicy Policy { get; init; } = DocumentPolicy.Default;

    public bool HasErrors => Problems.Any(p => p.Severity == ProblemSeverity.Error);
}

/// <summary>Names that exist, so that a flag with a fault is not reported as unknown on top.</summary>
internal sealed record UnreadableNames(
    HashSet<string> Flags, HashSet<string> Segments, HashSet<string> Layers, HashSet<string> Objectives)
{
    public UnreadableNames()
        : this(new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal))
    {
    }
}
