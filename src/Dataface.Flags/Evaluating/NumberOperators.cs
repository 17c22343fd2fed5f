using Dataface.Flags.Documents;

namespace Dataface.Flags.Evaluating;

/// <summary>Operators over numbers. Integers are compared exactly with doubles, also above 2^53; NaN matches nothing.</summary>
internal static class NumberOperators
{
    public static bool Matches(CompiledCondition condition, long value)
    {
        if (condition.Numbers is not { } operands) return false;
        switch (condition.Operator)
        {
            case ConditionOperator.In or ConditionOperator.Equals:
                return ContainsInteger(operands, value);
            case ConditionOperator.NotIn:
                return !ContainsInteger(operands, value);
            default:
                return Holds(condition.Operator, Compare(value, operands[0]));
        }
    }

    public static bool Matches(CompiledCondition condition, double value)
    {
        if (condition.Numbers is not { } operands || double.IsNaN(value)) return false;
        return condition.Operator switch
        {
            ConditionOperator.In or ConditionOperator.Equals => operands.AsSpan().Contains(value),
            ConditionOperator.NotIn => !operands.AsSpan().Contains(value),
            _ => Holds(condition.Operator, value.CompareTo(operands[0])),
        };
    }

    private static bool ContainsInteger(double[] operands, long value)
    {
        foreach (var operand in operands)
        {
            if (Compare(value, operand) == 0) return true;
        }

        return false;
    }

    private static bool Holds(ConditionOperator comparison, int order) => comparison switch
    {
        ConditionOperator.LessThan => order < 0,
        ConditionOperator.AtMost => order <= 0,
        ConditionOperator.GreaterThan => order > 0,
        ConditionOperator.AtLeast => order >= 0,
        _ => false,
    };

    /// <summary>Orders an integer and a finite double exactly: converting the integer would round above 2^53.</summary>
    private static int Compare(long left, double right)
    {
        if (right >= 9223372036854775808.0) return -1;
        if (right < -9223372036854775808.0) return 1;
        var floor = Math.Floor(right);
        var order = left.CompareTo((long)floor);
        return order != 0 || floor == right ? order : -1;
    }
}
