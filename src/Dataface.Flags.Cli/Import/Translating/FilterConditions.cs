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

    /// <summary>A share as people read it, such as <c>56 %</c>.</summary>
    public static string Percent(decimal share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.###} %");
}
