using System.Text.Json;
using System.Text.Unicode;

namespace Dataface.Flags.Json;

/// <summary>
/// Reads JSON that somebody else has written. What one reader would understand in one way and the next in another is refused:
/// members given twice, text that is no text (bytes that are not UTF-8, half a surrogate pair), anything behind the end. What was
/// read can be taken out without a fault of form. Linear in the text. Thread-safe.
/// </summary>
internal static class StrictJson
{
    /// <summary>Deeper than any document of this product.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>The value that a text holds; null, said why, when it holds none.</summary>
    /// <param name="utf8">The text in UTF-8.</param>
    /// <param name="problem">What is wrong and where, as a sentence; empty when nothing is.</param>
    public static JsonElement? Parse(ReadOnlySpan<byte> utf8, out string problem)
    {
        problem = "It has bytes that are not UTF-8, or half a surrogate pair. Send text in UTF-8.";
        return IsText(utf8) ? Parse(utf8, Options, out problem) : null;
    }

    /// <summary>
    /// The value that a text holds, of which only the form was looked at: to find the parts of a batch, each of which is to be read alone.
    /// </summary>
    public static JsonElement? ParseOutline(ReadOnlySpan<byte> utf8, out string problem) =>
        Parse(utf8, new() { MaxDepth = MaxDepth }, out problem);

    /// <summary>
    /// Whether a text of JSON is UTF-8 and every escaped surrogate has its other half, so that all of its text can be read.
    /// </summary>
    public static bool IsText(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8)) return false;
        for (var at = utf8.IndexOf((byte)'\\'); at >= 0;)
        {
            var (length, isSound) = Escape(utf8[at..]);
            if (!isSound) return false;
            var rest = Math.Min(at + length, utf8.Length);
            var next = utf8[rest..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : rest + next;
        }

        return true;
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> utf8, JsonDocumentOptions options, out string problem)
    {
        try
        {
            problem = "";
            return JsonElement.Parse(utf8, options);
        }
        catch (JsonException error)
        {
            problem = JsonSyntaxFault.Find(utf8, new() { MaxDepth = options.MaxDepth }) is { } fault
                ? $"It is not JSON. {fault.InText(utf8)}" : Twice(error);
            return null;
        }
    }

    /// <summary>The reader's message has the name.</summary>
    private static string Twice(JsonException error) => error.Message.Split('\'') is [_, var name, _, ..]
        ? $"It has '{name}' twice in one object. Write it once." : "It has a name twice in one object. Write each once.";

    /// <summary>The length of the escape that a text begins with, and whether it stands for text.</summary>
    private static (int Length, bool IsSound) Escape(ReadOnlySpan<byte> text)
    {
        if (Unit(text) is not { } unit || !char.IsSurrogate(unit)) return (2, true);
        return char.IsHighSurrogate(unit) && Unit(text[6..]) is { } low && char.IsLowSurrogate(low) ? (12, true) : (6, false);
    }

    /// <summary>
    /// The UTF-16 code unit that a text begins with as <c>\uXXXX</c>; null for anything else, which the parser refuses or knows.
    /// </summary>
    private static char? Unit(ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u') return null;
        var unit = 0;
        foreach (var digit in text[2..6])
        {
            if (!char.IsAsciiHexDigit((char)digit)) return null;
            unit = (unit << 4) + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return (char)unit;
    }
}
