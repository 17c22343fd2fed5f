using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Yaml;

/// <summary>How text of a document is shown, in messages, reports and pictures.</summary>
internal static class YamlText
{
    private const int MostListed = 40;

    private const int MostCompared = 1_000;

    /// <summary>Text of a document in one line and without control characters, so that it ends no list and disturbs no terminal.</summary>
    public static string Line(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>Text from a document, cut to a length that a message can carry.</summary>
    public static string Shown(string text)
    {
        var line = Line(text.Length <= 200 ? text : text[..200]);
        return line.Length <= 60 ? line : line[..57] + "...";
    }

    /// <summary>What to write instead of a word that is none of the known ones; of very many only the first are looked at.</summary>
    public static string Instead(string word, IReadOnlyCollection<string> known)
    {
        if (known.Count == 0) return "None exist.";
        if (Spelling.Nearest(word, known.Take(MostCompared)) is { } near) return $"Did you mean '{near}'?";
        var listed = string.Join(", ", known.Take(MostListed));
        return known.Count <= MostListed ? $"There are {listed}." : $"There are {listed} and {known.Count - MostListed} more.";
    }
}
