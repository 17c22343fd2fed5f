namespace Dataface.Flags.Documents.Conditions;

/// <summary>Operators over text and lists of text. Ordinal always.</summary>
internal static class TextOperators
{
    /// <param name="condition">The condition.</param>
    /// <param name="value">The text.</param>
    /// <param name="kept">What the text was read as, if it was.</param>
    public static bool Matches(CompiledCondition condition, string value, ref long kept) => condition.Operator switch
    {
        ConditionOperator.In or ConditionOperator.EqualTo => condition.Texts is { } texts && texts.Contains(value),
        ConditionOperator.NotIn => condition.Texts is { } texts && !texts.Contains(value),
        ConditionOperator.StartsWith => value.StartsWith(condition.Text, StringComparison.Ordinal),
        ConditionOperator.EndsWith => value.EndsWith(condition.Text, StringComparison.Ordinal),
        ConditionOperator.Contains => value.Contains(condition.Text, StringComparison.Ordinal),
        ConditionOperator.Matches => condition.Pattern!.IsMatch(value),
        ConditionOperator.Semver => condition.Semver!.Contains(value, ref kept),
        ConditionOperator.Before or ConditionOperator.After => InstantOperators.MatchesText(condition, value, ref kept),
        _ => false,
    };

    /// <summary>A list matches when one element does; it is in none of the operands when no element is in one.</summary>
    public static bool MatchesList(CompiledCondition condition, string[] values)
    {
        var wanted = condition.Operator != ConditionOperator.NotIn;
        foreach (var value in values)
        {
            var unkept = 0L;
            if (Matches(condition, value, ref unkept) == wanted) return wanted;
        }

        return !wanted && condition.Texts is not null;
    }
}
