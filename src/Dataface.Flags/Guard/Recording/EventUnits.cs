using System.Numerics;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Recording;

/// <summary>
/// The units that were counted already for each of several signals, in bounded memory that the signals share. When it is full, the signal
/// with the most units goes on with those whose hash ends in one more zero bit, as in <see cref="SampledUnits"/>: a frequent signal takes
/// no room from rare ones, and who is counted depends on no side. Thread-safe; looking up takes no lock.
/// </summary>
/// <param name="signals">The number of signals, at most 32.</param>
/// <param name="capacity">The most units that are kept for all of them.</param>
internal sealed class EventUnits(int signals, int capacity)
{
    private readonly Lock _gate = new();
    private readonly int[] _counts = new int[signals];
    private volatile Table _table = new(TableSize.Smallest, new uint[signals]);
    private int _count;

    /// <summary>The units that are kept now, for any signal.</summary>
    public int Count => _count;

    /// <summary>Whether a unit is to be counted for a signal: it is in the signal's sample, and was not yet.</summary>
    public bool IsNew(ulong unit, int signal)
    {
        var (key, table) = (SampledUnits.KeyOf(unit), _table);
        return (key & table.Rejected[signal]) == 0 && (table.SignalsOf(key) & (1u << signal)) == 0;
    }

    /// <summary>
    /// Marks a unit, and its source unless it is 0, as counted for a signal; false when one of them was already, or is not in the sample.
    /// </summary>
    public bool TryAdd(ulong unit, ulong source, int signal)
    {
        if (!IsNewWith(unit, source, signal)) return false;
        lock (_gate)
        {
            if (!IsNewWith(unit, source, signal)) return false;
            while (_count + 2 > capacity) Thin();
            if (!IsNewWith(unit, source, signal)) return false;
            var slots = _table.Keys.Length;
            if (TableSize.IsFull(_count + 2, slots)) Rebuild(new Table(TableSize.Next(slots, capacity), _table.Rejected));
            Mark(SampledUnits.KeyOf(unit), 1u << signal);
            if (source != 0) Mark(SampledUnits.KeyOf(source), 1u << signal);
            return true;
        }
    }

    private bool IsNewWith(ulong unit, ulong source, int signal) => (source == 0 || IsNew(source, signal)) && IsNew(unit, signal);

    private void Mark(uint key, uint signals)
    {
        if (_table.Mark(key, signals)) _count++;
        for (; signals != 0; signals &= signals - 1) _counts[BitOperations.TrailingZeroCount(signals)]++;
    }

    /// <summary>Keeps half of the units of the signal that has the most.</summary>
    private void Thin()
    {
        uint[] rejected = [.. _table.Rejected];
        ref var most = ref rejected[Array.IndexOf(_counts, _counts.Max())];
        most = (most << 1) | 1;
        Rebuild(new Table(_table.Keys.Length, rejected));
    }

    private void Rebuild(Table table)
    {
        var old = _table;
        Array.Clear(_counts);
        (_count, _table) = (0, table);
        for (var slot = 0; slot < old.Keys.Length; slot++)
        {
            if (old.Keys[slot] != 0 && table.Kept(old.Keys[slot], old.Signals[slot]) is var kept and not 0) Mark(old.Keys[slot], kept);
        }
    }

    private sealed class Table(int slots, uint[] rejected)
    {
        public readonly uint[] Keys = new uint[slots];

        /// <summary>For each slot a bit for every signal that its unit was counted for.</summary>
        public readonly uint[] Signals = new uint[slots];

        /// <summary>For each signal the low bits of a hash that must be zero.</summary>
        public readonly uint[] Rejected = rejected;

        public uint SignalsOf(uint key)
        {
            for (var i = TableSize.First(key, Keys.Length); ; i = TableSize.After(i, Keys.Length))
            {
                var slot = Volatile.Read(ref Keys[i]);
                if (slot == key) return Volatile.Read(ref Signals[i]);
                if (slot == 0) return 0;
            }
        }

        /// <summary>Of the signals that a unit was counted for, those whose sample it is still in.</summary>
        public uint Kept(uint key, uint signals)
        {
            var kept = signals;
            for (; signals != 0; signals &= signals - 1)
            {
                if ((key & Rejected[BitOperations.TrailingZeroCount(signals)]) != 0) kept &= ~(signals & (~signals + 1));
            }

            return kept;
        }

        /// <summary>Adds signals to a unit; true when it was not there.</summary>
        public bool Mark(uint key, uint signals)
        {
            var i = TableSize.First(key, Keys.Length);
            while (Keys[i] != 0 && Keys[i] != key) i = TableSize.After(i, Keys.Length);
            var isNew = Keys[i] == 0;
            Volatile.Write(ref Signals[i], Signals[i] | signals);
            Volatile.Write(ref Keys[i], key);
            return isNew;
        }
    }
}
