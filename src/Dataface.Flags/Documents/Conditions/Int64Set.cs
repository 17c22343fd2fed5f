using System.Numerics;
using Dataface.Flags.Bucketing;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// Membership of 64-bit words: a few are scanned, because that is faster than hashing, and more are hashed with open addressing. At most
/// half of the places are taken, and the hash spreads whatever regular numbers a list has. Immutable; thread-safe.
/// </summary>
internal sealed class Int64Set
{
    private const int ScanLimit = 8;
    private const ulong Seed = 0x5EED;

    // Scanned as it is, or a power of two of places; 0 is a free place there and so has a member of its own.
    private readonly long[] _places;
    private readonly bool _isScanned;
    private readonly bool _hasZero;

    public Int64Set(IReadOnlyCollection<long> values)
    {
        _isScanned = values.Count <= ScanLimit;
        _places = _isScanned ? [.. values] : new long[BitOperations.RoundUpToPowerOf2((uint)values.Count * 2)];
        if (_isScanned) return;
        foreach (var value in values)
        {
            if (value == 0) _hasZero = true;
            else _places[PlaceOf(value)] = value;
        }
    }

    public bool Contains(long value)
    {
        if (_isScanned) return _places.AsSpan().Contains(value);
        return value == 0 ? _hasZero : _places[PlaceOf(value)] == value;
    }

    /// <summary>Where a value stands, or the free place where it would.</summary>
    private int PlaceOf(long value)
    {
        var (places, mask) = (_places, _places.Length - 1);
        var place = (int)UInt64Hash.Of((ulong)value, Seed) & mask;
        while (places[place] != 0 && places[place] != value) place = (place + 1) & mask;
        return place;
    }
}
