using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Cleaner.Exits;
using Dataface.Flags.Cleaner.Files;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Cleaner.Choosing;

/// <summary>The flag documents and experiments of a solution.</summary>
internal sealed class FlagFiles
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "packages", "artifacts"];

    private FlagFiles(List<(FileText File, DocumentModel Model)> documents, List<(FileText File, ExperimentModel Model)> experiments) =>
        (Documents, Experiments) = (documents, experiments);

    public IReadOnlyList<(FileText File, DocumentModel Model)> Documents { get; }

    public IReadOnlyList<(FileText File, ExperimentModel Model)> Experiments { get; }

    public static FlagFiles Read(CleanRequest request, string folder)
    {
        var documents = request.Documents.Count > 0 ? request.Documents : [.. Below(folder, "flags.json")];
        var read = documents.Select(FileText.Read).Select(f => (f, ModelReader.Read(f.Path, SourceText.From(f.Text)))).ToList();
        foreach (var problem in read.SelectMany(d => d.Item2.Problems.Select(p => p)))
        {
            throw new CleanerException(CleanerExit.Failed,
                $"{problem.Place.Path}({problem.Place.Lines.Start.Line + 1},{problem.Place.Lines.Start.Character + 1}): {problem.Message}");
        }

        var source = request.Experiments ?? Path.Combine(folder, "experiments");
        if (request.Experiments is not null && !Directory.Exists(source)
            && !File.Exists(source)) throw new CleanerException(CleanerExit.Failed, $"There is no file or folder {source}.");
        var files = File.Exists(source) ? [source] : Directory.Exists(source) ? Below(source, "*.yaml").Concat(Below(source, "*.yml")) : [];
        return new(read, [.. files.Select(FileText.Read).Select(f => (f, ExperimentModelReader.Read(f.Path, SourceText.From(f.Text))))]);
    }

    public static IEnumerable<string> Below(string folder, string pattern)
    {
        foreach (var file in Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)) yield return file;
        foreach (var child in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(child);
            if (name[0] == '.' || Skipped.Contains(name) || new DirectoryInfo(child).LinkTarget is not null) continue;
            foreach (var file in Below(child, pattern)) yield return file;
        }
    }
}
