namespace Dataface.Flags.Experiments.Yaml;

/// <summary>How text of a document is shown, in messages, reports and pictures.</summary>
internal static class YamlText
{
    /// <summary>Text of a document in one line and without control characters, so that it ends no list and disturbs no terminal.</summary>
    public static string Line(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>Text from a document, cut to a length that a message can carry.</summary>
    public static string Shown(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 60 ? line : line[..57] + "...";
    }

    /// <summary>What to write instead of a word that is none of the known ones.</summary>
    public static string Instead(string word, IReadOnlyCollection<string> known) =>
        Spelling.Nearest(word, known) is { } near ? $"Did you mean '{near}'?" : known.Count == 0 ? "There is none." : $"There are {string.Join(", ", known)}.";
}
