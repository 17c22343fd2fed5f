using System.Globalization;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>Makes conditions and writes shares.</summary>
internal static class FilterConditions
{
    public static AttributeCondition IsIn(string attribute, IEnumerable<string> values) =>
        new(attribute, ConditionOperator.In, new ConditionOperand { Strings = [.. values.Distinct(StringComparer.Ordinal)] });

    public static AttributeCondition IsTrue(string attribute) =>
        new(attribute, ConditionOperator.EqualTo, new ConditionOperand { Booleans = [true] });

    public static AttributeCondition IsAfter(string attribute, DateTimeOffset instant) =>
        new(attribute, ConditionOperator.After, new ConditionOperand { Instant = instant });

    public static AttributeCondition IsBefore(string attribute, DateTimeOffset instant) =>
        new(attribute, ConditionOperator.Before, new ConditionOperand { Instant = instant });

    /// <summary>A share as people read it, such as <c>56 %</c>.</summary>
    public static string Percent(decimal share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.###} %");
}
