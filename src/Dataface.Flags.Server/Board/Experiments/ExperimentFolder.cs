using System.Text;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Hosting;
using Microsoft.Extensions.Options;
using DocumentReader = Dataface.Flags.Experiments.Documents.Reading.ExperimentReader;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>The experiment documents beside the code, where the server was told of them. Read anew every few seconds. Thread-safe.</summary>
internal sealed class ExperimentFolder(IOptions<ServerOptions> options, TimeProvider time)
{
    private readonly Fresh<Content> _content = new(TimeSpan.FromSeconds(2), time);

    /// <summary>The accepted documents' text, by identifier.</summary>
    public IReadOnlyDictionary<string, string> Documents => _content.Get(Read).Documents;

    /// <summary>What is wrong with the others.</summary>
    public IReadOnlyList<string> Problems => _content.Get(Read).Problems;

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

    private Content Read()
    {
        if (options.Value.Experiments is not { } folder) return new(new Dictionary<string, string>(), []);
        var (sources, unread) = DocumentFolder.Read(folder);
        var (documents, problems) = (new Dictionary<string, string>(StringComparer.Ordinal), unread.ToList());
        foreach (var (source, utf8Yaml) in sources)
        {
            var read = DocumentReader.Read(utf8Yaml, source);
            if (read is { Problems.HasErrors: false, Experiment: { } experiment }) documents[experiment.Id] = Encoding.UTF8.GetString(utf8Yaml.Span);
            else problems.AddRange(read.Problems.Problems.Select(problem => problem.ToString()));
        }

        return new(documents, problems);
    }

    private sealed record Content(IReadOnlyDictionary<string, string> Documents, IReadOnlyList<string> Problems);
}
