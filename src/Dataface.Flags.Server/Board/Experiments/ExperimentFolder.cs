using System.Text;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Hosting;
using Microsoft.Extensions.Options;
using DocumentReader = Dataface.Flags.Experiments.Documents.Reading.ExperimentReader;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>The experiment documents beside the code, where the server was told of them. Read anew every few seconds. Thread-safe.</summary>
internal sealed class ExperimentFolder(IOptions<ServerOptions> options, TimeProvider time)
{
    private readonly Fresh<Content> _content = new(TimeSpan.FromSeconds(2), time);
    private Dictionary<string, ReadFile> _known = [];

    /// <summary>The accepted documents, by identifier.</summary>
    public IReadOnlyDictionary<string, FolderDocument> Documents => _content.Get(Read).Documents;

    /// <summary>What is wrong with the others.</summary>
    public IReadOnlyList<string> Problems => _content.Get(Read).Problems;

    /// <summary>In what a document and the registry say different things.</summary>
    public static IReadOnlyList<string> Mismatches(ExperimentRecord record, FolderDocument document)
    {
        var written = document.Definition;
        var mismatches = new List<string>();
        if (written.Status != record.Status) mismatches.Add($"The document says that it is {Words.Of(written.Status)}; the registry, which counts for this, that it is {Words.Of(record.Status)}.");
        if (written.Hypothesis != record.Hypothesis) mismatches.Add($"The document, which counts for this, has another hypothesis: {written.Hypothesis}");
        if (record.Definition is { } registered && registered != document.Text) mismatches.Add("The document has changed since it was registered. The document counts for the design.");
        return mismatches;
    }

    /// <summary>One at a time. What has not changed is not parsed again.</summary>
    private Content Read()
    {
        if (options.Value.Experiments is not { } folder) return new(new Dictionary<string, FolderDocument>(), []);
        var (sources, unread) = DocumentFolder.Read(folder);
        var files = new Dictionary<string, ReadFile>(StringComparer.Ordinal);
        foreach (var (source, utf8Yaml) in sources)
        {
            files[source] = _known.TryGetValue(source, out var known) && known.Utf8Yaml.Span.SequenceEqual(utf8Yaml.Span) ? known : Parse(utf8Yaml, source);
        }

        _known = files;
        var documents = new Dictionary<string, FolderDocument>(StringComparer.Ordinal);
        foreach (var document in files.Values.Select(f => f.Document).OfType<FolderDocument>()) documents[document.Definition.Id] = document;
        return new(documents, [.. unread, .. files.Values.SelectMany(f => f.Problems)]);
    }

    private static ReadFile Parse(ReadOnlyMemory<byte> utf8Yaml, string source)
    {
        var read = DocumentReader.Read(utf8Yaml, source);
        return read is { Problems.HasErrors: false, Experiment: { } experiment }
            ? new(utf8Yaml, new(Encoding.UTF8.GetString(utf8Yaml.Span), experiment), [])
            : new(utf8Yaml, null, [.. read.Problems.Problems.Select(problem => problem.ToString())]);
    }

    private sealed record Content(IReadOnlyDictionary<string, FolderDocument> Documents, IReadOnlyList<string> Problems);

    private sealed record ReadFile(ReadOnlyMemory<byte> Utf8Yaml, FolderDocument? Document, IReadOnlyList<string> Problems);
}

/// <summary>An accepted document.</summary>
internal sealed record FolderDocument(string Text, ExperimentDefinition Definition);
