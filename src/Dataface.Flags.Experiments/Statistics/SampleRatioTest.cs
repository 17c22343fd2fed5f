using MathNet.Numerics;

namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// Tests whether the variants got as many units as they should: if not, the data are damaged, and no result can be trusted. Thread-safe.
/// </summary>
public static class SampleRatioTest
{
    /// <summary>
    /// The p-value of Pearson's chi-squared test of the counts against the shares (Fabijan et al. 2019, "Diagnosing Sample Ratio Mismatch
    /// in Online Controlled Experiments"). A mismatch is usually declared below 0.001. Accurate enough from five expected units in each
    /// variant.
    /// </summary>
    /// <param name="units">The units of each variant, 0 or more; not all 0.</param>
    /// <param name="shares">The assigned share of each variant, above zero; they need not add up to 1.</param>
    /// <returns>The p-value, 0 to 1, or the reason why there is none. Never throws.</returns>
    public static Figure PValue(ReadOnlySpan<long> units, ReadOnlySpan<double> shares)
    {
        if (!Shares.AreValid(shares) || units.Length != shares.Length) return Figure.Refuse(StatisticsReason.InvalidShares);
        var (total, whole) = (0.0, Shares.Sum(shares));
        foreach (var count in units)
        {
            if (count < 0) return Figure.Refuse(StatisticsReason.InvalidCount);
            total += count;
        }

        if (total == 0) return Figure.Refuse(StatisticsReason.NoData);
        var chiSquared = 0.0;
        for (var i = 0; i < units.Length; i++)
        {
            var expected = total * (shares[i] / whole);
            chiSquared += (units[i] - expected) * ((units[i] - expected) / expected);
        }

        return double.IsFinite(chiSquared)
            ? Figure.Of(SpecialFunctions.GammaUpperRegularized((units.Length - 1) / 2.0, chiSquared / 2))
            : Figure.Refuse(StatisticsReason.NotFinite);
    }
}
