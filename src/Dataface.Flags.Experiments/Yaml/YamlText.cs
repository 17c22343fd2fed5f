namespace Dataface.Flags.Experiments.Yaml;

/// <summary>How messages show what a document says.</summary>
internal static class YamlText
{
    /// <summary>Text from a document, cut to a length that a message can carry.</summary>
    public static string Shown(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 60 ? line : line[..57] + "...";
    }

    /// <summary>What to write instead of a word that is none of the known ones.</summary>
    public static string Instead(string word, IReadOnlyCollection<string> known) =>
        Spelling.Nearest(word, known) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", known)}.";
}
