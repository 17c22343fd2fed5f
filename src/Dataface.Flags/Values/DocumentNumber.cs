using System.Globalization;
using System.Text;
using Dataface.Flags.Values;

namespace Dataface.Flags.Documents;

/// <summary>
/// A number of a document: a 64-bit integer exactly, or else a finite double. Whole numbers that fit 64 bits are always integers,
/// so that equal numbers are equal values. The default is 0. Immutable and thread-safe.
/// </summary>
public readonly record struct DocumentNumber : IComparable<DocumentNumber>
{
    private const double TwoTo63 = 9223372036854775808.0;

    private readonly long _integer;
    private readonly double _fraction;
    private readonly bool _isDouble;

    private DocumentNumber(long integer) => _integer = integer;

    private DocumentNumber(double fraction) => (_fraction, _isDouble) = (fraction, true);

    /// <summary>Whether it is a 64-bit integer.</summary>
    public bool IsInteger => !_isDouble;

    /// <summary>The integer; 0 when it is not one.</summary>
    public long Integer => _integer;

    /// <summary>The nearest double; the number itself unless it is an integer of more than 53 bits.</summary>
    public double Double => _isDouble ? _fraction : _integer;

    /// <summary>Whether <see cref="Double"/> is the number itself.</summary>
    public bool IsExactDouble => _isDouble || CompareTo(FromDouble(_integer)) == 0;

    /// <summary>An integer.</summary>
    public static implicit operator DocumentNumber(long value) => FromInt64(value);

    /// <summary>A double.</summary>
    public static implicit operator DocumentNumber(double value) => FromDouble(value);

    /// <summary>Whether the left is below the right, exactly.</summary>
    public static bool operator <(DocumentNumber left, DocumentNumber right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left is above the right, exactly.</summary>
    public static bool operator >(DocumentNumber left, DocumentNumber right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left is at most the right, exactly.</summary>
    public static bool operator <=(DocumentNumber left, DocumentNumber right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left is at least the right, exactly.</summary>
    public static bool operator >=(DocumentNumber left, DocumentNumber right) => left.CompareTo(right) >= 0;

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static DocumentNumber FromInt64(long value) => new(value);

    /// <summary>A double; one that is whole and fits 64 bits becomes an integer.</summary>
    /// <param name="value">A finite value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is infinite or not a number.</exception>
    public static DocumentNumber FromDouble(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A document has finite numbers only.");
        return value is >= -TwoTo63 and < TwoTo63 && double.IsInteger(value) ? new((long)value) : new(value);
    }

    /// <summary>Compares exactly: integers of more than 53 bits are not rounded.</summary>
    /// <param name="other">The other number.</param>
    public int CompareTo(DocumentNumber other)
    {
        if (!_isDouble) return other._isDouble ? Compare(_integer, other._fraction) : _integer.CompareTo(other._integer);
        return other._isDouble ? _fraction.CompareTo(other._fraction) : -Compare(other._integer, _fraction);
    }

    /// <summary>As it is written in a document.</summary>
    public override string ToString() =>
        _isDouble ? _fraction.ToString("R", CultureInfo.InvariantCulture) : _integer.ToString(CultureInfo.InvariantCulture);

    /// <summary>Orders an integer and a double that is no NaN, exactly: converting the integer would round above 2^53.</summary>
    internal static int Compare(long left, double right)
    {
        if (right >= TwoTo63) return -1;
        if (right < -TwoTo63) return 1;
        var floor = Math.Floor(right);
        var order = left.CompareTo((long)floor);
        return order != 0 || floor == right ? order : -1;
    }

    /// <summary>
    /// Reads a JSON number. False when it cannot be kept: beyond a double, a whole number beyond 64 bits with more digits than a
    /// double tells apart, or one that would become whole only by rounding. Such a number would equal another one.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<byte> json, out DocumentNumber number)
    {
        number = default;
        if (long.TryParse(json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            number = new(integer);
            return true;
        }

        if (!double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return false;
        }

        var digits = JsonDigits.Of(json);
        if (!digits.IsWhole)
        {
            number = new(value);
            return !double.IsInteger(value);
        }

        if (digits.TryGetInt64(out integer)) number = new(integer);
        else number = new(value);
        return number.IsInteger || digits.AreToldApartByDoubles;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out DocumentNumber)"/>
    internal static bool TryParse(string json, out DocumentNumber number) => TryParse(Encoding.UTF8.GetBytes(json), out number);
}
