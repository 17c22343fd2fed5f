using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Json;

/// <summary>
/// Parses strict JSON, as the product's reader does: no comments, no trailing commas, 64 levels. A compiler does not have
/// System.Text.Json everywhere, and a message needs a place. Never throws for what a text holds.
/// </summary>
internal sealed class JsonParser
{
    public const int MaxDepth = 64;

    private readonly string _text;
    private int _at;
    private int _depth;

    private JsonParser(string text) => _text = text;

    /// <summary>The value, or null with where and why there is none.</summary>
    public static PlacedNode? Parse(string text, out PlacedFault? fault)
    {
        var parser = new JsonParser(text);
        try
        {
            fault = null;
            return parser.Document();
        }
        catch (FaultException found)
        {
            fault = found.Fault;
            return null;
        }
    }

    private PlacedNode Document()
    {
        if (_text.Length > 0 && _text[0] == '\uFEFF') _at++;
        var value = Value();
        Skip();
        return _at == _text.Length ? value : throw Fault(_at, "There is text after the end.");
    }

    private PlacedNode Value()
    {
        Skip();
        var start = _at;
        return Peek() switch
        {
            '{' => Object(start),
            '[' => List(start),
            '"' => Text(start),
            't' => Word(start, "true", JsonKind.Boolean),
            'f' => Word(start, "false", JsonKind.Boolean),
            'n' => Word(start, "null", JsonKind.Null),
            '-' or (>= '0' and <= '9') => Number(start),
            '\0' when _at >= _text.Length => throw Fault(_at, "The text ends where a value is expected."),
            '/' => throw Fault(_at, "Comments are not allowed in JSON."),
            _ => throw Fault(_at, "A value is expected here: text in quotation marks, a number, true, false, null, {...} or [...]."),
        };
    }

    private PlacedNode Object(int start)
    {
        Open();
        var properties = new List<JsonProperty>();
        for (Skip(); Peek() != '}' || properties.Count > 0; Skip())
        {
            if (Peek() != '"') throw Fault(_at, Peek() == '}' ? "There is a comma before the end; trailing commas are not allowed in JSON."
                : "A name in quotation marks is expected here.");
            var name = Text(_at);
            Skip();
            Take(':', "A colon is expected here.");
            properties.Add(new(name.Text, name.Span, Value()));
            Skip();
            if (Peek() == '}') break;
            Take(',', "A comma or } is expected here.");
        }

        return Close(start, JsonKind.Object) with { Properties = properties };
    }

    private PlacedNode List(int start)
    {
        Open();
        var items = new List<PlacedNode>();
        for (Skip(); Peek() != ']' || items.Count > 0; Skip())
        {
            if (Peek() == ']') throw Fault(_at, "There is a comma before the end; trailing commas are not allowed in JSON.");
            items.Add(Value());
            Skip();
            if (Peek() == ']') break;
            Take(',', "A comma or ] is expected here.");
        }

        return Close(start, JsonKind.List) with { Items = items };
    }

    private void Open()
    {
        if (++_depth > MaxDepth) throw Fault(_at, $"The document nests deeper than {MaxDepth} levels.");
        _at++;
    }

    private PlacedNode Close(int start, JsonKind kind)
    {
        _at++;
        _depth--;
        return new(kind, TextSpan.FromBounds(start, _at), "");
    }

    private PlacedNode Word(int start, string word, JsonKind kind)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0) throw Fault(_at, $"Did you mean {word}?");
        _at += word.Length;
        return new(kind, TextSpan.FromBounds(start, _at), word);
    }

    private PlacedNode Number(int start)
    {
        if (Peek() == '-') _at++;
        if (Peek() == '0') _at++;
        else Digits();
        if (Peek() is >= '0' and <= '9') throw Fault(_at, "A number does not begin with 0.");
        if (Peek() == '.')
        {
            _at++;
            Digits();
        }

        if (Peek() is 'e' or 'E')
        {
            _at++;
            if (Peek() is '+' or '-') _at++;
            Digits();
        }

        return new(JsonKind.Number, TextSpan.FromBounds(start, _at), _text.Substring(start, _at - start));
    }

    private void Digits()
    {
        var start = _at;
        while (Peek() is >= '0' and <= '9') _at++;
        if (_at == start) throw Fault(_at, "A digit is expected here.");
    }

    private PlacedNode Text(int start)
    {
        _at++;
        var end = _at;
        while (end < _text.Length && _text[end] is not ('"' or '\\') && _text[end] >= ' ') end++;
        if (end < _text.Length && _text[end] == '"')
        {
            var plain = _text.Substring(_at, end - _at);
            _at = end + 1;
            return new(JsonKind.Text, TextSpan.FromBounds(start, _at), plain);
        }

        var text = new StringBuilder();
        for (; Peek() != '"'; _at++)
        {
            if (_at >= _text.Length) throw Fault(start, "The text in quotation marks does not end.");
            if (_text[_at] < ' ') throw Fault(_at, "The text has a line break or control character; write it as an escape, such as \\n.");
            text.Append(_text[_at] == '\\' ? Escape() : _text[_at]);
        }

        _at++;
        return new(JsonKind.Text, TextSpan.FromBounds(start, _at), text.ToString());
    }

    /// <summary>Stops at the escape's last character.</summary>
    private char Escape()
    {
        _at++;
        var at = "\"\\/bfnrt".IndexOf(Peek());
        if (at >= 0 && _at < _text.Length) return "\"\\/\b\f\n\r\t"[at];
        if (Peek() != 'u' || _at + 4 >= _text.Length || !IsHex(_text.Substring(_at + 1, 4)))
        {
            throw Fault(_at, "There is no such escape; write a backslash as \\\\.");
        }

        var unit = ushort.Parse(_text.Substring(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _at += 4;
        return (char)unit;
    }

    private static bool IsHex(string text) => text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F'));

    private void Take(char wanted, string otherwise)
    {
        if (Peek() != wanted) throw Fault(_at, otherwise);
        _at++;
    }

    private void Skip()
    {
        while (_at < _text.Length && (_text[_at] is ' ' or '\t' or '\r' or '\n')) _at++;
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private FaultException Fault(int at, string cause) =>
        new(new(new TextSpan(Math.Min(at, _text.Length), at < _text.Length ? 1 : 0), cause));

    /// <summary>Leaves the recursion; never leaves the parser.</summary>
    private sealed class FaultException(PlacedFault fault) : Exception(fault.Cause)
    {
        public PlacedFault Fault => fault;
    }
}
