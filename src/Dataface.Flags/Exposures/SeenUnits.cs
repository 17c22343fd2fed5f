using System.Numerics;
using System.Runtime.CompilerServices;

namespace Dataface.Flags.Exposures;

/// <summary>
/// Remembers hashes in memory that never grows: sets of eight, each a cache line. A hash that finds its set full takes the place of
/// another. It never claims to have seen a hash that was not added; it may forget one that was. Thread-safe without locks: of threads that
/// add the same hash at once, one is told that it is new.
/// </summary>
internal sealed class SeenUnits
{
    private const int Ways = 8;
    private const int LineBytes = Ways * sizeof(ulong);
    private const int Attempts = 8;

    // Pinned, so that a set keeps to one cache line for good.
    private readonly ulong[] _hashes;
    private readonly int _first;
    private readonly int _mask;

    /// <param name="capacity">How many hashes it has room for; rounded up to a power of two.</param>
    public SeenUnits(int capacity)
    {
        Capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, Ways));
        _hashes = GC.AllocateArray<ulong>(Capacity + Ways, pinned: true);
        _mask = (Capacity / Ways) - 1;
        _first = FirstAligned(_hashes);
    }

    public int Capacity { get; }

    /// <summary>Adds a hash; false when it is there already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(ulong hash)
    {
        hash = NotEmpty(hash);
        var set = SetOf(hash);
        return set.IndexOf(hash) < 0 && Add(set, hash);
    }

    /// <summary>Forgets a hash, so that it is new again.</summary>
    public void Remove(ulong hash)
    {
        hash = NotEmpty(hash);
        foreach (ref var way in SetOf(hash)) Interlocked.CompareExchange(ref way, 0, hash);
    }

    private static unsafe int FirstAligned(ulong[] pinned)
    {
        fixed (ulong* start = pinned)
        {
            var beyond = (int)((nuint)start % LineBytes);
            return beyond == 0 ? 0 : (LineBytes - beyond) / sizeof(ulong);
        }
    }

    // 0 marks an empty place; the one hash that is 0 shares the place of the hash 1.
    private static ulong NotEmpty(ulong hash) => hash == 0 ? 1 : hash;

    private static bool Add(Span<ulong> set, ulong hash)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // Every thread that adds this hash picks the same place, so only one of them can succeed.
            var place = set.IndexOf(0UL);
            if (place < 0) place = (int)(hash & (Ways - 1));
            var before = Volatile.Read(ref set[place]);
            if (set.IndexOf(hash) >= 0) return false;
            if (Interlocked.CompareExchange(ref set[place], hash, before) == before) return true;
        }

        return true; // So much is going on in this set that the hash would soon be forgotten anyway.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<ulong> SetOf(ulong hash) => _hashes.AsSpan(_first + (((int)(hash >> 32) & _mask) * Ways), Ways);
}
