using System.Text;
using System.Text.Json;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Options;

/// <summary>Attributes of contexts that are written as JSON.</summary>
internal static class ContextAttribute
{
    /// <summary>The context and one attribute more, of the JSON value's type; null when no attribute has such a value.</summary>
    public static EvaluationContext? TryAdd(EvaluationContext context, string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => context.With(name, value.GetBoolean()),
        JsonValueKind.Number => NumberOf(value) is { Kind: not AttributeKind.None } number ? context.Set(name, number, false) : null,
        JsonValueKind.String => context.With(name, value.GetString()),
        JsonValueKind.Array when value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String) =>
            context.WithList(name, value.EnumerateArray().Select(e => e.GetString()!)),
        JsonValueKind.Array when value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Number) =>
            ListOf([.. value.EnumerateArray().Select(NumberOf)]) is { } list ? context.Set(name, list, false) : null,
        _ => null,
    };

    private static AttributeValue? ListOf(AttributeValue[] numbers) =>
        Array.Exists(numbers, n => n.Kind == AttributeKind.None) ? null : AttributeValue.OfNumbers(numbers);

    /// <summary>None when it is beyond what a double can hold.</summary>
    private static AttributeValue NumberOf(JsonElement value) =>
        AttributeValue.TryParse(Encoding.UTF8.GetBytes(value.GetRawText()), out var number) ? number : default;
}
