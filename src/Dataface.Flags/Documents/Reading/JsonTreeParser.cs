using System.Text.Json;
using Dataface.Flags.Json;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Parses strict JSON into a <see cref="JsonTree"/>, or says where it stops being JSON.</summary>
internal ref struct JsonTreeParser
{
    /// <summary>Levels of objects and arrays; more than any document needs, less than any stack minds.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth + 1 };

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly JsonNode[] _nodes;
    private int _count;
    private int _open = -1;
    private int _depth;

    private JsonTreeParser(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        _nodes = new JsonNode[MostNodes(bytes.Span)];
    }

    /// <summary>The tree, or null with the offset and the cause.</summary>
    public static JsonTree? Parse(ReadOnlyMemory<byte> bytes, out JsonFault fault)
    {
        var parser = new JsonTreeParser(bytes);
        return parser.Parse(out fault) ? new JsonTree(bytes, parser._nodes, parser._count) : null;
    }

    private bool Parse(out JsonFault fault)
    {
        var reader = new Utf8JsonReader(_bytes.Span, Options);
        var nameStart = -1;
        var nameLength = 0;
        var nameEscaped = false;
        fault = default;
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        (nameStart, nameLength, nameEscaped) = (start + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
                        continue;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        Close(start);
                        continue;
                    default:
                        Add(ref reader, start, nameStart, nameLength, nameEscaped);
                        nameStart = -1;
                        break;
                }

                if (_depth <= MaxDepth) continue;
                fault = new(start, $"The document nests deeper than {MaxDepth} levels.", IsDepth: true);
                return false;
            }

            return true;
        }
        catch (JsonException)
        {
            var found = JsonSyntaxFault.Find(_bytes.Span, Options) ?? new(0, "It cannot be read.");
            fault = new(found.Offset, found.Cause, IsDepth: false);
            return false;
        }
    }

    private void Add(ref Utf8JsonReader reader, int start, int nameStart, int nameLength, bool nameEscaped)
    {
        var kind = KindOf(reader.TokenType);
        _nodes[_count] = new JsonNode
        {
            Kind = kind,
            Start = kind == JsonNodeKind.String ? start + 1 : start,
            Length = reader.ValueSpan.Length,
            IsEscaped = reader.ValueIsEscaped,
            NameStart = nameStart,
            NameLength = nameLength,
            IsNameEscaped = nameEscaped,
            Parent = _open,
            Next = _count + 1,
        };
        if (kind >= JsonNodeKind.Array)
        {
            _open = _count;
            _depth++;
        }

        _count++;
    }

    private void Close(int end)
    {
        ref var node = ref _nodes[_open];
        node.Length = end + 1 - node.Start;
        node.Next = _count;
        _open = node.Parent;
        _depth--;
    }

    /// <summary>Every node but the first follows a comma or an opening bracket.</summary>
    private static int MostNodes(ReadOnlySpan<byte> bytes) => 1 + bytes.Count((byte)',') + bytes.Count((byte)'{') + bytes.Count((byte)'[');

    private static JsonNodeKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonNodeKind.Object,
        JsonTokenType.StartArray => JsonNodeKind.Array,
        JsonTokenType.String => JsonNodeKind.String,
        JsonTokenType.Number => JsonNodeKind.Number,
        JsonTokenType.True => JsonNodeKind.True,
        JsonTokenType.False => JsonNodeKind.False,
        _ => JsonNodeKind.Null,
    };
}

/// <summary>Where and why a text is not JSON.</summary>
internal readonly record struct JsonFault(int Offset, string Cause, bool IsDepth);
