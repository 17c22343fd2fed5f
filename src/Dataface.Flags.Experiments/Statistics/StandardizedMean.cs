namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// One side's value, each day with the weight of the comparison (direct standardization with the weights of Mantel and Haenszel), so
/// that both sides have the same mixture of days. A ratio is that of two standardized means, with the variance of its linearized values
/// within days.
/// </summary>
internal readonly record struct StandardizedMean
{
    /// <param name="parts">The strata.</param>
    /// <param name="side">Which side of them.</param>
    /// <param name="variance">The variance of a unit of either side; null for that of the side within each stratum.</param>
    public StandardizedMean(Stratum[] parts, Func<Stratum, SampleStatistics> side, SampleStatistics? variance = null)
    {
        var (numerator, denominator, whole) = (0.0, 0.0, 0.0);
        foreach (var part in parts)
        {
            var (sums, weight) = (side(part), part.Weight);
            if (weight <= 0) continue;
            (numerator, denominator) = (numerator + (weight * sums.Sum / sums.Units), denominator + (weight * Divisor(sums) / sums.Units));
            whole += weight;
        }

        if (denominator <= 0) return;
        Value = numerator / denominator;
        var squares = 0.0;
        foreach (var part in parts)
        {
            var (sums, weight) = (side(part), part.Weight / denominator);
            if (weight <= 0) continue;
            var squared = weight * weight * (variance ?? sums).VarianceAround(Value) / sums.Units;
            (Squared, squares) = (Squared + squared, squares + (squared * squared / Math.Max(1, sums.Units - 1)));
        }

        Freedom = squares > 0 ? Squared * Squared / squares : double.PositiveInfinity;
    }

    public double Value { get; }

    /// <summary>The squared standard error.</summary>
    public double Squared { get; }

    /// <summary>The degrees of freedom of <see cref="Squared"/> (Satterthwaite 1946).</summary>
    public double Freedom { get; }

    private static double Divisor(in SampleStatistics sums) => sums.Kind == StatisticKind.Ratio ? sums.DenominatorSum : sums.Units;
}
