namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// Adjusts p-values for how many of them there are. Pure functions, safe for any number of threads. A p-value outside 0 to 1 is refused,
/// and then there is no result at all.
/// </summary>
public static class MultipleTesting
{
    /// <summary>
    /// Keeps the probability of even one false alarm among all at α, however the tests depend on each other (Holm 1979, "A simple
    /// sequentially rejective multiple test procedure"): the k-th smallest of m times m−k+1, never less than the one before it, at most 1.
    /// </summary>
    /// <param name="pValues">The p-values of all tests, 0 to 1, in any order.</param>
    /// <returns>The adjusted p-values in the order given, or the reason why there are none. Never throws.</returns>
    public static AdjustedPValues Holm(ReadOnlySpan<double> pValues)
    {
        if (Refusal(pValues) is { } refused) return refused;
        var (sorted, places) = Sort(pValues);
        var adjusted = new double[sorted.Length];
        var highest = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            highest = Math.Max(highest, Math.Min(1, sorted[i] * (sorted.Length - i)));
            adjusted[places[i]] = highest;
        }

        return new(adjusted);
    }

    /// <summary>
    /// Keeps the expected share of false alarms among all alarms at α, if the tests are independent or positively dependent (Benjamini and
    /// Hochberg 1995, "Controlling the false discovery rate"): the k-th smallest of m times m/k, never more than the one after it, at most
    /// 1.
    /// </summary>
    /// <param name="pValues">The p-values of all tests, 0 to 1, in any order.</param>
    /// <returns>The adjusted p-values in the order given, or the reason why there are none. Never throws.</returns>
    public static AdjustedPValues BenjaminiHochberg(ReadOnlySpan<double> pValues)
    {
        if (Refusal(pValues) is { } refused) return refused;
        var (sorted, places) = Sort(pValues);
        var adjusted = new double[sorted.Length];
        var lowest = 1.0;
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            lowest = Math.Min(lowest, sorted[i] * sorted.Length / (i + 1));
            adjusted[places[i]] = lowest;
        }

        return new(adjusted);
    }

    private static AdjustedPValues? Refusal(ReadOnlySpan<double> pValues)
    {
        foreach (var pValue in pValues)
        {
            if (pValue is not (>= 0 and <= 1)) return new(StatisticsReason.InvalidPValue);
        }

        return pValues.IsEmpty ? new(StatisticsReason.NoData) : null;
    }

    private static (double[] Sorted, int[] Places) Sort(ReadOnlySpan<double> pValues)
    {
        var (sorted, places) = (pValues.ToArray(), new int[pValues.Length]);
        for (var i = 0; i < places.Length; i++) places[i] = i;
        Array.Sort(sorted, places);
        return (sorted, places);
    }
}
