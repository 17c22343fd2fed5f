using System.Text.Json;
using Dataface.Flags.Cli.Import.Source;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>Makes values of one type of those that a flag's variants have.</summary>
internal sealed class VariantValues(FlagScope scope)
{
    /// <summary>The values in the order of the variants.</summary>
    public IReadOnlyList<JsonElement> Of(SourceNode list, List<SourceVariant> variants)
    {
        if (variants.TrueForAll(v => v.Value is null))
        {
            scope.Approximated(list.Path, "No variant has a value: each has its name as text, which code can compare.");
            return [.. variants.Select(v => Text(v.Name))];
        }

        var kinds = variants.Select(v => KindOf(v.Value)).Distinct().ToList();
        if (kinds.Count == 1 && kinds[0] is not (JsonValueKind.Array or JsonValueKind.Null))
            return [.. variants.Select(v => v.Value!.Value)];
        if (kinds.TrueForAll(k => k is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True))
        {
            scope.Approximated(list.Path, "The values are of different types: all are text now, which is what configuration gave to code.");
            return [.. variants.Select(v => Text(AsText(v.Value!.Value)))];
        }

        scope.Approximated(list.Path, "A value is a list, is missing, or is of another type than the others: each is an object with the "
            + "property 'value' now.");
        return [.. variants.Select(v => JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement?> { ["value"] = v.Value }))];
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
    private static JsonValueKind KindOf(JsonElement? value) => value?.ValueKind switch
    {
        null => JsonValueKind.Null,
        JsonValueKind.False => JsonValueKind.True,
        { } kind => kind,
    };

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    private static string AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => value.GetRawText(),
    };
}
