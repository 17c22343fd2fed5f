using System.Globalization;
using System.Numerics;

namespace Dataface.Flags.Experiments.Events;

/// <summary>
/// A decimal number of any size: sums and products are exact, so that taking away what was added leaves nothing behind. The default is 0.
/// Thread-safe.
/// </summary>
internal readonly struct ExactDecimal
{
    private static readonly BigInteger[] Powers = [.. Enumerable.Range(0, 80).Select(i => BigInteger.Pow(10, i))];

    private readonly BigInteger _digits;
    private readonly int _scale;

    private ExactDecimal(BigInteger digits, int scale) => (_digits, _scale) = (digits, scale);

    public bool IsZero => _digits.IsZero;

    public static implicit operator ExactDecimal(long number) => new(number, 0);

    public static ExactDecimal operator +(ExactDecimal a, ExactDecimal b)
    {
        var scale = Math.Max(a._scale, b._scale);
        return new(a.At(scale) + b.At(scale), scale);
    }

    public static ExactDecimal operator -(ExactDecimal a, ExactDecimal b) => a + new ExactDecimal(-b._digits, b._scale);

    public static ExactDecimal operator *(ExactDecimal a, ExactDecimal b) => new(a._digits * b._digits, a._scale + b._scale);

    public static ExactDecimal Min(ExactDecimal a, ExactDecimal b)
    {
        var scale = Math.Max(a._scale, b._scale);
        return a.At(scale) <= b.At(scale) ? a : b;
    }

    /// <summary>The shortest decimal number that .NET takes for this one.</summary>
    public static ExactDecimal Of(double number) => Parse(number.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A number as JSON or .NET writes it, such as <c>-12.50</c> or <c>1.5E-15</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ExactDecimal Parse(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny('e', 'E');
        var exponent = end < 0 ? 0 : int.Parse(text[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var number = end < 0 ? text : text[..end];
        var point = number.IndexOf('.');
        var fraction = point < 0 ? [] : number[(point + 1)..];
        var whole = point < 0 ? number : string.Concat(number[..point], fraction);
        var digits = BigInteger.Parse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var scale = fraction.Length - exponent;
        return scale < 0 ? new(digits * Power(-scale), 0) : new(digits, scale);
    }

    /// <summary>The nearest number of this kind.</summary>
    public double ToDouble() =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{_digits}E{-_scale}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The number without an exponent; <see cref="Parse"/> reads it.</summary>
    public override string ToString()
    {
        var (digits, scale) = (_digits, _scale);
        while (scale > 0 && BigInteger.DivRem(digits, 10, out var rest) is var tenth && rest.IsZero) (digits, scale) = (tenth, scale - 1);
        var text = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = digits.Sign < 0 ? "-" : "";
        return scale == 0 ? sign + text : $"{sign}{text[..^scale]}.{text[^scale..]}";
    }

    private static BigInteger Power(int exponent) => exponent < Powers.Length ? Powers[exponent] : BigInteger.Pow(10, exponent);

    private BigInteger At(int scale) => scale == _scale ? _digits : _digits * Power(scale - _scale);
}
