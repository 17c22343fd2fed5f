using System.Globalization;
using System.Text;

namespace Dataface.Flags.Values;

/// <summary>
/// Text from outside on its way to somebody's eyes: what would move a terminal's cursor, colour or hide text, or turn the order of the
/// letters around, is shown as what it is. Thread-safe.
/// </summary>
internal static class ShownText
{
    /// <summary>
    /// Whether a character is not seen but changes what is: controls, ends of lines and paragraphs, and those that begin or end another
    /// direction of writing (Unicode's bidirectional algorithm, UAX #9). Marks that languages need between letters are none.
    /// </summary>
    public static bool IsHidden(char c) => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
        or '\u2028' or '\u2029';

    /// <summary>The text with each such character written as <c>\u001B</c>, as JSON does. Ends of lines and tabs stay.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsEscaped)) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsEscaped(c)) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else shown.Append(c);
        }

        return shown.ToString();
    }

    private static bool IsEscaped(char c) => c is not ('\n' or '\r' or '\t') && IsHidden(c);
}
