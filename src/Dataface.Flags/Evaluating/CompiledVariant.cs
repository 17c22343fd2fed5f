using System.Text.Json;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Evaluating;

/// <summary>A variant, with its value taken out of the JSON once.</summary>
internal sealed class CompiledVariant(Variant variant, int index)
{
    public string Name { get; } = variant.Name;

    public int Index { get; } = index;

    public VariantKind Kind { get; } = variant.Kind;

    public JsonElement Json { get; } = variant.Value;

    public bool Boolean { get; } = variant.Value.ValueKind == JsonValueKind.True;

    public double Number { get; } = variant.Kind == VariantKind.Number ? variant.Value.GetDouble() : 0;

    /// <summary>The number as it was written; documents have no other.</summary>
    public DocumentNumber Exact { get; } =
        variant.Kind == VariantKind.Number && DocumentNumber.TryParse(variant.Value.GetRawText(), out var number) ? number : default;

    public string Text { get; } = variant.Kind == VariantKind.String ? variant.Value.GetString()! : "";
}
