using System.Globalization;
using System.Runtime.CompilerServices;

namespace Dataface.Flags.Values;

/// <summary>Percentages as people read and write them. They are kept as whole thousandths of a percent, as bucketing needs them.</summary>
internal static class Percentage
{
    private const int Thousandths = 1_000;

    /// <summary>Such as 2.5 for 2,500 thousandths.</summary>
    public static decimal Of(int milli) => (decimal)milli / Thousandths;

    /// <summary>The same as text, in any culture.</summary>
    public static string Text(int milli) => Of(milli).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Such as 2,500 for 2.5, of a share of all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0, above 100, or no whole number of thousandths.</exception>
    public static int MilliOfShare(decimal percent, [CallerMemberName] string? property = null) =>
        TryMilliOfShare(percent, out var milli) ? milli : throw NotOne(percent, property);

    /// <summary>The same where it may be none.</summary>
    public static bool TryMilliOfShare(decimal percent, out int milli)
    {
        var isShare = percent is >= 0 and <= 100 && decimal.IsInteger(percent * Thousandths);
        milli = isShare ? (int)(percent * Thousandths) : 0;
        return isShare;
    }

    /// <summary>The same of any percentage, for what is checked where it is used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no whole number of thousandths, or too many.</exception>
    public static int Milli(decimal percent, [CallerMemberName] string? property = null)
    {
        const decimal most = int.MaxValue / Thousandths;
        return percent is >= -most and <= most && decimal.IsInteger(percent * Thousandths)
            ? (int)(percent * Thousandths) : throw NotOne(percent, property);
    }

    private static ArgumentOutOfRangeException NotOne(decimal percent, string? property) => new(
        property, percent, "A percentage is from 0 to 100 and has at most three decimals, such as 2.5 or 0.125.");
}
