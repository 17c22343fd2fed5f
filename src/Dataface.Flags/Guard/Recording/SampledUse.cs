using System.Runtime.CompilerServices;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Recording;

/// <summary>
/// How often the units of one arm are called before the first event of each signal, over a sample of them in bounded memory. A unit
/// is in the sample by its hash alone, so that it is counted from its first call on for as long as it stays. Thread-safe; counting takes
/// no lock, and an increment that is lost does no harm.
/// </summary>
/// <param name="signals">The number of signals.</param>
/// <param name="capacity">The most units that are kept.</param>
/// <param name="hasSources">Whether units come from sources, of which one unit stands for all.</param>
internal sealed class SampledUse(int signals, int capacity, bool hasSources = false)
{
    /// <summary>
    /// Calls of a unit that count, until so many units have as many that it is no robot but the use of a side: then all are counted from
    /// none again.
    /// </summary>
    private const byte MostCalls = 64;

    /// <summary>More than these units, and this part of the sample.</summary>
    private const int FewFull = 4;
    private const int PartFull = 16;

    /// <summary>Stands for a unit that met its first event before it was counted from none again.</summary>
    private const byte Over = byte.MaxValue;

    private readonly Lock _gate = new();
    private volatile Table _table = new(TableSize.Smallest, signals, uint.MaxValue, hasSources);

    /// <summary>For each signal the calls that were counted before all began again.</summary>
    private readonly long[] _before = new long[signals];
    private int _count;

    /// <summary>Counts a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Call(ulong unit, ulong source)
    {
        var key = SampledUnits.KeyOf(unit);
        if (key <= _table.Last) Count(key, source);
    }

    /// <summary>Notes the first event of a signal; calls after it do not count for the signal any more.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="signal">The index of the signal.</param>
    /// <param name="duringCall">Whether the call that it happened in is still to be counted.</param>
    public void Event(ulong unit, ulong source, int signal, bool duringCall)
    {
        var key = SampledUnits.KeyOf(unit);
        if (key > _table.Last) return;

        // In its very first call the unit is not there yet.
        if (duringCall && _table.Find(key) < 0)
        {
            lock (_gate) Join(key, source, calls: 0);
        }

        var table = _table;
        if (table.Find(key) is not (var slot and >= 0)) return;
        ref var until = ref table.Until[(slot * signals) + signal];
        if (until == 0) until = (byte)Math.Clamp(table.Calls[slot] + (duringCall ? 1 : 0), 1, MostCalls);
    }

    /// <summary>
    /// Writes the units of the sample, then for each signal their calls up to its first event, and then how many have met the first
    /// signal. Of a source that is limited one unit
    /// counts: that of the smallest hash, so that it stays the same while it is in the sample.
    /// </summary>
    /// <returns>
    /// How many units the arm has here, by the part of them that is sampled. Without those that met an event in their first call: whoever
    /// tries again in vain on one instance after another is none the more for it, and at equal errors by call as large a part of either
    /// side is left out.
    /// </returns>
    public long Sum(Span<long> sums, SourceLimits? limits)
    {
        lock (_gate)
        {
            sums.Clear();
            limits?.Take(_table.Keys, _table.Sources);
            var (full, units) = (0, 0L);
            for (var slot = 0; slot < _table.Keys.Length; slot++)
            {
                if (_table.Keys[slot] == 0) continue;
                if (limits?.Speaks(_table.Keys[slot], _table.Sources[slot]) != false) Add(_table, slot, sums);
                if (_table.Calls[slot] == MostCalls) full++;
                if (!_table.MetAtOnce(slot)) units++;
            }

            for (var signal = 0; signal < signals; signal++) sums[signal + 1] += _before[signal];
            if (full > FewFull + (_count / PartFull)) BeginAgain(sums);
            return (long)Math.Round(units / _table.Part);
        }
    }

    /// <summary>From here on the calls of all units are counted from none, beside those that were counted before.</summary>
    private void BeginAgain(ReadOnlySpan<long> sums)
    {
        sums.Slice(1, signals).CopyTo(_before);
        for (var slot = 0; slot < _table.Keys.Length; slot++) _table.Begin(slot);
    }

    private void Add(Table table, int slot, Span<long> sums)
    {
        sums[0]++;
        if (signals > 0 && table.Until[slot * signals] > 0) sums[signals + 1]++;
        for (var signal = 0; signal < signals; signal++)
        {
            sums[signal + 1] += table.Until[(slot * signals) + signal] switch
            {
                0 => table.Calls[slot],
                Over => 0,
                var until => until,
            };
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Count(uint key, ulong source)
    {
        var table = _table;
        if (table.Find(key) is var slot and >= 0)
        {
            ref var calls = ref table.Calls[slot];
            if (calls < MostCalls) calls++;
        }
        else
        {
            lock (_gate) Join(key, source, calls: 1);
        }
    }

    private void Join(uint key, ulong source, byte calls)
    {
        if (key > _table.Last || _table.Find(key) >= 0) return;
        while (_count == capacity) Shrink();
        if (key > _table.Last) return;
        var slots = _table.Keys.Length;
        if (TableSize.IsFull(_count + 1, slots)) Rebuild(TableSize.Next(slots, capacity), _table.Last);
        _table.Add(key, calls, (uint)(source >> 32));
        _count++;
    }

    /// <summary>An eighth leaves, and of the calls counted before as large a part: the hash knows nothing of them.</summary>
    private void Shrink()
    {
        var all = _count;
        Rebuild(_table.Keys.Length, _table.Last - (_table.Last / 8));
        foreach (ref var calls in _before.AsSpan()) calls = calls * _count / all;
    }

    private void Rebuild(int slots, uint last)
    {
        var (old, table) = (_table, new Table(slots, signals, last, hasSources));
        _count = 0;
        for (var from = 0; from < old.Keys.Length; from++)
        {
            if (old.Keys[from] == 0 || old.Keys[from] > last) continue;
            var to = table.Add(old.Keys[from], old.Calls[from], hasSources ? old.Sources[from] : 0);
            old.Until.AsSpan(from * signals, signals).CopyTo(table.Until.AsSpan(to * signals));
            _count++;
        }

        _table = table;
    }

    private sealed class Table(int slots, int signals, uint last, bool hasSources)
    {
        public readonly uint[] Keys = new uint[slots];

        public readonly byte[] Calls = new byte[slots];

        /// <summary>For each slot and signal, the calls up to its first event; 0 before, <see cref="Over"/> long after.</summary>
        public readonly byte[] Until = new byte[slots * signals];

        /// <summary>For each slot half of its source's hash, 0 for none; empty where units have no sources.</summary>
        public readonly uint[] Sources = hasSources ? new uint[slots] : [];

        /// <summary>The largest hash that is in the sample. It falls by an eighth: half of the units would say too little of use.</summary>
        public readonly uint Last = last;

        /// <summary>The part of all units that is in the sample.</summary>
        public double Part => (Last + 1.0) / (1L << 32);

        /// <summary>Whether a unit met an event in its first call.</summary>
        public bool MetAtOnce(int slot) => Until.AsSpan(slot * signals, signals).Contains((byte)1);

        /// <summary>Counts the calls of a unit from none again, and none of one that has met an event.</summary>
        public void Begin(int slot)
        {
            Calls[slot] = 0;
            foreach (ref var until in Until.AsSpan(slot * signals, signals)) until = until == 0 ? until : Over;
        }

        public int Find(uint key)
        {
            for (var i = TableSize.First(key, Keys.Length); ; i = TableSize.After(i, Keys.Length))
            {
                var slot = Volatile.Read(ref Keys[i]);
                if (slot == key) return i;
                if (slot == 0) return -1;
            }
        }

        public int Add(uint key, byte calls, uint source)
        {
            var i = TableSize.First(key, Keys.Length);
            while (Keys[i] != 0) i = TableSize.After(i, Keys.Length);
            Calls[i] = calls;
            if (Sources.Length > 0) Sources[i] = source;
            Volatile.Write(ref Keys[i], key);
            return i;
        }
    }
}
