using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Json;

/// <summary>The type of a JSON value.</summary>
internal enum JsonKind
{
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// <summary>A JSON value with its place in the text.</summary>
/// <param name="Kind">Its type.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Text">What a string holds, or how a number or truth value is written; empty for others.</param>
internal sealed record PlacedNode(JsonKind Kind, TextSpan Span, string Text)
{
    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<PlacedNode> Items { get; init; } = [];

    /// <summary>The properties of an object, in order; a name that is given twice stands there twice.</summary>
    public IReadOnlyList<JsonProperty> Properties { get; init; } = [];

    public bool IsTrue => Kind == JsonKind.Boolean && Text == "true";

    /// <summary>The first property of a name.</summary>
    public JsonProperty? this[string name] => Properties.FirstOrDefault(p => p.Name == name);
}

/// <summary>A property of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NameSpan">Where the name stands, quotation marks included.</param>
/// <param name="Value">Its value.</param>
internal sealed record JsonProperty(string Name, TextSpan NameSpan, PlacedNode Value);

/// <summary>Where and why a text is no JSON.</summary>
internal sealed record PlacedFault(TextSpan Span, string Cause);
