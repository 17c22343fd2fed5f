using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dataface.Flags.Json;

/// <summary>Where a text stops being JSON, and why, in words for whoever wrote it.</summary>
/// <param name="Offset">The byte where what is wrong begins; the length of the text when it ends too early.</param>
/// <param name="Cause">What is wrong and what to write instead, as sentences.</param>
internal readonly record struct JsonSyntaxFault(int Offset, string Cause)
{
    private const int LongestWord = 40;

    /// <summary>What is wrong, and the line and column of it, from 1.</summary>
    public string InText(ReadOnlySpan<byte> utf8)
    {
        var before = utf8[..Math.Min(Offset, utf8.Length)];
        var line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Line {before.Count((byte)'\n') + 1}, column {Encoding.UTF8.GetCharCount(line) + 1}: {Cause}");
    }

    /// <summary>The first fault of syntax; null when there is none.</summary>
    /// <param name="utf8">The text, UTF-8.</param>
    /// <param name="options">What is allowed of it.</param>
    public static JsonSyntaxFault? Find(ReadOnlySpan<byte> utf8, JsonReaderOptions options)
    {
        var open = new Stack<char>();
        var reader = new Utf8JsonReader(utf8, options);
        var (last, end) = (JsonTokenType.None, 0);
        try
        {
            while (reader.Read())
            {
                last = reader.TokenType;
                var quotes = last is JsonTokenType.PropertyName or JsonTokenType.String ? 2 : 0;
                end = (int)reader.TokenStartIndex + reader.ValueSpan.Length + quotes;
                if (last == JsonTokenType.StartObject) open.Push('}');
                else if (last == JsonTokenType.StartArray) open.Push(']');
                else if (last is JsonTokenType.EndObject or JsonTokenType.EndArray) open.Pop();
            }

            return null;
        }
        catch (JsonException error)
        {
            var found = Start(utf8, end, last, PlaceOf(utf8, error), options);
            var isName = open.TryPeek(out var closer) && closer == '}' && (last == JsonTokenType.StartObject || found.Before == ',');
            return isName && IsClosed(utf8[found.At..found.Fault]) ? new(found.Fault, "A colon is missing after the name.")
                : new(found.At, Explain(utf8, found, open, last, options));
        }
    }

    /// <summary>The token that is none begins here. The reader names a place within it.</summary>
    private static (int At, int Fault, byte Before) Start(
        ReadOnlySpan<byte> utf8, int end, JsonTokenType last, int fault, JsonReaderOptions options)
    {
        var (at, before) = (end, (byte)0);
        var separator = last == JsonTokenType.PropertyName ? ":"u8
            : last is JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray ? ""u8 : ","u8;
        for (; at < utf8.Length; at++)
        {
            if (" \t\r\n"u8.Contains(utf8[at])) continue;
            if (options.CommentHandling == JsonCommentHandling.Skip && utf8[at..].StartsWith("//"u8))
            {
                at += utf8[at..].IndexOf((byte)'\n') is >= 0 and var line ? line : utf8.Length - at - 1;
                continue;
            }

            if (before != 0 || !separator.Contains(utf8[at])) break;
            before = utf8[at];
        }

        return (at, Math.Max(at, fault), before);
    }

    private static string Explain(
        ReadOnlySpan<byte> utf8, (int At, int Fault, byte Before) found, Stack<char> open, JsonTokenType last, JsonReaderOptions options)
    {
        var (at, fault, before) = found;
        if (open.Count >= options.MaxDepth && at < utf8.Length && "{["u8.Contains(utf8[at]))
            return $"It nests deeper than {options.MaxDepth} levels. Flatten it.";
        if (at >= utf8.Length) return Ended(utf8, open, last, before);
        var rest = utf8[at..];
        var isName = open.TryPeek(out var closer) && closer == '}' && (last == JsonTokenType.StartObject || before == ',');
        var isValue = !isName && (before != 0 || last is JsonTokenType.None or JsonTokenType.StartArray);
        return (char)rest[0] switch
        {
            '-' or (>= '0' and <= '9') when fault >= utf8.Length && open.Count > 0 && isValue => Ended(utf8, open, JsonTokenType.Number, 0),
            '"' when fault > at || isName || isValue => Text(utf8, at, fault),
            '/' => "Comments are not allowed. Take it out.",
            '}' or ']' when before == ',' => $"A comma before '{(char)rest[0]}' is not allowed. Take it out.",
            '}' or ']' when isValue && last == JsonTokenType.PropertyName => "The value is missing.",
            '}' or ']' when open.Count == 0 => $"'{(char)rest[0]}' closes nothing. Take it out.",
            '}' or ']' => $"'{(char)rest[0]}' is not what closes here. Write '{closer}'.",
            ',' when isName || isValue => "There is a comma too many. Take it out.",
            _ when !isName && !isValue => Separator(rest, open, last),
            _ when IsQuote(rest) => $"{Shown(rest)} is not a quotation mark in JSON. Write \" around names and text.",
            _ when isName => Name(rest),
            _ => Value(rest),
        };
    }

    /// <summary>Whether a text in quotation marks is over before the end.</summary>
    private static bool IsClosed(ReadOnlySpan<byte> token)
    {
        if (token.IsEmpty || token[0] != '"') return false;
        for (var at = 1; at < token.Length; at++)
        {
            if (token[at] == '\\') at++;
            else if (token[at] == '"') return true;
        }

        return false;
    }

    private static string Ended(ReadOnlySpan<byte> utf8, Stack<char> open, JsonTokenType last, byte before)
    {
        if (last == JsonTokenType.None) return utf8.Trim(" \t\r\n"u8).IsEmpty ? "It is empty." : "There is no value.";
        if (open.Count == 0) return "It ends too early.";
        var missing = string.Concat(open);
        return last == JsonTokenType.PropertyName
            ? $"It ends before the value of a name, and '{missing}' is missing."
            : $"It ends too early: '{missing}' is missing{(before == ',' ? " after the last value, and no comma stands there" : "")}.";
    }

    private static string Text(ReadOnlySpan<byte> utf8, int at, int fault) => fault >= utf8.Length
        ? "It ends within a text: a quotation mark is missing."
        : utf8[fault] switch
        {
            (byte)'\n' or (byte)'\r' => "A line ends within a text. Close it with a quotation mark, or write \\n for a new line.",
            (byte)'\t' => "A tab stands in a text. Write \\t.",
            < 0x20 => "A control character stands in a text. Write it as \\u00XX, or take it out.",
            _ => utf8[at..fault].Contains((byte)'\\')
                ? "A backslash in a text begins one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX. Write \\\\ for a backslash."
                : "The text is not closed as it should be. Write \" around it.",
        };

    private static string Separator(ReadOnlySpan<byte> rest, Stack<char> open, JsonTokenType last) => last switch
    {
        JsonTokenType.PropertyName => "A colon is missing after the name.",
        _ when open.Count == 0 => $"Something stands behind the end: {Shown(rest)}. Take it out.",
        _ => $"A comma or '{open.Peek()}' is missing here.",
    };

    private static string Name(ReadOnlySpan<byte> rest)
    {
        var word = Word(rest);
        return word.Length > 0 ? $"Names stand in quotation marks. Write \"{word}\"."
            : $"A name in quotation marks is expected here, and not {Shown(rest)}.";
    }

    private static string Value(ReadOnlySpan<byte> rest)
    {
        var word = Word(rest);
        if (word.Length == 0)
        {
            return $"A value is expected here, and not {Shown(rest)}. Write text in quotation marks, a number, true, false, null, {{...}} "
                + "or [...].";
        }

        if (char.IsAsciiDigit(word[0]) || word[0] is '-' or '+' or '.') return Number(word);
        return word.ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "ON" => $"'{word}' is not a JSON value. Write true.",
            "FALSE" or "NO" or "OFF" => $"'{word}' is not a JSON value. Write false.",
            "NULL" or "NONE" or "NIL" or "UNDEFINED" => $"'{word}' is not a JSON value. Write null.",
            "NAN" or "INFINITY" => $"'{word}' is not a JSON number: those are finite.",
            _ => $"Text stands in quotation marks. Write \"{word}\".",
        };
    }

    private static string Number(string word) =>
        word.TrimEnd('%', 'f', 'd', 'm', 'L', '_') is var digits
        && decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? string.Create(CultureInfo.InvariantCulture, $"'{word}' is not how JSON writes a number. Write {number}.")
            : $"'{word}' is not a JSON number. Write one such as 12 or 0.5, or text in quotation marks.";

    /// <summary>The letters, digits and signs that somebody may have meant for a word or a number.</summary>
    private static string Word(ReadOnlySpan<byte> rest)
    {
        var text = Encoding.UTF8.GetString(rest[..Math.Min(rest.Length, 4 * LongestWord)]);
        var length = 0;
        while (length < text.Length && length < LongestWord && (char.IsLetterOrDigit(text[length]) || "-+._$%".Contains(text[length])))
            length++;
        return text[..length];
    }

    private static bool IsQuote(ReadOnlySpan<byte> rest) =>
        Rune.DecodeFromUtf8(rest, out var rune, out _) == System.Buffers.OperationStatus.Done
        && "'`´‘’‚“”„«»".Contains(rune.ToString(), StringComparison.Ordinal);

    /// <summary>The character, as far as it can be shown on a line.</summary>
    private static string Shown(ReadOnlySpan<byte> rest)
    {
        Rune.DecodeFromUtf8(rest, out var rune, out _);
        return Rune.IsControl(rune) || rune.Value == 0xFEFF || rune == Rune.ReplacementChar
            ? string.Create(CultureInfo.InvariantCulture, $"the character U+{rune.Value:X4}") : $"'{rune}'";
    }

    private static int PlaceOf(ReadOnlySpan<byte> utf8, JsonException error)
    {
        var offset = 0;
        for (var line = error.LineNumber ?? 0; line > 0; line--)
        {
            var end = utf8[offset..].IndexOf((byte)'\n');
            if (end < 0) break;
            offset += end + 1;
        }

        return (int)Math.Min(offset + (error.BytePositionInLine ?? 0), utf8.Length);
    }
}
