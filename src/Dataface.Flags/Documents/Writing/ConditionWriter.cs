using System.Text.Json;
using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents.Writing;

/// <summary>Writes conditions.</summary>
internal static class ConditionWriter
{
    public static void Write(Utf8JsonWriter json, Condition condition)
    {
        json.WriteStartObject();
        switch (condition)
        {
            case AllCondition all:
                FlagDocumentWriter.List(json, "all", all.Conditions, Write);
                break;
            case AnyCondition any:
                FlagDocumentWriter.List(json, "any", any.Conditions, Write);
                break;
            case NotCondition not:
                json.WritePropertyName("not");
                Write(json, not.Inner);
                break;
            case SegmentCondition segment:
                json.WriteString("segment", segment.Segment);
                break;
            case WindowCondition window:
                if (window.From is { } from) json.WriteString(WindowReader.From, InstantText.Of(from));
                if (window.Until is { } until) json.WriteString(WindowReader.Until, InstantText.Of(until));
                break;
            case AttributeCondition attribute:
                json.WriteString("attribute", attribute.Attribute);
                json.WritePropertyName(AttributeConditionReader.NameOf(attribute.Operator));
                WriteOperand(json, attribute);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteOperand(Utf8JsonWriter json, AttributeCondition condition)
    {
        var operand = condition.Operand;
        if (operand.Boolean is { } boolean)
        {
            json.WriteBooleanValue(boolean);
            return;
        }

        if (operand.Instant is { } instant)
        {
            json.WriteStringValue(InstantText.Of(instant));
            return;
        }

        var isList = condition.Operator is ConditionOperator.In or ConditionOperator.NotIn;
        if (isList) json.WriteStartArray();
        foreach (var text in operand.Strings ?? []) json.WriteStringValue(text);
        foreach (var number in operand.Numbers ?? []) WriteNumber(json, number);
        foreach (var truth in operand.Booleans ?? []) json.WriteBooleanValue(truth);
        if (isList) json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, DocumentNumber number)
    {
        if (number.IsInteger) json.WriteNumberValue(number.Integer);
        else json.WriteNumberValue(number.Double);
    }
}
