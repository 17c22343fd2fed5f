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
        JsonValueKind.Number =>
            AttributeValue.TryParse(Encoding.UTF8.GetBytes(value.GetRawText()), out var number) ? context.Set(name, number, false) : null,
        JsonValueKind.String => context.With(name, value.GetString()),
        JsonValueKind.Array when value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String) =>
            context.WithList(name, value.EnumerateArray().Select(e => e.GetString()!)),
        _ => null,
    };
}
