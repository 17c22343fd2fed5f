using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents.Linking;

/// <summary>Lays documents over one another and looks at everything that refers to something else.</summary>
internal static class DocumentLinker
{
    /// <param name="documents">In order; a later one replaces what an earlier one has of the same name, whole.</param>
    public static LinkedDocuments Link(IReadOnlyList<ParsedDocument> documents)
    {
        var scope = new LinkScope(documents);
        var (layers, objectives) = (new LayerLinker(scope), new ObjectiveLinker(scope));
        new SegmentLinker(scope).Check();
        new PrerequisiteLinker(scope).Check();
        layers.Check();
        objectives.Check();
        new AliasLinker(scope).Check();

        var isRefused = documents.SelectMany(d => d.Problems).Concat(scope.Problems).Any(p => p.Severity == ProblemSeverity.Error);
        if (!isRefused) new EverybodyLinker(scope).Check();
        var all = documents.SelectMany(d => d.Problems).Concat(scope.Problems).ToLookup(p => p.Source, StringComparer.Ordinal);
        DocumentProblem[] problems = [.. all.SelectMany(source => source.OrderBy(p => p.Line).ThenBy(p => p.Column))];
        if (!isRefused)
        {
            layers.FillIn();
            objectives.FillIn();
        }

        var document = isRefused ? null : new FlagDocument
        {
            Segments = scope.Segments,
            Layers = scope.Layers,
            Objectives = scope.Objectives,
            Flags = scope.LinkedFlags,
        };
        return new(document, problems, documents.Count == 1 ? OwnerOf(documents[0]) : OwnerOf(scope.FlagOwners));
    }

    // Functions of their own, because what they keep is kept as long as the document.
    private static Func<string, ParsedDocument> OwnerOf(ParsedDocument only) => _ => only;

    private static Func<string, ParsedDocument> OwnerOf(IReadOnlyDictionary<string, ParsedDocument> owners) => key => owners[key];
}

/// <summary>The outcome of <see cref="DocumentLinker.Link"/>.</summary>
/// <param name="Document">All flags, or null when there is an error.</param>
/// <param name="Problems">The problems of every document, in their order.</param>
/// <param name="OwnerOf">The document that a flag came from.</param>
internal sealed record LinkedDocuments(
    FlagDocument? Document, IReadOnlyList<DocumentProblem> Problems, Func<string, ParsedDocument> OwnerOf);
