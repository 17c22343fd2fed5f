using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// Operators over numbers. Integers are compared exactly with integers and doubles, also above 2^53; NaN matches nothing.
/// </summary>
internal static class NumberOperators
{
    public static bool Matches(CompiledCondition condition, long value)
    {
        if (condition.Numbers is not { } operands) return false;
        return condition.Operator switch
        {
            ConditionOperator.In or ConditionOperator.EqualTo => operands.Contains(value),
            ConditionOperator.NotIn => !operands.Contains(value),
            _ => Holds(condition.Operator, Compare(value, condition.Number)),
        };
    }

    public static bool Matches(CompiledCondition condition, double value)
    {
        if (condition.Numbers is not { } operands || double.IsNaN(value)) return false;
        return condition.Operator switch
        {
            ConditionOperator.In or ConditionOperator.EqualTo => operands.Contains(value),
            ConditionOperator.NotIn => !operands.Contains(value),
            _ => Holds(condition.Operator, Compare(value, condition.Number)),
        };
    }

    /// <summary>A number that is not quite this double equals no operand, and is above or below those that the double is not.</summary>
    public static bool MatchesRounded(CompiledCondition condition, double value)
    {
        if (condition.Numbers is not { } operands) return false;
        if (condition.Operator is ConditionOperator.In or ConditionOperator.EqualTo or ConditionOperator.NotIn)
        {
            return condition.Operator == ConditionOperator.NotIn;
        }

        var order = Compare(value, condition.Number);
        return order != 0 && Holds(condition.Operator, order);
    }

    /// <summary>As of texts: a list matches when one element does; it is in none of the operands when no element is in one.</summary>
    public static bool MatchesList(CompiledCondition condition, AttributeValue[] values)
    {
        var wanted = condition.Operator != ConditionOperator.NotIn;
        foreach (var value in values)
        {
            var matched = value.Kind switch
            {
                AttributeKind.Integer => Matches(condition, value.Integer),
                AttributeKind.Number => Matches(condition, value.Number),
                _ => MatchesRounded(condition, value.Number),
            };
            if (matched == wanted) return wanted;
        }

        return !wanted && condition.Numbers is not null;
    }

    private static int Compare(long value, DocumentNumber operand) =>
        operand.IsInteger ? value.CompareTo(operand.Integer) : DocumentNumber.Compare(value, operand.Double);

    private static int Compare(double value, DocumentNumber operand) =>
        operand.IsInteger ? -DocumentNumber.Compare(operand.Integer, value) : value.CompareTo(operand.Double);

    private static bool Holds(ConditionOperator comparison, int order) => comparison switch
    {
        ConditionOperator.LessThan => order < 0,
        ConditionOperator.AtMost => order <= 0,
        ConditionOperator.GreaterThan => order > 0,
        ConditionOperator.AtLeast => order >= 0,
        _ => false,
    };
}
