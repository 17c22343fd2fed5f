using System.Globalization;
using System.Numerics;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>A number of a document, as the product keeps it: a 64-bit integer exactly, or else a finite double. The default is 0.</summary>
internal readonly record struct JsonNumber
{
    /// <summary>Decimals of so many digits are all different as doubles, whatever their size.</summary>
    private const int DoubleDigits = 15;

    /// <summary>Beyond it every power is beyond what numbers can be.</summary>
    private const int FarPower = 1_000_000;

    private JsonNumber(long integer) => Integer = integer;

    private JsonNumber(double fraction) => (Double, IsDouble) = (fraction, true);

    public bool IsInteger => !IsDouble;

    public long Integer { get; }

    /// <summary>The fraction; 0 for an integer.</summary>
    public double Double { get; }

    private bool IsDouble { get; }

    /// <summary>The nearest double.</summary>
    public double AsDouble => IsDouble ? Double : Integer;

    /// <summary>Whether a double holds the number itself.</summary>
    public bool IsExactDouble => IsDouble || new BigInteger((double)Integer) == Integer;

    /// <summary>Whether a decimal holds the number as it is written.</summary>
    public static bool IsExactDecimal(string json) =>
        decimal.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && Digits.Of(json) == Digits.Of(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads a JSON number; false when the product refuses it, because it would equal another one.</summary>
    public static bool TryParse(string json, out JsonNumber number)
    {
        number = default;
        var digits = Digits.Of(json);
        if (digits.TryGetInt64(out var integer))
        {
            number = new(integer);
            return true;
        }

        if (!double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || double.IsNaN(value) || double.IsInfinity(value))
        {
            return false;
        }

        number = new(value);
        if (!digits.IsWhole) return Math.Floor(value) != value;
        return digits.Count <= DoubleDigits;
    }

    /// <summary>A significand without zeros at its ends, times a power of ten.</summary>
    private readonly record struct Digits(bool IsNegative, BigInteger Significand, int Count, int Power)
    {
        public bool IsWhole => Count == 0 || Power >= 0;

        public static Digits Of(string json)
        {
            var exponentAt = json.IndexOfAny(['e', 'E']);
            var mantissa = exponentAt < 0 ? json : json.Substring(0, exponentAt);
            var isNegative = mantissa[0] == '-';
            if (isNegative) mantissa = mantissa.Substring(1);
            var point = mantissa.IndexOf('.');
            var fraction = point < 0 ? 0 : mantissa.Length - point - 1;
            var digits = mantissa.Replace(".", "").TrimStart('0');
            var significant = digits.TrimEnd('0');
            if (significant.Length == 0) return default;
            var power = Exponent(exponentAt < 0 ? "" : json.Substring(exponentAt + 1)) - fraction + digits.Length - significant.Length;
            return new(isNegative, BigInteger.Parse(significant.Substring(0, Math.Min(significant.Length, 40)),
                CultureInfo.InvariantCulture), significant.Length, power);
        }

        public bool TryGetInt64(out long value)
        {
            value = 0;
            if (Count == 0) return true;
            if (Power < 0 || Count + (long)Power > 19) return false;
            var number = Significand * BigInteger.Pow(10, Power);
            if (IsNegative) number = -number;
            if (number < long.MinValue || number > long.MaxValue) return false;
            value = (long)number;
            return true;
        }

        private static int Exponent(string text)
        {
            var power = 0;
            foreach (var c in text)
            {
                if (c is >= '0' and <= '9') power = Math.Min((power * 10) + (c - '0'), FarPower);
            }

            return text.StartsWith("-", StringComparison.Ordinal) ? -power : power;
        }
    }
}
