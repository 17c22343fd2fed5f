using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents.Linking;

/// <summary>
/// The documents of several providers, in layers. A new one is accepted only if all of them hold together; one that is refused for what
/// another lacks is remembered, and comes in when the other does. Not thread-safe.
/// </summary>
internal sealed class LayeredDocuments(int layers)
{
    private readonly ParsedDocument?[] _accepted = new ParsedDocument?[layers];
    private readonly ParsedDocument?[] _waiting = new ParsedDocument?[layers];

    /// <summary>All accepted documents together; null before the first.</summary>
    public LinkedDocuments? Linked { get; private set; }

    /// <summary>Whether every layer has an accepted document.</summary>
    public bool IsComplete => Array.TrueForAll(_accepted, document => document is not null);

    /// <summary>The document in force in a layer.</summary>
    public ParsedDocument? this[int layer] => _accepted[layer];

    public int IndexOf(ParsedDocument document) => Array.IndexOf(_accepted, document);

    /// <summary>Whether a layer's newest document is refused.</summary>
    public bool IsWaiting(int layer) => _waiting[layer] is not null;

    /// <summary>Puts new documents into their layers, all of them if they hold together, else one after another.</summary>
    /// <returns>For each layer that was offered one, what is wrong with it: errors mean that it was refused.</returns>
    public IReadOnlyDictionary<int, IReadOnlyList<DocumentProblem>> Offer(IReadOnlyDictionary<int, ParsedDocument> offered)
    {
        foreach (var (layer, document) in offered) _waiting[layer] = document;
        if (TryAccept(_waiting, out var linked))
        {
            return offered.ToDictionary(o => o.Key, o => Of(o.Value, linked.Problems));
        }

        return offered.OrderBy(o => o.Key).ToDictionary(o => o.Key, o => OfferAlone(o.Key, o.Value));
    }

    private IReadOnlyList<DocumentProblem> OfferAlone(int layer, ParsedDocument document)
    {
        var candidate = new ParsedDocument?[layers];
        candidate[layer] = document;
        TryAccept(candidate, out var linked);
        return Of(document, linked.Problems);
    }

    private bool TryAccept(ParsedDocument?[] candidates, out LinkedDocuments linked)
    {
        var together = _accepted.Select((document, layer) => candidates[layer] ?? document).ToArray();
        linked = DocumentLinker.Link([.. together.OfType<ParsedDocument>()]);
        if (linked.Document is null) return false;
        together.CopyTo(_accepted, 0);
        for (var layer = 0; layer < layers; layer++)
        {
            if (ReferenceEquals(_waiting[layer], _accepted[layer])) _waiting[layer] = null;
        }

        Linked = linked;
        return true;
    }

    /// <summary>What is wrong with a document itself, and, where that is nothing, with the others because of it.</summary>
    private static IReadOnlyList<DocumentProblem> Of(ParsedDocument document, IReadOnlyList<DocumentProblem> problems)
    {
        var own = problems.Where(p => p.Source == document.Source).ToList();
        return own.Exists(p => p.Severity == ProblemSeverity.Error) || problems.All(p => p.Severity == ProblemSeverity.Warning)
            ? own : problems;
    }
}
