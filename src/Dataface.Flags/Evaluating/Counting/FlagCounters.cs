using System.Numerics;
using System.Runtime.CompilerServices;

namespace Dataface.Flags.Evaluating.Counting;

/// <summary>
/// Evaluation counts of one flag, one cell per variant and reason. Each thread adds to one of a few stripes a cache line or more apart,
/// so that threads do not contend; a reader sums the stripes.
/// </summary>
internal sealed class FlagCounters
{
    private const int CellsPerLine = 8;
    private const int MaxStripes = 16;

    private static readonly int Stripes = Math.Min(MaxStripes, (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount));
    private static int _threads;

    [ThreadStatic]
    private static int _stripe;

    private readonly long[] _counts;
    private readonly int _width;

    public FlagCounters(CounterLabel[] labels)
    {
        Labels = labels;
        _width = (labels.Length + CellsPerLine - 1) / CellsPerLine * CellsPerLine;
        _counts = labels.Length == 0 ? [] : GC.AllocateUninitializedArray<long>(_width * Stripes);
        Array.Clear(_counts);
    }

    public CounterLabel[] Labels { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Increment(int cell)
    {
        var stripe = _stripe;
        if (stripe == 0) stripe = AssignStripe();
        Interlocked.Increment(ref _counts[((stripe - 1) * _width) + cell]);
    }

    public long Read(int cell)
    {
        var sum = 0L;
        for (var i = cell; i < _counts.Length; i += _width) sum += Volatile.Read(ref _counts[i]);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int AssignStripe() => _stripe = 1 + (Interlocked.Increment(ref _threads) & (Stripes - 1));
}

/// <summary>What a cell counts.</summary>
internal readonly record struct CounterLabel(string Variant, EvaluationReason Reason);
