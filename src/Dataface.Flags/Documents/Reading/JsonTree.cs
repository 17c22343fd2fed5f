using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Dataface.Flags.Documents.Reading;

/// <summary>
/// A JSON text as a flat list of located nodes over its bytes. JsonDocument knows no positions, and a message without a line is half a
/// message.
/// </summary>
internal sealed class JsonTree(ReadOnlyMemory<byte> utf8Json, JsonNode[] nodes, int count)
{
    public const int Root = 0;

    private readonly StringCache _strings = new();

    public ReadOnlySpan<byte> Bytes => utf8Json.Span;

    public int Count => count;

    public ref readonly JsonNode this[int node] => ref nodes[node];

    public JsonNodeKind KindOf(int node) => nodes[node].Kind;

    /// <summary>The first child, or <see cref="JsonNode.Next"/> of the node itself when there is none.</summary>
    public static int FirstChild(int node) => node + 1;

    public ReadOnlySpan<byte> Raw(int node) => Bytes.Slice(nodes[node].Start, nodes[node].Length);

    /// <summary>The bytes of a whole value, containers and quotation marks included.</summary>
    public ReadOnlyMemory<byte> Whole(int node)
    {
        ref readonly var value = ref nodes[node];
        return value.Kind == JsonNodeKind.String
            ? utf8Json.Slice(value.Start - 1, value.Length + 2) : utf8Json.Slice(value.Start, value.Length);
    }

    /// <summary>The text of a string; false when it holds half of a surrogate pair.</summary>
    public bool TryGetText(int node, [NotNullWhen(true)] out string? text) => TryDecode(Raw(node), nodes[node].IsEscaped, out text);

    /// <summary>The name of a property; replacement characters stand for what cannot be decoded.</summary>
    public string NameOf(int node)
    {
        ref readonly var value = ref nodes[node];
        if (value.NameStart < 0) return "";
        var raw = Bytes.Slice(value.NameStart, value.NameLength);
        return TryDecode(raw, value.IsNameEscaped, out var name) ? name : Encoding.UTF8.GetString(raw);
    }

    public bool NameEquals(int node, ReadOnlySpan<byte> name)
    {
        ref readonly var value = ref nodes[node];
        return !value.IsNameEscaped && Bytes.Slice(value.NameStart, value.NameLength).SequenceEqual(name);
    }

    /// <summary>Where to point at for a node: its name where it has one, else its value.</summary>
    public int OffsetOf(int node)
    {
        ref readonly var value = ref nodes[node];
        if (value.NameStart >= 0) return value.NameStart - 1;
        return value.Kind == JsonNodeKind.String ? value.Start - 1 : value.Start;
    }

    private bool TryDecode(ReadOnlySpan<byte> raw, bool isEscaped, [NotNullWhen(true)] out string? text)
    {
        if (!isEscaped)
        {
            text = _strings.Get(raw);
            return true;
        }

        var quoted = new byte[raw.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        raw.CopyTo(quoted.AsSpan(1));
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        try
        {
            text = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }
}
