using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents.Linking;

/// <summary>
/// Documents laid over one another, and what was found wrong between them. A later document replaces what an earlier one has of the same
/// name.
/// </summary>
internal sealed class LinkScope
{
    private readonly IReadOnlyList<ParsedDocument> _documents;
    private readonly Dictionary<string, ParsedDocument> _flagOwners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ParsedDocument> _segmentOwners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ParsedDocument> _layerOwners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ParsedDocument> _objectiveOwners = new(StringComparer.Ordinal);
    private readonly Dictionary<ParsedDocument, Placement> _placements = [];
    private bool _isFilledIn;

    public LinkScope(IReadOnlyList<ParsedDocument> documents)
    {
        _documents = documents;
        foreach (var document in documents)
        {
            Lay(document, document.Content.Flags, document.Unreadable.Flags, Flags, _flagOwners);
            Lay(document, document.Content.Segments, document.Unreadable.Segments, Segments, _segmentOwners);
            Lay(document, document.Content.Layers, document.Unreadable.Layers, Layers, _layerOwners);
            Lay(document, document.Content.Objectives, document.Unreadable.Objectives, Objectives, _objectiveOwners);
        }
    }

    public Dictionary<string, FlagDefinition> Flags { get; } = new(StringComparer.Ordinal);

    /// <summary>The flags as they are linked; as the only document has them, not copied, when nothing had to be filled in.</summary>
    public IReadOnlyDictionary<string, FlagDefinition> LinkedFlags =>
        _documents.Count == 1 && !_isFilledIn ? _documents[0].Content.Flags : Flags;

    public Dictionary<string, Condition> Segments { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, LayerDefinition> Layers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ObjectiveDefinition> Objectives { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ParsedDocument> FlagOwners => _flagOwners;

    public IEnumerable<DocumentProblem> Problems =>
        _documents.Where(_placements.ContainsKey).SelectMany(d => _placements[d].Problems.Problems);

    /// <summary>Whether some document has it, be it readable or not.</summary>
    public bool HasFlag(string key) => _flagOwners.ContainsKey(key);

    /// <inheritdoc cref="HasFlag"/>
    public bool HasSegment(string name) => _segmentOwners.ContainsKey(name);

    /// <inheritdoc cref="HasFlag"/>
    public bool HasLayer(string name) => _layerOwners.ContainsKey(name);

    /// <inheritdoc cref="HasFlag"/>
    public bool HasObjective(string name) => _objectiveOwners.ContainsKey(name);

    /// <summary>Puts a flag in the place of the one that was read: what it takes from elsewhere is filled in.</summary>
    public void FillIn(FlagDefinition flag) => (Flags[flag.Key], _isFilledIn) = (flag, true);

    public void InFlag(string code, ProblemSeverity severity, string key, JsonPath path, string message, string remedy) =>
        Report(_flagOwners[key], code, severity, path, message, remedy);

    public void InSegment(string code, ProblemSeverity severity, string name, JsonPath path, string message, string remedy) =>
        Report(_segmentOwners[name], code, severity, path, message, remedy);

    public void InLayer(string code, ProblemSeverity severity, string name, JsonPath path, string message, string remedy) =>
        Report(_layerOwners[name], code, severity, path, message, remedy);

    private static void Lay<T>(
        ParsedDocument document, IReadOnlyDictionary<string, T> items, HashSet<string> unreadable, Dictionary<string, T> all,
        Dictionary<string, ParsedDocument> owners)
    {
        foreach (var (name, item) in items) (all[name], owners[name]) = (item, document);
        foreach (var name in unreadable)
        {
            owners[name] = document;
            all.Remove(name);
        }

        all.TrimExcess();
    }

    private void Report(ParsedDocument document, string code, ProblemSeverity severity, JsonPath path, string message, string remedy)
    {
        if (!_placements.TryGetValue(document, out var placement))
        {
            // Parsed a second time, for positions only: the tree of a large document is not worth keeping for the rare problem.
            var tree = JsonTreeParser.Parse(document.Utf8Json, out _)!;
            placement = new(tree, new ProblemList(document.Source, document.Utf8Json));
            _placements.Add(document, placement);
        }

        placement.Problems.Add(code, severity, placement.Tree, path.Find(placement.Tree), message, remedy);
    }

    private sealed record Placement(JsonTree Tree, ProblemList Problems);
}
