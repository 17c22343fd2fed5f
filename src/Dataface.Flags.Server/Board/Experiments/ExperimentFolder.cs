using System.Text;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>The experiment documents beside the code, where the server was told of them. Read anew every few seconds. Thread-safe.</summary>
internal sealed class ExperimentFolder(IOptions<ServerOptions> options, TimeProvider time)
{
    private readonly Fresh<IReadOnlyDictionary<string, FolderDocument>> _documents = new(TimeSpan.FromSeconds(2), time);

    /// <summary>The accepted documents, by identifier.</summary>
    public IReadOnlyDictionary<string, FolderDocument> Documents => _documents.Get(Read);

    /// <summary>In what a document and the registry say different things.</summary>
    public static IReadOnlyList<string> Mismatches(ExperimentRecord record, string document)
    {
        var written = RegisteredDefinition.Read(document, record.Id)!;
        var mismatches = new List<string>();
        if (written.Status != record.Status) mismatches.Add($"The document says that it is {Words.Of(written.Status)}; the registry, which counts for this, that it is {Words.Of(record.Status)}.");
        if (written.Hypothesis != record.Hypothesis) mismatches.Add($"The document, which counts for this, has another hypothesis: {written.Hypothesis}");
        if (record.Definition is { } registered && registered != document) mismatches.Add("The document has changed since it was registered. The document counts for the design.");
        return mismatches;
    }

    private Dictionary<string, FolderDocument> Read()
    {
        var documents = new Dictionary<string, FolderDocument>(StringComparer.Ordinal);
        if (options.Value.Experiments is not { } folder) return documents;
        foreach (var (source, utf8Yaml) in YamlFiles.Read([folder]))
        {
            var text = Encoding.UTF8.GetString(utf8Yaml.Span);
            if (RegisteredDefinition.Read(text, source) is { } experiment) documents[experiment.Id] = new(experiment.Owner, text);
        }

        return documents;
    }
}

/// <summary>A document beside the code.</summary>
/// <param name="Owner">The team or person it says.</param>
/// <param name="Text">YAML.</param>
internal sealed record FolderDocument(string Owner, string Text);
