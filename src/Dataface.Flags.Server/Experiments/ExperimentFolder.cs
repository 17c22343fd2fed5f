using System.Text;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Folders;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Experiments;

/// <summary>
/// The experiment documents beside the code, where the server was told of them. Read anew every few seconds. Thread-safe.
/// </summary>
internal sealed class ExperimentFolder(IOptions<ServerSettings> options, TimeProvider time)
{
    private const string OtherOwner = "The document with this identifier has another owner, so it is ignored.";

    private readonly Fresh<FolderContent> _content = new(TimeSpan.FromSeconds(2), time);
    private Dictionary<string, FolderFile> _known = [];

    public FolderContent Content => _content.Get(Read);

    /// <summary>A registered experiment's document; null when there is none, or none of its owner.</summary>
    public FolderFile? Find(ExperimentRecord record) =>
        Content.Documents.GetValueOrDefault(record.Id) is { } document && IsOfOwner(document, record) ? document : null;

    /// <summary>In what a registered experiment's document differs from the registry.</summary>
    public IReadOnlyList<string> WarningsOf(ExperimentRecord record)
    {
        if (Content.Documents.GetValueOrDefault(record.Id) is not { } document) return [];
        if (!IsOfOwner(document, record)) return [OtherOwner];
        return DocumentDifferences.Of(document.Definition!.Status, record.Status, document.HasDesignOf(record));
    }

    /// <summary>
    /// Whether there is a file in the folder around the documents' folder, or deeper; null when the server knows of no folder.
    /// </summary>
    public bool? HasFile(string path)
    {
        if (options.Value.Experiments is not { } folder || Path.GetDirectoryName(Path.GetFullPath(folder)) is not { } around) return null;
        var file = Path.GetFullPath(path, around);
        return file.StartsWith(around.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && File.Exists(file);
    }

    /// <summary>Whoever registers an experiment under the name of another team's document does not get to read it.</summary>
    private static bool IsOfOwner(FolderFile document, ExperimentRecord record) => document.Definition!.Owner == record.Owner;

    /// <summary>One at a time. What has not changed is not parsed again.</summary>
    private FolderContent Read()
    {
        if (options.Value.Experiments is not { } folder) return new(new Dictionary<string, FolderFile>(), []);
        var (sources, unread) = DocumentFolder.Read(folder);
        _known = sources.ToDictionary(s => s.Source, s => Read(s.Source, Encoding.UTF8.GetString(s.Utf8Yaml.Span)), StringComparer.Ordinal);
        var problems = unread.Concat(_known.Values.Select(file => file.Problem).OfType<string>()).ToList();
        var documents = new Dictionary<string, FolderFile>(StringComparer.Ordinal);
        foreach (var same in _known.Where(file => file.Value.Definition is not null)
            .GroupBy(file => file.Value.Definition!.Id, StringComparer.Ordinal))
        {
            if (same.Count() == 1) documents.Add(same.Key, same.Single().Value);
            else problems.Add($"{string.Join(" and ", same.Select(file => Path.GetFileName(file.Key)))}: all of them are the experiment "
                + $"'{same.Key}', so all of them are ignored. Give each its own identifier.");
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
