using System.Globalization;

namespace Dataface.Flags.Values;

/// <summary>The decimal digits of a JSON number: a significand without zeros at its ends, times a power of ten.</summary>
internal readonly struct JsonDigits
{
    /// <summary>Decimals of so many digits are all different as doubles, whatever their size.</summary>
    private const int DoubleDigits = 15;

    /// <summary>The text of a decimal takes no more: a sign, 29 digits, a point and a zero before it.</summary>
    private const int LongestDecimal = 32;

    /// <summary>Those of the largest 64-bit integer.</summary>
    private const int MostDigits = 19;

    /// <summary>Significands of so many digits are kept in full.</summary>
    private const int KeptDigits = 38;

    /// <summary>Beyond it every power is beyond what numbers can be.</summary>
    private const int FarPower = 1_000_000;

    private readonly bool _isNegative;
    private readonly Int128 _significand;
    private readonly int _count;
    private readonly int _power;

    private JsonDigits(bool isNegative, Int128 significand, int count, int power) =>
        (_isNegative, _significand, _count, _power) = (isNegative, significand, count, power);

    public bool IsWhole => _count == 0 || _power >= 0;

    public bool AreToldApartByDoubles => _count <= DoubleDigits;

    /// <summary>The digits of a number in JSON's syntax.</summary>
    public static JsonDigits Of(ReadOnlySpan<byte> json)
    {
        var (significand, count, zeros, fraction, inFraction) = ((Int128)0, 0, 0, 0, false);
        var i = json[0] == '-' ? 1 : 0;
        for (; i < json.Length && json[i] is not ((byte)'e' or (byte)'E'); i++)
        {
            if (json[i] == '.')
            {
                inFraction = true;
                continue;
            }

            if (inFraction) fraction++;
            if (json[i] == '0')
            {
                // Counted only when another digit follows: zeros at the ends say nothing but the power.
                if (count > 0) zeros++;
                continue;
            }

            for (; zeros >= 0; zeros--, count++)
            {
                if (count < KeptDigits) significand = (significand * 10) + (zeros == 0 ? json[i] - '0' : 0);
            }

            zeros = 0;
        }

        return new(json[0] == '-', significand, count, Exponent(json[i..]) - fraction + zeros);
    }

    /// <summary>The number; false when it does not fit 64 bits.</summary>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        if (_count == 0) return true;
        if (_power < 0 || _count + (long)_power > MostDigits) return false;
        var number = _significand;
        for (var i = 0; i < _power; i++) number *= 10;
        if (_isNegative) number = -number;
        if (number < long.MinValue || number > long.MaxValue) return false;
        value = (long)number;
        return true;
    }

    /// <summary>The decimal that a number in JSON's syntax is; false when a decimal would round it or cannot be so large.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> json, out decimal value)
    {
        if (!decimal.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return false;
        Span<byte> written = stackalloc byte[LongestDecimal];
        return value.TryFormat(written, out var length, default, CultureInfo.InvariantCulture) && Of(json).Equals(Of(written[..length]));
    }

    private bool Equals(JsonDigits other)
    {
        if (_count != other._count || _count > KeptDigits) return false;
        return _count == 0 || (_isNegative, _significand, _power) == (other._isNegative, other._significand, other._power);
    }

    private static int Exponent(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        var isNegative = text.Length > 1 && text[1] == '-';
        var power = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit((char)c)) power = Math.Min((power * 10) + (c - '0'), FarPower);
        }

        return isNegative ? -power : power;
    }
}
