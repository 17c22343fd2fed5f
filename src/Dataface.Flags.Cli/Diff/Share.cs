namespace Dataface.Flags.Cli.Diff;

/// <summary>A share of contexts in percent: exact, or an estimate with its 95 % confidence interval.</summary>
/// <param name="Count">The contexts.</param>
/// <param name="Total">All contexts; more than 0.</param>
/// <param name="IsEstimate">Whether the contexts are a sample.</param>
internal readonly record struct Share(long Count, long Total, bool IsEstimate)
{
    /// <summary>The confidence of <see cref="Low"/> and <see cref="High"/>, in percent.</summary>
    public const int Confidence = 95;

    private const double Z = 1.959963984540054;

    public double Percent => Count * 100.0 / Total;

    public double Low => !IsEstimate ? Percent : Count == 0 ? 0 : Math.Max(0, 100 * (Centre - HalfWidth));

    public double High => !IsEstimate ? Percent : Count == Total ? 100 : Math.Min(100, 100 * (Centre + HalfWidth));

    // Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927): unlike the normal approximation it
    // says something true of shares near 0 and 1, which most diffs are about.
    private double Centre => (Count + (Z * Z / 2)) / (Total + (Z * Z));

    private double HalfWidth => Z / (Total + (Z * Z)) * Math.Sqrt(((double)Count * (Total - Count) / Total) + (Z * Z / 4));
}
