using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Assignment;

/// <summary>Whether two conditions over the same attribute, which has one value in each context, can both hold.</summary>
internal static class AttributeValues
{
    public static bool AreDisjoint(AttributeCondition a, AttributeCondition b) =>
        Excludes(a, b) || Excludes(b, a) || Sets(a, b) || Ranges(a, b) || Ranges(b, a);

    /// <summary>Whether all values that the first allows are values that the second allows.</summary>
    public static bool IsSubset(AttributeCondition a, AttributeCondition b) => IsSet(a) && IsSet(b) && Values(a).IsSubsetOf(Values(b));

    /// <summary>No operator but <c>exists: false</c> holds for an absent attribute; and a set within what the other leaves out.</summary>
    private static bool Excludes(AttributeCondition a, AttributeCondition b)
    {
        if (a is { Operator: ConditionOperator.Exists, Operand.Boolean: false })
            return b is not { Operator: ConditionOperator.Exists, Operand.Boolean: false };
        return a.Operator == ConditionOperator.NotIn && IsSet(b) && Values(b).All(Values(a).Contains);
    }

    private static bool Sets(AttributeCondition a, AttributeCondition b) => IsSet(a) && IsSet(b) && !Values(a).Any(Values(b).Contains);

    /// <summary>One holds below a bound only, the other above one, or for numbers that all are beyond the bound.</summary>
    private static bool Ranges(AttributeCondition a, AttributeCondition b)
    {
        if (a.Operator == ConditionOperator.Before && b.Operator == ConditionOperator.After) return a.Operand.Instant <= b.Operand.Instant;
        if (a.Operand.Numbers is not { Count: > 0 } bounds || b.Operand.Numbers is not { Count: > 0 } others) return false;
        var bound = bounds[0];
        return (a.Operator, b.Operator) switch
        {
            (ConditionOperator.AtMost, ConditionOperator.AtLeast) => bound < others[0],
            (ConditionOperator.LessThan or ConditionOperator.AtMost, ConditionOperator.AtLeast or ConditionOperator.GreaterThan) =>
                bound <= others[0],
            (ConditionOperator.LessThan, _) when IsSet(b) => others.All(n => n >= bound),
            (ConditionOperator.AtMost, _) when IsSet(b) => others.All(n => n > bound),
            (ConditionOperator.GreaterThan, _) when IsSet(b) => others.All(n => n <= bound),
            (ConditionOperator.AtLeast, _) when IsSet(b) => others.All(n => n < bound),
            _ => false,
        };
    }

    private static bool IsSet(AttributeCondition condition) => condition.Operator is ConditionOperator.In or ConditionOperator.EqualTo;

    private static HashSet<object> Values(AttributeCondition condition) =>
    [
        .. condition.Operand.Strings ?? [], .. (condition.Operand.Numbers ?? []).Cast<object>(),
        .. (condition.Operand.Booleans ?? []).Cast<object>(),
    ];
}
