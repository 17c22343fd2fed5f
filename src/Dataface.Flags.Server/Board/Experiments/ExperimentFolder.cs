using System.Text;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>The experiment documents beside the code, where the server was told of them. Read anew every few seconds. Thread-safe.</summary>
internal sealed class ExperimentFolder(IOptions<ServerOptions> options, TimeProvider time)
{
    private readonly Fresh<IReadOnlyDictionary<string, string>> _documents = new(TimeSpan.FromSeconds(2), time);

    /// <summary>The accepted documents' text, by identifier.</summary>
    public IReadOnlyDictionary<string, string> Documents => _documents.Get(Read);

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

    private Dictionary<string, string> Read()
    {
        var documents = new Dictionary<string, string>(StringComparer.Ordinal);
        if (options.Value.Experiments is not { } folder) return documents;
        foreach (var (source, utf8Yaml) in YamlFiles.Read([folder]))
        {
            var text = Encoding.UTF8.GetString(utf8Yaml.Span);
            if (RegisteredDefinition.Read(text, source) is { } experiment) documents[experiment.Id] = text;
        }

        return documents;
    }
}
