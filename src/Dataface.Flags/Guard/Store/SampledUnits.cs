using System.Runtime.CompilerServices;

namespace Dataface.Flags.Guard.Store;

/// <summary>
/// The units that were counted already, in bounded memory. When it is full, only units whose hash ends in one more zero bit are kept and
/// taken from then on: a sample that knows nothing of treatment and control, so that evidence stays exact and only comes more slowly.
/// Thread-safe; looking up takes no lock. A unit is kept as 32 bits of its hash: one that is taken for another is not counted, whichever
/// side it is on.
/// </summary>
/// <param name="capacity">The most units that are kept.</param>
/// <param name="thins">Whether it goes on with a sample when it is full; otherwise it takes no more.</param>
internal sealed class SampledUnits(int capacity, bool thins = true)
{
    private readonly Lock _gate = new();
    private volatile Table _table = new(TableSize.Smallest, 0);

    /// <summary>Goes on with a sample that was kept.</summary>
    public SampledUnits(int capacity, UnitsState state)
        : this(capacity)
    {
        var slots = TableSize.Smallest;
        while (TableSize.IsFull(state.Keys.Count, slots)) slots = TableSize.Next(slots, capacity);
        _table = new(slots, state.Rejected);
        foreach (var key in state.Keys) _table.Add(key);
        Count = state.Keys.Count;
    }

    /// <summary>The units that are kept now.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no more than a quarter of the units is in the sample.</summary>
    public bool IsThin => _table.Rejected >= 3;

    /// <summary>Whether a unit is to be counted: it is in the sample, and was not yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNew(ulong unit)
    {
        var key = KeyOf(unit);
        var table = _table;
        return (key & table.Rejected) == 0 && !table.Contains(key);
    }

    /// <summary>Whether a unit is to be counted, of a source of which one unit counts; 0 for a source without that rule.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNew(ulong unit, ulong source) => (source == 0 || IsNew(source)) && IsNew(unit);

    /// <summary>
    /// Marks a unit, and its source unless it is 0, as counted; false when one of them was already, or is not in the sample. So a unit
    /// counts once wherever it comes from, and a source once whoever comes from it.
    /// </summary>
    public bool TryAdd(ulong unit, ulong source = 0)
    {
        if (!IsNew(unit, source)) return false;
        var keys = source == 0 ? 1 : 2;
        lock (_gate)
        {
            if (!IsNew(unit, source)) return false;
            if (Count + keys > capacity && !thins) return false;
            while (Count + keys > capacity) Rebuild(_table.Slots.Length, (_table.Rejected << 1) | 1);
            if (!IsNew(unit, source)) return false;
            var slots = _table.Slots.Length;
            if (TableSize.IsFull(Count + keys, slots)) Rebuild(TableSize.Next(slots, capacity), _table.Rejected);
            _table.Add(KeyOf(unit));
            if (source != 0) _table.Add(KeyOf(source));
            Count += keys;
            return true;
        }
    }

    /// <summary>The sample as it is.</summary>
    public UnitsState Save()
    {
        lock (_gate) return new([.. _table.Slots.Where(key => key != 0)], _table.Rejected);
    }

    private void Rebuild(int slots, uint rejected)
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

    /// <summary>A unit as it is kept here: by the finaliser of SplitMix64 (Steele, Lea, Flood 2014): independent of the bucketing
    /// hash. Never 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint KeyOf(ulong unit)
    {
        var z = unit + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        var key = (uint)((z ^ (z >> 31)) >> 32);
        return key == 0 ? 1u << 31 : key;
    }

    private sealed class Table(int slots, uint rejected)
    {
        public readonly uint[] Slots = new uint[slots];

        /// <summary>Low bits of a hash that must be zero.</summary>
        public readonly uint Rejected = rejected;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Contains(uint key)
        {
            var slots = Slots;
            for (var i = TableSize.First(key, slots.Length); ; i = TableSize.After(i, slots.Length))
            {
                var slot = Volatile.Read(ref slots[i]);
                if (slot == key) return true;
                if (slot == 0) return false;
            }
        }

        public void Add(uint key)
        {
            var i = TableSize.First(key, Slots.Length);
            while (Slots[i] != 0) i = TableSize.After(i, Slots.Length);
            Volatile.Write(ref Slots[i], key);
        }
    }
}
