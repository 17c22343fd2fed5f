using System.Text.Json;

namespace Dataface.Flags.Documents;

/// <summary>The JSON type that all variants of a flag share.</summary>
public enum VariantKind
{
    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>Text.</summary>
    String,

    /// <summary>A number with the digits that the document has.</summary>
    Number,

    /// <summary>A JSON object.</summary>
    Object,
}

/// <summary>A named value that a flag can serve.</summary>
/// <param name="Name">The variant's name, unique within the flag.</param>
/// <param name="Value">The value: true, false, a string, a number or an object.</param>
public sealed record Variant(string Name, JsonElement Value)
{
    /// <summary>The JSON type of <see cref="Value"/>.</summary>
    public VariantKind Kind => Value.ValueKind switch
    {
        JsonValueKind.String => VariantKind.String,
        JsonValueKind.Number => VariantKind.Number,
        JsonValueKind.Object => VariantKind.Object,
        _ => VariantKind.Boolean,
    };
}
