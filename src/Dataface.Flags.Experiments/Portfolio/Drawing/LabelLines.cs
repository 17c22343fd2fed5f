using System.Globalization;
using System.Text;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>Breaks a title into the lines of its box. Nobody measures fonts here, so there is room for a wide one.</summary>
internal static class LabelLines
{
    /// <summary>How many columns a line has. Letters of East Asian scripts, and pictures, take two.</summary>
    public const int Columns = 22;

    /// <summary>How many lines a box has at most; what is left over is cut off, with an ellipsis.</summary>
    public const int Most = 3;

    private const int FirstWide = 0x2E80;

    public static IReadOnlyList<string> Of(string title)
    {
        var lines = new List<string>();
        foreach (var word in YamlText.Line(title).Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Broken))
        {
            if (lines.Count > 0 && WidthOf(lines[^1]) + 1 + WidthOf(word) <= Columns) lines[^1] += $" {word}";
            else lines.Add(word);
        }

        return lines.Count <= Most ? lines : [.. lines.Take(Most - 1), $"{Pieces(lines[Most - 1], Columns - 1).First()}…"];
    }

    public static int WidthOf(string text) => text.EnumerateRunes().Sum(rune => rune.Value < FirstWide ? 1 : 2);

    private static IEnumerable<string> Broken(string word) => Pieces(word, Columns);

    /// <summary>Cuts text where it gets too wide, never within what a reader sees as one character.</summary>
    private static IEnumerable<string> Pieces(string text, int most)
    {
        var piece = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (piece.Length > 0 && WidthOf(piece.ToString()) + WidthOf(element) > most)
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(element);
        }

        if (piece.Length > 0) yield return piece.ToString();
    }
}
