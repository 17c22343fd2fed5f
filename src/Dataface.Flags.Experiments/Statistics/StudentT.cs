using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// Student's t, with tails that keep their digits and critical values that are cheap for the many degrees of freedom of an experiment.
/// </summary>
internal static class StudentT
{
    /// <summary>From here on the expansion of the critical value is exact to ten digits.</summary>
    private const double ManyForExpansion = 400;

    /// <summary>
    /// From here on the normal approximation of the tail is exact to eight digits, which the incomplete beta function no longer is.
    /// </summary>
    private const double ManyForTail = 1_000_000;

    /// <summary>
    /// P(|T| ≥ |t|). Not 1 − CDF, which has no digits left in the tail (Abramowitz and Stegun 26.7.1 and, for many, 26.7.8).
    /// </summary>
    public static double TwoSidedPValue(double t, double freedom)
    {
        var square = t * t;
        if (freedom < ManyForTail)
            return double.IsInfinity(square) ? 0 : SpecialFunctions.BetaRegularized(freedom / 2, 0.5, freedom / (freedom + square));
        var z = Math.Abs(t) * (1 - (1 / (4 * freedom))) / Math.Sqrt(1 + (square / (2 * freedom)));
        return SpecialFunctions.Erfc(z / Math.Sqrt(2));
    }

    /// <summary>
    /// The t with P(|T| ≥ t) = α; for many degrees of freedom by the expansion around the normal's (Abramowitz and Stegun 26.7.5). The
    /// library's own inverse finds no root for few degrees and a small α.
    /// </summary>
    public static double CriticalValue(double alpha, double freedom)
    {
        var z = -Normal.InvCDF(0, 1, alpha / 2);
        if (freedom < ManyForExpansion)
        {
            var root = Bisection.Smallest(z, _ => true, t => TwoSidedPValue(t, freedom) <= alpha);
            return root.IsComputed ? root.Value : double.PositiveInfinity;
        }

        var s = z * z;
        var first = z * (s + 1) / 4;
        var second = z * ((((5 * s) + 16) * s) + 3) / 96;
        var third = z * ((((((3 * s) + 19) * s) + 17) * s) - 15) / 384;
        return z + ((first + ((second + (third / freedom)) / freedom)) / freedom);
    }
}
