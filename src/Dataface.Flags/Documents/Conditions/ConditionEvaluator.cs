using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>Tests a context against a condition. Total, without allocation; depth is bounded by the document format.</summary>
internal static class ConditionEvaluator
{
    public static bool Matches<TTrace>(
        CompiledCondition condition, EvaluationContext context, ref AttributeCursor cursor, ref TTrace trace)
        where TTrace : struct, IConditionTrace
    {
        trace.EnterCondition(condition);
        var matched = condition.Shape switch
        {
            ConditionShape.All => MatchesAll(condition.Children, context, ref cursor, ref trace),
            ConditionShape.Any => MatchesAny(condition.Children, context, ref cursor, ref trace),
            ConditionShape.Not => !Matches(condition.Children[0], context, ref cursor, ref trace),
            ConditionShape.Segment => Matches(condition.Children[0], context, ref cursor, ref trace),
            ConditionShape.Window => condition.Phase == WindowPhase.Open,
            _ => MatchesAttribute(condition, context, ref cursor, ref trace),
        };
        trace.LeaveCondition(condition, context, matched);
        return matched;
    }

    private static bool MatchesAll<TTrace>(
        CompiledCondition[] conditions, EvaluationContext context, ref AttributeCursor cursor, ref TTrace trace)
        where TTrace : struct, IConditionTrace
    {
        foreach (var condition in conditions)
        {
            if (!Matches(condition, context, ref cursor, ref trace)) return false;
        }

        return true;
    }

    private static bool MatchesAny<TTrace>(
        CompiledCondition[] conditions, EvaluationContext context, ref AttributeCursor cursor, ref TTrace trace)
        where TTrace : struct, IConditionTrace
    {
        foreach (var condition in conditions)
        {
            if (Matches(condition, context, ref cursor, ref trace)) return true;
        }

        return false;
    }

    /// <summary>Tests one attribute, for a condition of that shape.</summary>
    public static bool MatchesAttribute<TTrace>(
        CompiledCondition condition, EvaluationContext context, ref AttributeCursor cursor, ref TTrace trace)
        where TTrace : struct, IConditionTrace
    {
        var index = cursor.IndexOf(context, condition.Name, condition.NameNumber);
        if (index < 0 || condition.OneOf is not { } texts) return MatchesOther(condition, context, index, ref trace);
        var value = context[index].Value;
        return value.Kind == AttributeKind.Text ? texts.Contains(value.Text) : MatchesOther(condition, context, index, ref trace);
    }

    private static bool MatchesOther<TTrace>(CompiledCondition condition, EvaluationContext context, int index, ref TTrace trace)
        where TTrace : struct, IConditionTrace
    {
        if (condition.Operator == ConditionOperator.Exists) return index >= 0 == condition.Boolean;
        if (index < 0) return false;

        ref var slot = ref context[index];
        var value = slot.Value;
        var matched = value.Kind switch
        {
            AttributeKind.Text => TextOperators.Matches(condition, value.Text, ref slot.Reading),
            AttributeKind.TextList => TextOperators.MatchesList(condition, value.Texts),
            AttributeKind.NumberList => NumberOperators.MatchesList(condition, value.Numbers),
            AttributeKind.Integer => NumberOperators.Matches(condition, value.Integer),
            AttributeKind.Number => NumberOperators.Matches(condition, value.Number),
            AttributeKind.RoundedNumber => NumberOperators.MatchesRounded(condition, value.Number),
            AttributeKind.Boolean => MatchesBoolean(condition, value.Boolean),
            AttributeKind.Instant => InstantOperators.Matches(condition, value.Ticks),
            _ => false,
        };
        if (!matched && (condition.Suspects & (1 << (int)value.Kind)) != 0)
        {
            var reading = value.Kind == AttributeKind.Text ? TextReading.Of(ref slot.Reading) : default;
            trace.Mismatch(AttributeMismatches.Of(condition, value, reading));
        }

        return matched;
    }

    private static bool MatchesBoolean(CompiledCondition condition, bool value) => condition.Operator switch
    {
        ConditionOperator.In or ConditionOperator.EqualTo => condition.Booleans is { } operands && Array.IndexOf(operands, value) >= 0,
        ConditionOperator.NotIn => condition.Booleans is { } operands && Array.IndexOf(operands, value) < 0,
        _ => false,
    };
}
