using System.Runtime.CompilerServices;

namespace Dataface.Flags.Guard.Recording;

/// <summary>
/// The units that were counted already, in bounded memory. When it is full, only units whose hash ends in one more zero bit are kept and taken
/// from then on: a sample that knows nothing of treatment and control, so that evidence stays exact and only comes more slowly. Thread-safe;
/// looking up takes no lock.
/// </summary>
internal sealed class SampledUnits(int capacity)
{
    private const int SmallestTable = 64;

    private readonly Lock _gate = new();
    private volatile Table _table = new(SmallestTable, 0);

    /// <summary>The units that are kept now.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a unit is to be counted: it is in the sample, and was not yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNew(ulong unit)
    {
        var key = Mix(unit);
        var table = _table;
        return (key & table.Rejected) == 0 && !table.Contains(key);
    }

    /// <summary>Marks a unit as counted; false when it was already, or is not in the sample.</summary>
    public bool TryAdd(ulong unit)
    {
        if (!IsNew(unit)) return false;
        var key = Mix(unit);
        lock (_gate)
        {
            if ((key & _table.Rejected) != 0 || _table.Contains(key)) return false;
            if (Count == capacity) Thin();
            if ((key & _table.Rejected) != 0) return false;
            if (2 * (Count + 1) > _table.Slots.Length) Rebuild(_table.Slots.Length * 2, _table.Rejected);
            _table.Add(key);
            Count++;
            return true;
        }
    }

    private void Thin()
    {
        do
        {
            Rebuild(_table.Slots.Length, (_table.Rejected << 1) | 1);
        }
        while (Count == capacity);
    }

    private void Rebuild(int slots, ulong rejected)
    {
        var (table, count) = (new Table(slots, rejected), 0);
        foreach (var key in _table.Slots)
        {
            if (key == 0 || (key & rejected) != 0) continue;
            table.Add(key);
            count++;
        }

        (Count, _table) = (count, table);
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood 2014): independent of the bucketing hash. Never 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong unit)
    {
        var z = unit + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return z == 0 ? 1UL << 63 : z;
    }

    private sealed class Table(int slots, ulong rejected)
    {
        public readonly ulong[] Slots = new ulong[slots];

        /// <summary>Low bits of a hash that must be zero.</summary>
        public readonly ulong Rejected = rejected;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Contains(ulong key)
        {
            var slots = Slots;
            for (var i = (int)(key >> 32) & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
            {
                var slot = Volatile.Read(ref slots[i]);
                if (slot == key) return true;
                if (slot == 0) return false;
            }
        }

        public void Add(ulong key)
        {
            var i = (int)(key >> 32) & (Slots.Length - 1);
            while (Slots[i] != 0) i = (i + 1) & (Slots.Length - 1);
            Volatile.Write(ref Slots[i], key);
        }
    }
}
