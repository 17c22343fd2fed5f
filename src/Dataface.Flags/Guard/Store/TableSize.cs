using System.Runtime.CompilerServices;

namespace Dataface.Flags.Guard.Store;

/// <summary>
/// Where a key of 32 bits stands in an open table of any size, and how such a table grows: it doubles while it is small, and ends at four
/// slots for three of the keys that it may hold. Looking for one that is in a full table takes 2.5 slots on average (Knuth, The Art of
/// Computer Programming, 6.4), which lie beside each other.
/// </summary>
internal static class TableSize
{
    public const int Smallest = 64;

    /// <summary>Whether so many keys need a larger table.</summary>
    public static bool IsFull(int keys, int slots) => 4 * keys > 3 * slots;

    /// <summary>The next size, for a table that holds at most so many keys.</summary>
    public static int Next(int slots, int capacity) => Math.Min(2 * slots, ((4 * capacity) + 2) / 3);

    /// <summary>The slot to begin with. From the high bits of a product: the low bits are alike in a sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int First(uint key, int slots) => (int)(((ulong)(key * 0x9E3779B1u) * (uint)slots) >> 32);

    /// <summary>The slot to go on with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int After(int slot, int slots) => slot + 1 == slots ? 0 : slot + 1;
}
