namespace Dataface.Flags.Guard.Evidence;

/// <summary>
/// How much of the evidence is staked on harm that begins in bucket t: half on the first, the rest over all later ones, ∑ w(t) = 1. Up to
/// the
/// longest epoch (8,640 buckets of ten seconds) it falls off as 1/t, so that the price of a late beginning grows with the logarithm of the
/// time.
/// </summary>
internal static class OnsetWeights
{
    private const int Longest = 8_640;
    private const double Later = 0.49;
    private const double Never = 0.01;

    private static readonly double Harmonic = HarmonicSum();

    /// <summary>w(t), t from 1.</summary>
    public static double Of(int bucket) => bucket switch
    {
        <= 1 => 0.5,
        <= Longest => Later / (bucket * Harmonic),
        _ => Never * Longest / (bucket * (bucket - 1.0)),
    };

    private static double HarmonicSum()
    {
        var sum = 0.0;
        for (var t = Longest; t >= 2; t--) sum += 1.0 / t;
        return sum;
    }
}
