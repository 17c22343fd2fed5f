namespace Dataface.Flags.Documents.Reading;

/// <summary>The type of a JSON value.</summary>
internal enum JsonNodeKind : byte
{
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}

/// <summary>
/// A JSON value by its place in the bytes. Nodes stand in document order: the children of a node follow it, up to <see cref="Next"/>.
/// </summary>
internal struct JsonNode
{
    /// <summary>The first byte of the value; for strings, after the quotation mark.</summary>
    public int Start;

    /// <summary>The length in bytes of a scalar; for strings, without the quotation marks.</summary>
    public int Length;

    /// <summary>The first byte of the property's name, or -1 outside objects.</summary>
    public int NameStart;

    public int NameLength;

    /// <summary>The index of the enclosing object or array, or -1.</summary>
    public int Parent;

    /// <summary>The index of the first node after this one and its children.</summary>
    public int Next;

    public JsonNodeKind Kind;

    public bool IsEscaped;

    public bool IsNameEscaped;

    public readonly bool IsContainer => Kind >= JsonNodeKind.Array;
}
