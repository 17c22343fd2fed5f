namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// Exact membership of numbers. Whole numbers of 64 bits are always integers in a document, and so the others, fractions and larger ones,
/// can only equal a double. Immutable; thread-safe.
/// </summary>
internal sealed class NumberSet
{
    private readonly Int64Set _integers;
    private readonly Int64Set _doubles;

    public NumberSet(IReadOnlyList<DocumentNumber> numbers)
    {
        _integers = new([.. numbers.Where(n => n.IsInteger).Select(n => n.Integer)]);
        _doubles = new([.. numbers.Where(n => !n.IsInteger).Select(n => BitConverter.DoubleToInt64Bits(n.Double))]);
    }

    public bool Contains(long value) => _integers.Contains(value);

    /// <param name="value">Any double; NaN and infinities are in no set.</param>
    public bool Contains(double value)
    {
        if (!double.IsFinite(value)) return false;
        var number = DocumentNumber.FromDouble(value);
        return number.IsInteger ? _integers.Contains(number.Integer) : _doubles.Contains(BitConverter.DoubleToInt64Bits(value));
    }
}
