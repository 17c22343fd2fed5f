using System.Text;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>The experiment documents beside the code, where the server was told of them. Read anew every few seconds. Thread-safe.</summary>
internal sealed class ExperimentFolder(IOptions<ServerOptions> options, TimeProvider time)
{
    private readonly Fresh<IReadOnlyDictionary<string, FolderDocument>> _documents = new(TimeSpan.FromSeconds(2), time);
    private Dictionary<string, FolderDocument> _known = [];

    /// <summary>The accepted documents, by identifier.</summary>
    public IReadOnlyDictionary<string, FolderDocument> Documents => _documents.Get(Read);

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
    private Dictionary<string, FolderDocument> Read()
    {
        var files = new Dictionary<string, FolderDocument>(StringComparer.Ordinal);
        if (options.Value.Experiments is not { } folder) return files;
        foreach (var (source, utf8Yaml) in YamlFiles.Read([folder]))
        {
            var text = Encoding.UTF8.GetString(utf8Yaml.Span);
            if (_known.TryGetValue(source, out var known) && known.Text == text) files[source] = known;
            else if (RegisteredDefinition.Read(text, source) is { } experiment) files[source] = new(text, experiment);
        }

        _known = files;
        var documents = new Dictionary<string, FolderDocument>(StringComparer.Ordinal);
        foreach (var document in files.Values) documents[document.Definition.Id] = document;
        return documents;
    }
}

/// <summary>An accepted document.</summary>
internal sealed record FolderDocument(string Text, ExperimentDefinition Definition);
