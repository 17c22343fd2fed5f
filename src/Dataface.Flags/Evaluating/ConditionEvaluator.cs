using Dataface.Flags.Documents;

namespace Dataface.Flags.Evaluating;

/// <summary>Tests a context against a condition. Total, without allocation; depth is bounded by the document format.</summary>
internal static class ConditionEvaluator
{
    public static bool Matches<TTrace>(CompiledCondition condition, EvaluationContext context, ref TTrace trace)
        where TTrace : struct, IEvaluationTrace
    {
        trace.EnterCondition(condition);
        var matched = condition.Shape switch
        {
            ConditionShape.All => MatchesAll(condition.Children, context, ref trace),
            ConditionShape.Any => MatchesAny(condition.Children, context, ref trace),
            ConditionShape.Not => !Matches(condition.Children[0], context, ref trace),
            ConditionShape.Segment => Matches(condition.Children[0], context, ref trace),
            _ => MatchesAttribute(condition, context, ref trace),
        };
        trace.LeaveCondition(condition, context, matched);
        return matched;
    }

    private static bool MatchesAll<TTrace>(CompiledCondition[] conditions, EvaluationContext context, ref TTrace trace)
        where TTrace : struct, IEvaluationTrace
    {
        foreach (var condition in conditions)
        {
            if (!Matches(condition, context, ref trace)) return false;
        }

        return true;
    }

    private static bool MatchesAny<TTrace>(CompiledCondition[] conditions, EvaluationContext context, ref TTrace trace)
        where TTrace : struct, IEvaluationTrace
    {
        foreach (var condition in conditions)
        {
            if (Matches(condition, context, ref trace)) return true;
        }

        return false;
    }

    private static bool MatchesAttribute<TTrace>(CompiledCondition condition, EvaluationContext context, ref TTrace trace)
        where TTrace : struct, IEvaluationTrace
    {
        var index = context.IndexOf(condition.Name);
        if (condition.Operator == ConditionOperator.Exists) return index >= 0 == condition.Boolean;
        if (index < 0) return false;

        var value = context[index].Value;
        var matched = value.Kind switch
        {
            AttributeKind.Text => TextOperators.Matches(condition, value.Text),
            AttributeKind.TextList => TextOperators.MatchesList(condition, value.Texts),
            AttributeKind.Integer => NumberOperators.Matches(condition, value.Integer),
            AttributeKind.Number => NumberOperators.Matches(condition, value.Number),
            AttributeKind.RoundedNumber => NumberOperators.MatchesRounded(condition, value.Number),
            AttributeKind.Boolean => MatchesBoolean(condition, value.Boolean),
            AttributeKind.Instant => InstantOperators.Matches(condition, value.Ticks),
            _ => false,
        };
        if (!matched && (condition.Suspects & (1 << (int)value.Kind)) != 0) trace.Mismatch(AttributeMismatches.Of(condition, value));
        return matched;
    }

    private static bool MatchesBoolean(CompiledCondition condition, bool value) => condition.Operator switch
    {
        ConditionOperator.In or ConditionOperator.Equals => condition.Booleans is { } operands && Array.IndexOf(operands, value) >= 0,
        ConditionOperator.NotIn => condition.Booleans is { } operands && Array.IndexOf(operands, value) < 0,
        _ => false,
    };
}
