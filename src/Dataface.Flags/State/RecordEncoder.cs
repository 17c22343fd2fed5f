using System.Text;
using System.Text.Encodings.Web;

namespace Dataface.Flags.State;

/// <summary>
/// How texts stand in records: as RFC 8785 has it, which escapes quotes, backslashes and control characters and nothing else. So it
/// depends on no version of Unicode, and any tool can do the same. What UTF-8 or a database cannot hold, half a surrogate pair and
/// U+0000, becomes U+FFFD. Thread-safe.
/// </summary>
internal sealed class RecordEncoder : JavaScriptEncoder
{
    public static readonly RecordEncoder Instance = new();

    private RecordEncoder()
    {
    }

    /// <summary>As <c>\u001f</c>.</summary>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <summary>A text as it will stand in a record.</summary>
    public static string Storable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0', StringComparison.Ordinal)) return text;
        var storable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) storable.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        return storable.ToString();
    }

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var characters = new ReadOnlySpan<char>(text, textLength);
        for (var i = 0; i < characters.Length; i++)
        {
            if (WillEncode(characters[i])) return i;
            if (!char.IsSurrogate(characters[i])) continue;
            if (i + 1 >= characters.Length || !char.IsSurrogatePair(characters[i], characters[i + 1])) return i;
            i++;
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var output = new Span<char>(buffer, bufferLength);
        var escape = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\f' => "\\f",
            '\r' => "\\r",
            0 => "\uFFFD",
            < ' ' => $"\\u{unicodeScalar:x4}",
            _ => new Rune(unicodeScalar).ToString(),
        };
        var fits = escape.TryCopyTo(output);
        numberOfCharactersWritten = fits ? escape.Length : 0;
        return fits;
    }
}
