using Dataface.Flags.Cleaner.Files;
using Dataface.Flags.Cleaning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Cleaner.Solutions;

/// <summary>What a clean-up changes in files. A file that several projects or frameworks compile must come out the same in each.</summary>
internal static class CodeChanges
{
    public static async Task<List<FileChange>> OfAsync(Solution before, Solution after, List<Refusal> refusals,
        CancellationToken cancellation)
    {
        var changes = new List<FileChange>();
        var documents = after.Projects.SelectMany(p => p.Documents).Where(d => d.FilePath is not null).GroupBy(d =>
            d.FilePath!, StringComparer.Ordinal);
        var changed = after.GetChanges(before).GetProjectChanges().SelectMany(p => p.GetChangedDocuments()).ToHashSet();
        foreach (var file in documents.Where(f => f.Any(d => changed.Contains(d.Id))))
        {
            var texts = new HashSet<string>(StringComparer.Ordinal);
            foreach (var document in file) texts.Add((await document.GetTextAsync(cancellation)).ToString());
            if (texts.Count > 1)
            {
                refusals.Add(new(file.Key, 1,
                    "Several projects or frameworks compile this file, and it would not be the same in each. Clean it by hand."));
                continue;
            }

            var old = (await before.GetDocument(file.First().Id)!.GetTextAsync(cancellation)).ToString();
            var text = FileText.Read(file.Key);
            if (text.Text != old) refusals.Add(new(file.Key, 1,
                "Its encoding is not understood, or it has changed meanwhile. Save it as UTF-8, and try again."));
            else if (texts.Single() != old) changes.Add(new(text, texts.Single()));
        }

        return changes;
    }

    /// <summary>A solution in which flag documents have their new text, so that what is generated of them is what it will be.</summary>
    public static Solution WithDocuments(Solution solution, IEnumerable<FileChange> documents)
    {
        foreach (var change in documents)
        {
            var path = Path.GetFullPath(change.File.Path);
            foreach (var document in solution.Projects.SelectMany(p => p.AdditionalDocuments).Where(d => d.FilePath is { } file
                && Path.GetFullPath(file) == path).ToList())
            {
                solution = solution.WithAdditionalDocumentText(document.Id, SourceText.From(change.Text));
            }
        }

        return solution;
    }
}
