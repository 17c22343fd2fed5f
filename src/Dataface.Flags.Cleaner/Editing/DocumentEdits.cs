using System.Text.RegularExpressions;
using Dataface.Flags.Analyzers.Json;
using Dataface.Flags.Cleaner.Choosing;
using Dataface.Flags.Cleaner.Files;
using Dataface.Flags.Cleaning;

namespace Dataface.Flags.Cleaner.Editing;

/// <summary>Takes a flag out of flag documents, and finishes its experiment, without touching anything else of the files.</summary>
internal static class DocumentEdits
{
    public static IEnumerable<FileChange> Of(FlagFiles files, IReadOnlyList<KeptSide> sides, List<Refusal> refusals)
    {
        foreach (var (file, _) in files.Documents)
        {
            var text = sides.Aggregate(file.Text, (current, side) => Without(file.Path, current, side.Key, refusals));
            if (text != file.Text) yield return new(file, text);
        }

        foreach (var (file, model) in files.Experiments.Where(e => e.Model.Status == "decided" && sides.Any(s => s.Key == e.Model.Flag)))
        {
            var text = Regex.Replace(file.Text, @"^(status:[ \t]*)(['""]?)decided\2", "$1cleaned_up",
                RegexOptions.Multiline | RegexOptions.CultureInvariant);
            if (text != file.Text) yield return new(file, text);
            else refusals.Add(new(file.Path, 1,
                $"The status of the experiment '{model.Id}' is not written as 'status: decided'. Write 'status: cleaned_up' by hand."));
        }
    }

    private static string Without(string path, string text, string key, List<Refusal> refusals)
    {
        if (JsonParser.Parse(text, out _)?["flags"]?.Value is not { Kind: JsonKind.Object } flags) return text;
        foreach (var other in flags.Properties.Where(p => p.Name != key))
        {
            if (other.Value["requires"]?.Value is not { } required || !Names(required, key)) continue;
            var line = text.AsSpan(0, required.Span.Start).Count('\n') + 1;
            refusals.Add(new(path, line, $"The flag '{other.Name}' requires '{key}'. Take that out first."));
        }

        var index = flags.Properties.ToList().FindIndex(p => p.Name == key);
        if (index < 0) return text;
        var property = flags.Properties[index];
        var isLast = index == flags.Properties.Count - 1;

        // From the end of what stands before to the end of the flag, with the comma that is not needed any more.
        var start = index == 0 ? flags.Span.Start + 1 : flags.Properties[index - 1].Value.Span.End;
        var end = property.Value.Span.End;
        if (index == 0 && !isLast) end = text.IndexOf(',', end) + 1;
        return text.Remove(start, end - start);
    }

    private static bool Names(PlacedNode required, string key) => required.Properties.Any(p => p.Name == key)
        || required.Items.Any(i => i.Text == key || i["flag"]?.Value.Text == key || i["key"]?.Value.Text == key);
}
