using System.Globalization;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Yaml;

/// <summary>
/// What scalars mean: numbers, shares, days and spans of time, in any culture. No result means that the text has another form.
/// </summary>
internal static class YamlScalars
{
    /// <summary>The longest span of time: ten years.</summary>
    private const double MaxSeconds = 3652d * 86400;

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400),
        ("w", 604800)];

    /// <summary>A finite number, such as <c>0.05</c> or <c>20000</c>.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number) ? number : null;

    /// <summary>A share in percent, such as <c>2.5 %</c>, as a fraction: 0.025.</summary>
    public static double? Percentage(string text) => text.EndsWith('%') && decimal.TryParse(
        text.AsSpan()[..^1].TrimEnd(' '), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
        out var percent)
        ? (double)(percent / 100) : null;

    /// <summary>A day, <c>2027-02-01</c>.</summary>
    public static DateOnly? Day(string text) => DayText.TryParse(text, out var day) ? day : null;

    /// <summary>A span above zero and at most ten years: a number and one of ms, s, m, h, d, w.</summary>
    public static TimeSpan? Duration(string text)
    {
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        var unit = text[digits.Length..];
        foreach (var (name, seconds) in Units)
        {
            if (name != unit) continue;
            return Number(digits.ToString()) is { } count && count > 0 && count * seconds <= MaxSeconds
                ? TimeSpan.FromSeconds(count * seconds) : null;
        }

        return null;
    }
}
