using System.Numerics;

namespace Dataface.Flags.Guard.Evidence;

/// <summary>Latencies on a fixed logarithmic scale, two bins for each doubling, from 12.8 µs to more than two minutes.</summary>
internal static class LatencyBins
{
    /// <summary>The number of bins; what is shorter or longer falls into the first or last.</summary>
    public const int Count = 48;

    /// <summary>The bin of a latency, 0 or more.</summary>
    public static int Of(TimeSpan elapsed)
    {
        var scaled = (ulong)elapsed.Ticks >> 6;
        if (scaled < 2) return 0;
        var exponent = BitOperations.Log2(scaled);
        var half = (int)(scaled >> (exponent - 1)) & 1;
        return Math.Min((2 * exponent) + half - 2, Count - 1);
    }
}
