using System.Text.Json;
using Dataface.Flags.Cli.Import.Source;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>Makes values of one type of those that a flag's variants have.</summary>
internal sealed class VariantValues(FlagScope scope)
{
    /// <summary>The values in the order of the variants.</summary>
    public IReadOnlyList<JsonElement> Of(SourceNode list, List<SourceVariant> variants)
    {
        var given = variants.Where(v => v.Value is not null).Select(v => v.Value!.Value).ToList();
        if (given.Count == 0)
        {
            scope.Approximated(list.Path, "No variant has a value: each has its name as text, which code can compare.");
            return [.. variants.Select(v => Text(v.Name))];
        }

        var values = new Queue<JsonElement>(OfOneType(list, given));
        var neutral = Neutral(values.Peek());
        return [.. variants.Select(v => v.Value is null ? Missing(v, neutral) : values.Dequeue())];
    }

    private JsonElement Missing(SourceVariant variant, JsonElement neutral)
    {
        scope.Approximated(variant.Path, $"The variant has no value, and gets {neutral.GetRawText()}, which is of the others' type. Write "
            + "the value that you mean.");
        return neutral;
    }

    private IEnumerable<JsonElement> OfOneType(SourceNode list, List<JsonElement> values)
    {
        var kinds = values.Select(KindOf).Distinct().ToList();
        if (kinds.Count == 1 && kinds[0] != JsonValueKind.Array) return values;
        if (kinds.TrueForAll(k => k is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True))
        {
            scope.Approximated(list.Path, "The values are of different types: all are text now, which is what configuration gave to code.");
            return values.Select(v => Text(AsText(v)));
        }

        scope.Approximated(list.Path, "A value is a list, or of another type than the others: each is an object with the property 'value' "
            + "now.");
        return values.Select(v => JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { ["value"] = v }));
    }

    /// <summary>A value of the same type that says nothing.</summary>
    public static JsonElement Neutral(JsonElement like) => JsonElement.Parse(like.ValueKind switch
    {
        JsonValueKind.String => "\"\"",
        JsonValueKind.Number => "0",
        JsonValueKind.Object => "{}",
        _ => "false",
    });

    /// <summary>The kind, where true and false are one.</summary>
    private static JsonValueKind KindOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    private static string AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => value.GetRawText(),
    };
}
