using System.Text;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>The experiment documents beside the code, where the server was told of them. Read anew every few seconds. Thread-safe.</summary>
internal sealed class ExperimentFolder(IOptions<ServerOptions> options, TimeProvider time)
{
    private readonly Fresh<FolderContent> _content = new(TimeSpan.FromSeconds(2), time);
    private Dictionary<string, FolderFile> _known = [];

    public FolderContent Content => _content.Get(Read);

    /// <summary>In what a document and the registry say different things.</summary>
    public static IReadOnlyList<string> Mismatches(ExperimentRecord record, FolderFile document)
    {
        var written = document.Definition!;
        var mismatches = new List<string>();
        if (written.Status != record.Status) mismatches.Add($"The document says that it is {Words.Of(written.Status)}; the registry, which counts for this, that it is {Words.Of(record.Status)}.");
        if (record.Status >= ExperimentStatus.Decided)
        {
            if (record.Definition is { } agreed && !DesignText.AreSame(agreed, document.Text)) mismatches.Add("The document was edited after the decision. What was decided on is shown; take the edit back, or begin another experiment.");
            return mismatches;
        }

        if (written.Hypothesis != record.Hypothesis) mismatches.Add($"The document, which counts for this, has another hypothesis: {written.Hypothesis}");
        if (record.Definition is { } registered && !DesignText.AreSame(registered, document.Text)) mismatches.Add("The document has changed since it was registered. The document counts for the design.");
        return mismatches;
    }

    /// <summary>One at a time. What has not changed is not parsed again.</summary>
    private FolderContent Read()
    {
        if (options.Value.Experiments is not { } folder) return new(new Dictionary<string, FolderFile>(), []);
        var (sources, unread) = DocumentFolder.Read(folder);
        _known = sources.ToDictionary(s => s.Source, s => Read(s.Source, Encoding.UTF8.GetString(s.Utf8Yaml.Span)), StringComparer.Ordinal);
        var problems = unread.Concat(_known.Values.Select(file => file.Problem).OfType<string>()).ToList();
        var documents = new Dictionary<string, FolderFile>(StringComparer.Ordinal);
        foreach (var same in _known.Where(file => file.Value.Definition is not null).GroupBy(file => file.Value.Definition!.Id, StringComparer.Ordinal))
        {
            if (same.Count() == 1) documents.Add(same.Key, same.Single().Value);
            else problems.Add($"{string.Join(" and ", same.Select(file => Path.GetFileName(file.Key)))}: all of them are the experiment '{same.Key}', and so none counts. Give each an identifier of its own.");
        }

        return new(documents, problems);
    }

    private FolderFile Read(string source, string text)
    {
        if (_known.TryGetValue(source, out var known) && known.Text == text) return known;
        var (experiment, problem) = RegisteredDefinition.Check(text, Path.GetFileName(source));
        return new(text, experiment, problem);
    }
}

/// <summary>What a folder of documents holds.</summary>
/// <param name="Documents">The documents that can be read, by identifier.</param>
/// <param name="Problems">Why the others count for nothing.</param>
internal sealed record FolderContent(IReadOnlyDictionary<string, FolderFile> Documents, IReadOnlyList<string> Problems);

/// <summary>A file of the folder.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Definition">The experiment in it; null when it is refused.</param>
/// <param name="Problem">Why it is refused.</param>
internal sealed record FolderFile(string Text, ExperimentDefinition? Definition, string? Problem);
