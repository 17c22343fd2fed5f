using MathNet.Numerics;
using Distribution = MathNet.Numerics.Distributions.StudentT;
using StandardNormal = MathNet.Numerics.Distributions.Normal;

namespace Dataface.Flags.Experiments.Statistics;

/// <summary>Student's t, with tails that keep their digits and quantiles that are cheap for the many degrees of freedom of an experiment.</summary>
internal static class StudentT
{
    /// <summary>From here on the expansion of the quantile is exact to ten digits.</summary>
    private const double ManyForQuantile = 400;

    /// <summary>From here on the normal approximation of the tail is exact to eight digits, which the incomplete beta function no longer is.</summary>
    private const double ManyForTail = 1_000_000;

    /// <summary>P(|T| ≥ |t|). Not 1 − CDF, which has no digits left in the tail (Abramowitz and Stegun 26.7.1 and, for many, 26.7.8).</summary>
    public static double TwoSidedPValue(double t, double freedom)
    {
        var square = t * t;
        if (freedom < ManyForTail) return double.IsInfinity(square) ? 0 : SpecialFunctions.BetaRegularized(freedom / 2, 0.5, freedom / (freedom + square));
        var z = Math.Abs(t) * (1 - (1 / (4 * freedom))) / Math.Sqrt(1 + (square / (2 * freedom)));
        return SpecialFunctions.Erfc(z / Math.Sqrt(2));
    }

    /// <summary>The quantile; for many degrees of freedom by the expansion around the normal's (Abramowitz and Stegun 26.7.5).</summary>
    public static double Quantile(double probability, double freedom)
    {
        if (freedom < ManyForQuantile) return Distribution.InvCDF(0, 1, freedom, probability);
        var z = StandardNormal.InvCDF(0, 1, probability);
        var s = z * z;
        var first = z * (s + 1) / 4;
        var second = z * ((((5 * s) + 16) * s) + 3) / 96;
        var third = z * ((((((3 * s) + 19) * s) + 17) * s) - 15) / 384;
        return z + ((first + ((second + (third / freedom)) / freedom)) / freedom);
    }
}
