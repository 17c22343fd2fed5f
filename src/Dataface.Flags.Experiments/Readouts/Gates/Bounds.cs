using System.Globalization;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// The ends of intervals in words: with as many digits as it takes to stay on their side of the boundary that is spoken of, so that
/// rounding never shows an interval that touches what it leaves out.
/// </summary>
internal static class Bounds
{
    private const int MostDigits = 12;

    /// <summary>Such as <c>+2.1 % to +8.3 %</c>, or <c>+2.1 % or more</c> where one end is open.</summary>
    public static string Interval(in Effect effect, EffectScale scale, double boundary) =>
        (double.IsFinite(effect.Lower), double.IsFinite(effect.Upper)) switch
        {
            (true, true) => Pair(effect.Lower, effect.Upper, scale, boundary),
            (true, false) => $"{Precise(effect.Lower, scale, boundary)} or more",
            (false, true) => $"{Precise(effect.Upper, scale, boundary)} or less",
            _ => "anything is possible",
        };

    /// <summary>A number with its sign, on its side of the boundary.</summary>
    public static string Precise(double value, EffectScale scale, double boundary, bool isSigned = true) =>
        Text(value, scale, Digits(value, scale, boundary), isSigned);

    public static string Number(double value, EffectScale scale, int digits) =>
        Text(value, scale, scale == EffectScale.Relative ? digits : Math.Max(digits, 4), true);

    /// <summary>How much, without a sign: rounded away from zero, since it is said to be at most that.</summary>
    public static string Size(double value, EffectScale scale)
    {
        var size = Math.Abs(value);
        var digits = Digits(size, scale, 0);
        return digits > MostDigits
            ? Text(size, scale, digits, false) : Text(size + (0.5 * Math.Pow(10, -digits) / Factor(scale) * 0.999), scale, digits, false);
    }

    private static string Pair(double lower, double upper, EffectScale scale, double boundary)
    {
        var digits = Math.Max(Digits(lower, scale, boundary), Digits(upper, scale, boundary));
        return $"{Text(lower, scale, digits, true)} to {Text(upper, scale, digits, true)}";
    }

    private static int Digits(double value, EffectScale scale, double boundary)
    {
        var digits = scale == EffectScale.Relative ? 1 : 4;
        while (digits <= MostDigits && value != boundary && !IsKept(value, scale, boundary, digits)) digits++;
        return digits;
    }

    private static bool IsKept(double value, EffectScale scale, double boundary, int digits)
    {
        var (shown, limit) = (Math.Round(value * Factor(scale), digits, MidpointRounding.AwayFromZero), boundary * Factor(scale));
        return Math.Abs(limit - shown) > 1e-14 * Math.Abs(limit) && Math.Sign(shown - limit) == Math.Sign(value - boundary);
    }

    private static string Text(double value, EffectScale scale, int digits, bool isSigned)
    {
        var unit = scale == EffectScale.Relative ? " %" : "";
        var shown = value * Factor(scale);
        if (digits > MostDigits)
        {
            return shown.ToString(isSigned ? "+0.#####E+0;-0.#####E+0" : "0.#####E+0", CultureInfo.InvariantCulture) + unit;
        }

        var places = scale == EffectScale.Relative ? new string('0', digits) : new string('#', digits);
        var plain = $"0.{places}";
        var rounded = Math.Round(shown, digits, MidpointRounding.AwayFromZero);
        return rounded.ToString(isSigned && rounded != 0 ? $"+{plain};-{plain}" : plain, CultureInfo.InvariantCulture) + unit;
    }

    private static double Factor(EffectScale scale) => scale == EffectScale.Relative ? 100 : 1;
}
