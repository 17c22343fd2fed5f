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
    private readonly Fresh<FolderContent> _content = new(TimeSpan.FromSeconds(2), time);

    public FolderContent Content => _content.Get(Read);

    /// <summary>In what a document and the registry say different things.</summary>
    public static IReadOnlyList<string> Mismatches(ExperimentRecord record, string document)
    {
        var written = RegisteredDefinition.Read(document, record.Id)!;
        var mismatches = new List<string>();
        var isChanged = record.Definition is { } registered && !DesignText.AreSame(registered, document);
        if (written.Status != record.Status)
        {
            mismatches.Add($"The document says that it is {Words.Of(written.Status)}; the registry, which counts for this, that it is {Words.Of(record.Status)}.");
        }

        if (record.Status >= ExperimentStatus.Decided)
        {
            if (isChanged) mismatches.Add("The document was edited after the decision. What was decided on is shown; take the edit back, or begin another experiment.");
            return mismatches;
        }

        if (written.Hypothesis != record.Hypothesis) mismatches.Add($"The document, which counts for this, has another hypothesis: {written.Hypothesis}");
        if (isChanged) mismatches.Add("The document has changed since it was registered. The document counts for the design.");
        return mismatches;
    }

    private FolderContent Read()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var (problems, twice) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        if (options.Value.Experiments is not { } folder) return new(texts, problems);
        try
        {
            foreach (var (source, utf8Yaml) in YamlFiles.Read([folder])) Add(Path.GetFileName(source), Encoding.UTF8.GetString(utf8Yaml.Span));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(error.Message);
        }

        return new(texts, problems);

        void Add(string source, string text)
        {
            var read = RegisteredDefinition.Check(text, source);
            if (read.Experiment is not { } experiment) problems.Add(read.Problem!);
            else if (!texts.Remove(experiment.Id) && twice.Add(experiment.Id)) texts[experiment.Id] = text;
            else problems.Add($"{source}: another document is the experiment '{experiment.Id}', too, so that neither counts. Give one an identifier of its own.");
        }
    }
}

/// <summary>What a folder of documents holds.</summary>
/// <param name="Texts">The documents that can be read, by identifier.</param>
/// <param name="Problems">Why the others count for nothing.</param>
internal sealed record FolderContent(IReadOnlyDictionary<string, string> Texts, IReadOnlyList<string> Problems);
