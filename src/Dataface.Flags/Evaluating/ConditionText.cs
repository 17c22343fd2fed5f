using System.Globalization;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Evaluating;

/// <summary>Conditions as people read them.</summary>
internal static class ConditionText
{
    public static string Of(Condition condition) => condition switch
    {
        AllCondition => "all of",
        AnyCondition => "any of",
        NotCondition => "not",
        SegmentCondition segment => $"segment {segment.Segment}",
        WindowCondition window => string.Join(' ', Bounds(window)),
        AttributeCondition attribute =>
            $"{attribute.Attribute} {AttributeConditionReader.NameOf(attribute.Operator)} {Operand(attribute.Operand)}",
        _ => condition.ToString(),
    };

    private static IEnumerable<string> Bounds(WindowCondition window)
    {
        if (window.From is { } from) yield return $"from {InstantText.Of(from)}";
        if (window.Until is { } until) yield return $"until {InstantText.Of(until)}";
    }

    public static string Operand(ConditionOperand operand)
    {
        if (operand.Boolean is { } boolean) return boolean ? "true" : "false";
        if (operand.Instant is { } instant) return instant.ToString("O", CultureInfo.InvariantCulture);
        var items = operand.Strings?.Select(s => $"\"{s}\"")
            ?? operand.Numbers?.Select(n => n.ToString())
            ?? operand.Booleans?.Select(b => b ? "true" : "false")
            ?? [];
        var list = items.ToArray();
        return list.Length == 1 ? list[0] : $"[{string.Join(", ", list)}]";
    }
}
