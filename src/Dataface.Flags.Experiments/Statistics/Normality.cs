namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// Whether a difference is near enough to normal for the tails that decisions are made in. Two things spoil it: too few units that carry
/// the value, and skewness that equal sides would cancel and unequal ones do not. Both are judged by what is known before sides are told
/// apart, the pooled values.
/// </summary>
internal static class Normality
{
    /// <summary>The fewest expected units that carry the value, in the smaller side.</summary>
    private const double FewestCarriers = 20;

    /// <summary>The largest skewness of a difference of counts, which else are compared exactly.</summary>
    private const double MostSkewnessOfCounts = 0.1;

    /// <summary>The largest skewness of a difference of other values. Simulated: a quarter was harmless as well.</summary>
    private const double MostSkewness = 0.2;

    /// <param name="strata">The data.</param>
    /// <param name="isSequential">Whether they are looked at early, too. A single planned look at values that are no counts needs no
    /// fewest.</param>
    public static bool Of(Strata strata, bool isSequential)
    {
        var pooled = strata.Control + strata.Treatment;
        if (pooled.Kind != StatisticKind.Proportion && pooled.Variance <= 0) return true; // All alike: there is nothing to decide.
        var isCount = pooled.Kind == StatisticKind.Proportion;
        var carriers = Math.Min(strata.Control.Units, strata.Treatment.Units) / strata.Units * Carriers(pooled);
        if (carriers < FewestCarriers && (isCount || isSequential)) return false;
        return Skewness(strata, pooled) <= (isCount ? MostSkewnessOfCounts : MostSkewness);
    }

    /// <summary>
    /// Where that fails, a small side may still have shown more than it should: when so many of its own units carry a value that too few
    /// were expected to. Few expected ones make many rarer than a normal distribution has it with all units' variance, so that in this
    /// direction no more is needed.
    /// </summary>
    public static Direction OfExcess(Strata strata)
    {
        var isTreatment = strata.Treatment.Units < strata.Control.Units;
        var (small, large) = isTreatment ? (strata.Treatment, strata.Control) : (strata.Control, strata.Treatment);
        if (Carriers(small) < FewestCarriers || small.Sum <= 0 || large.Sum < 0 || small.Mean <= large.Mean) return Direction.None;
        return isTreatment ? Direction.Above : Direction.Below;
    }

    /// <summary>
    /// How many units carry the value: of a proportion the events, or what is no event; else (Σx)²/Σx² (Kish 1965), which a few large
    /// values make small. For values around zero, that carry nothing together, at least a thousandth of the units.
    /// </summary>
    private static double Carriers(in SampleStatistics pooled)
    {
        if (pooled.Kind == StatisticKind.Proportion) return Math.Min(pooled.Sum, pooled.Units - pooled.Sum);
        return Math.Max(pooled.Units / 1000.0, pooled.SumOfSquares > 0 ? pooled.Sum * pooled.Sum / pooled.SumOfSquares : pooled.Units);
    }

    /// <summary>
    /// |γ·(Σh³/nT² − Σh³/nC²)|/(v·(Σh²/nT + Σh²/nC))^1.5, γ the third central moment of a unit: of a proportion v·(1 − 2p), else at
    /// least v·(Σx²/Σx − 2μ), which is what values that are never negative have (by Cauchy and Schwarz, Σx³·Σx ≥ (Σx²)²).
    /// </summary>
    private static double Skewness(Strata strata, in SampleStatistics pooled)
    {
        var jump = Jump(pooled);
        if (jump == 0) return 0;
        var variance = pooled.Variance;
        if (variance <= 0) return 0;
        var (third, second) = (0.0, 0.0);
        foreach (var part in strata.Parts)
        {
            double nC = part.Control.Units, nT = part.Treatment.Units, h = part.Weight;
            if (h <= 0) continue;
            third += h * h * h * ((1 / (nT * nT)) - (1 / (nC * nC)));
            second += h * h * ((1 / nT) + (1 / nC));
        }

        return Math.Abs(jump * third) / (Math.Sqrt(variance) * Math.Pow(second, 1.5));
    }

    private static double Jump(in SampleStatistics pooled)
    {
        if (pooled.Kind == StatisticKind.Proportion) return Math.Abs(1 - (2 * pooled.Mean));
        if (pooled.Sum == 0 || pooled.SumOfSquares == 0) return 0;
        var (sizeBiased, perUnit) = (pooled.SumOfSquares / Math.Abs(pooled.Sum), Math.Abs(pooled.Sum) / pooled.Units);
        var jump = Math.Max(0, sizeBiased - (2 * perUnit));
        return pooled.Kind == StatisticKind.Ratio ? jump / (pooled.DenominatorSum / pooled.Units) : jump;
    }
}
