using System.Numerics;
using System.Runtime.CompilerServices;
using Dataface.Flags.Background;

namespace Dataface.Flags.Evaluating.Counting;

/// <summary>
/// Evaluation counts of one flag, one cell per variant and reason. A thread counts in cells of its own, which nobody else writes, so that
/// counting is a plain addition and threads share nothing; a reader sums them. Threads beyond <see cref="MostOwners"/> share cells, each
/// those of the processor it runs on. Cells are made when they are first needed, so a flag that nobody evaluates has none. Thread-safe.
/// </summary>
internal sealed class FlagCounters(CounterLabel[] labels, FlagCounters? earlier = null)
{
    private const int LeastCells = 4;
    private const int CellsPerLine = 8;

    private static readonly int Processors = PowerOf2(Environment.ProcessorCount);
    private static readonly Lock Gate = new();

    // By thread slot. It and the cells in it grow by copies; only the owner makes, grows and writes its cells.
    private long[]?[] _owned = [];

    // By processor; null until there are more threads than owners.
    private long[]?[]? _shared;

    /// <summary>So many threads at once have cells of their own.</summary>
    public static int MostOwners { get; } = Math.Max(16, 2 * Environment.ProcessorCount);

    public CounterLabel[] Labels { get; } = labels;

    /// <summary>What the flag counted under other labels before; null when nothing.</summary>
    public FlagCounters? Earlier { get; } = earlier;

    /// <summary>Counts one.</summary>
    /// <returns>What the cell that the thread counts in has come to, without those of other threads.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Increment(int cell)
    {
        var (owned, slot) = (_owned, ThreadSlot.Known);
        if ((uint)slot >= (uint)owned.Length || owned[slot] is not { } cells || (uint)cell >= (uint)cells.Length) return IncrementNew(cell);
        var count = cells[cell] + 1;
        Volatile.Write(ref cells[cell], count);
        return count;
    }

    public long Read(int cell)
    {
        var sum = Sum(Volatile.Read(ref _owned), cell);
        return Volatile.Read(ref _shared) is { } shared ? sum + Sum(shared, cell) : sum;
    }

    private static long Sum(long[]?[] all, int cell)
    {
        var sum = 0L;
        for (var i = 0; i < all.Length; i++)
        {
            if (Volatile.Read(ref all[i]) is { } cells && cell < cells.Length) sum += Volatile.Read(ref cells[cell]);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long IncrementNew(int cell)
    {
        var slot = ThreadSlot.Current;
        if (slot > MostOwners) return Interlocked.Increment(ref SharedCells()[cell]);
        var cells = OwnedCells(slot, cell);
        Volatile.Write(ref cells[cell], cells[cell] + 1);
        return cells[cell];
    }

    private long[] OwnedCells(int slot, int cell)
    {
        lock (Gate)
        {
            var owned = _owned;
            if (slot >= owned.Length) Array.Resize(ref owned, Math.Min(MostOwners + 1, PowerOf2(slot + 1)));
            if (owned[slot] is not { } cells || cell >= cells.Length)
            {
                cells = new long[Math.Min(Labels.Length, Math.Max(LeastCells, PowerOf2(cell + 1)))];
                owned[slot]?.CopyTo(cells, 0);
                Volatile.Write(ref owned[slot], cells);
            }

            Volatile.Write(ref _owned, owned);
            return cells;
        }
    }

    private static int PowerOf2(int least) => (int)BitOperations.RoundUpToPowerOf2((uint)least);

    private long[] SharedCells()
    {
        var processor = Thread.GetCurrentProcessorId() & (Processors - 1);
        if (Volatile.Read(ref _shared) is { } all && Volatile.Read(ref all[processor]) is { } known) return known;
        lock (Gate)
        {
            var shared = _shared ?? new long[Processors][];

            // Lines that nobody uses keep processors apart.
            var cells = shared[processor] ?? new long[Labels.Length + CellsPerLine];
            Volatile.Write(ref shared[processor], cells);
            Volatile.Write(ref _shared, shared);
            return cells;
        }
    }
}

/// <summary>What a cell counts.</summary>
internal readonly record struct CounterLabel(string Variant, EvaluationReason Reason);
