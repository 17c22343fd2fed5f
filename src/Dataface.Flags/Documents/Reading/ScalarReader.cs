using System.Globalization;
using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads the numbers, days and spans of the format.</summary>
internal static class ScalarReader
{
    /// <summary>Longer numbers have digits that mean nothing here, and could round to something that was not written.</summary>
    private const int MaxExactLength = 24;

    /// <summary>A percentage 0..100 with at most 3 decimals, in thousandths of a percent.</summary>
    public static bool TryPercent(DocumentScope scope, int node, string what, out int milli)
    {
        milli = 0;
        if (!scope.Is(node, JsonNodeKind.Number, what)) return false;
        if (TryDecimal(scope.Tree.Raw(node), out var percent) && Percentage.TryMilliOfShare(percent, out milli)) return true;
        scope.Error(
            ProblemCode.InvalidPercent, node,
            $"'{what}' is {Raw(scope, node)}. It must be between 0 and 100, with at most 3 decimals.",
            "Write a number from 0 to 100, such as 2.5; the smallest share is 0.001.");
        return false;
    }

    /// <summary>A whole number in a range; 1.0 is whole.</summary>
    public static bool TryInteger(DocumentScope scope, int node, string code, string what, int least, int most, out int value)
    {
        value = 0;
        if (!scope.Is(node, JsonNodeKind.Number, what)) return false;
        if (TryDecimal(scope.Tree.Raw(node), out var number) && decimal.IsInteger(number) && number >= least && number <= most)
        {
            value = (int)number;
            return true;
        }

        scope.Error(code, node, $"'{what}' is {Raw(scope, node)}.", $"Write a whole number from {least} to {most}.");
        return false;
    }

    /// <summary>A finite double.</summary>
    public static bool TryDouble(DocumentScope scope, int node, string what, out double value)
    {
        value = 0;
        if (!scope.Is(node, JsonNodeKind.Number, what)) return false;
        if (double.TryParse(scope.Tree.Raw(node), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value))
            return true;
        scope.Error(
            ProblemCode.NumberOutOfRange, node, $"'{what}' is {Raw(scope, node)}, beyond what a double can hold.",
            "Write a number between -1.7e308 and 1.7e308.");
        return false;
    }

    /// <summary>A number that is kept exactly, or as the double that is nearest to its fraction.</summary>
    public static bool TryNumber(DocumentScope scope, int node, string what, out DocumentNumber value)
    {
        value = default;
        if (!scope.Is(node, JsonNodeKind.Number, what)) return false;
        if (DocumentNumber.TryParse(scope.Tree.Raw(node), out value)) return true;
        if (!TryDouble(scope, node, what, out _)) return false;
        scope.Error(
            ProblemCode.NumberOutOfRange, node,
                $"'{what}' is {Raw(scope, node)}, which has more digits than can be kept and would equal another number.",
            "Write a whole number from -9223372036854775808 to 9223372036854775807, a number of fewer digits, or a string on both sides.");
        return false;
    }

    /// <summary>A UTC day, such as 2027-02-01.</summary>
    /// <param name="scope">The document.</param>
    /// <param name="node">Where the day stands.</param>
    /// <param name="what">What it is called.</param>
    /// <param name="example">A day that would be accepted there.</param>
    /// <param name="day">The day.</param>
    public static bool TryDay(DocumentScope scope, int node, string what, DateOnly example, out DateOnly day)
    {
        day = default;
        if (!scope.TryText(node, what, out var text)) return false;
        if (DayText.TryParse(text, out day)) return true;
        scope.Error(ProblemCode.InvalidDate, node, $"'{what}' is \"{DocumentScope.Shown(text)}\", which is not a valid date.",
            $"Write year, month and day, such as \"{example:O}\".");
        return false;
    }

    private static bool TryDecimal(ReadOnlySpan<byte> raw, out decimal value)
    {
        value = 0;
        if (raw.Length > MaxExactLength || !decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return false;

        // 1e-400 parses as 0, which is not what was written.
        return value != 0 || !HasNonZeroDigit(raw);
    }

    private static bool HasNonZeroDigit(ReadOnlySpan<byte> raw)
    {
        var exponent = raw.IndexOfAny((byte)'e', (byte)'E');
        return (exponent < 0 ? raw : raw[..exponent]).ContainsAnyInRange((byte)'1', (byte)'9');
    }

    private static string Raw(DocumentScope scope, int node) =>
        DocumentScope.Shown(System.Text.Encoding.UTF8.GetString(scope.Tree.Raw(node)));
}
