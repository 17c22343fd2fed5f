namespace Dataface.Flags.Bucketing;

/// <summary>
/// Integer thresholds of bucketing algorithm 1: 0 excludes everybody, 2^32 (one more than any bucket half) includes everybody.
/// </summary>
internal static class Threshold
{
    /// <summary>100 %, in thousandths of a percent.</summary>
    public const int FullMilli = 100_000;

    private const ulong Range = 1UL << 32;

    /// <summary>floor(milli × 2^32 / 100000).</summary>
    /// <param name="milli">Thousandths of a percent, 0..100000.</param>
    public static ulong OfMilliPercent(int milli) => (ulong)milli * Range / FullMilli;

    /// <summary>floor(cumulative × 2^32 / total).</summary>
    /// <param name="cumulative">The sum of the weights up to and including this variant, 0..<paramref name="total"/>.</param>
    /// <param name="total">The sum of all weights, above 0.</param>
    public static ulong OfWeight(long cumulative, long total) => (ulong)((UInt128)cumulative * Range / (UInt128)total);
}
