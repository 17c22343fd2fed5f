using System.Globalization;

namespace Dataface.Flags.Guard.Evidence;

/// <summary>
/// Sums of numbers that are kept as natural logarithms, since evidence overflows a double long before it surprises anybody.
/// </summary>
internal static class LogSpace
{
    /// <summary>ln(e^a + e^b).</summary>
    public static double Add(double a, double b)
    {
        var (low, high) = a < b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + double.LogP1(Math.Exp(low - high));
    }

    /// <summary>The logarithm of the mean of e^x over all values.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        var highest = double.NegativeInfinity;
        foreach (var value in values) highest = Math.Max(highest, value);
        if (double.IsInfinity(highest)) return highest;
        var sum = 0.0;
        foreach (var value in values) sum += Math.Exp(value - highest);
        return highest + Math.Log(sum / values.Length);
    }

    /// <summary>e^x for people: such as 4000, 0.52 or 10^28.7.</summary>
    public static string Text(double log) => log > 11.5
        ? string.Create(CultureInfo.InvariantCulture, $"10^{log / Math.Log(10):0.0}")
        : Math.Exp(log).ToString(log > 3 ? "0" : "0.##", CultureInfo.InvariantCulture);
}
