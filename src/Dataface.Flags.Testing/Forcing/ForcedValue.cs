using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Testing.Forcing;

/// <summary>What a flag is forced to: a value, or a variant by its name.</summary>
internal sealed record ForcedValue
{
    private ForcedValue(JsonElement? json, string? variant) => (Json, Variant) = (json, variant);

    public JsonElement? Json { get; }

    public string? Variant { get; }

    public static ForcedValue Of(bool value) => new(JsonSerializer.SerializeToElement(value, ForcedValueJson.Default.Boolean), null);

    public static ForcedValue Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(JsonSerializer.SerializeToElement(value, ForcedValueJson.Default.String), null);
    }

    public static ForcedValue Of(long value) => new(JsonSerializer.SerializeToElement(value, ForcedValueJson.Default.Int64), null);

    public static ForcedValue Of(decimal value) => new(JsonSerializer.SerializeToElement(value, ForcedValueJson.Default.Decimal), null);

    public static ForcedValue Of(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A flag's number is finite.");
        return new(JsonSerializer.SerializeToElement(value, ForcedValueJson.Default.Double), null);
    }

    public static ForcedValue VariantNamed(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(null, name);
    }

    /// <summary>The flag's variant that this is, or null.</summary>
    public string? Among(IReadOnlyList<Variant> variants) =>
        variants.FirstOrDefault(v => Json is { } json ? JsonElement.DeepEquals(v.Value, json) : v.Name == Variant)?.Name;

    public override string ToString() => Json is { } json ? json.GetRawText() : $"the variant '{Variant}'";
}

/// <summary>Writes values as JSON without reflection.</summary>
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(decimal))]
internal sealed partial class ForcedValueJson : JsonSerializerContext;
