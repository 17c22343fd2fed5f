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

    public string Text { get; } = variant.Kind == VariantKind.String ? variant.Value.GetString()! : "";
}
