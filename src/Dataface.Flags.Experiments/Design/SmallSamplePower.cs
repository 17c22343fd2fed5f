using Dataface.Flags.Experiments.Statistics;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Experiments.Design;

/// <summary>
/// The power of a fixed horizon with so few units that the normal approximation promises too much: of means by the noncentral t
/// distribution (Cohen 1988, "Statistical Power Analysis for the Behavioral Sciences", 2.3), of proportions by adding up all outcomes of
/// the very test that decides.
/// </summary>
internal static class SmallSamplePower
{
    /// <summary>From here on t needs no more than a unit more than the normal distribution.</summary>
    public const double FewValues = 40;

    /// <summary>From here on the counts of a plan are large enough.</summary>
    public const double FewCounts = 30;

    private const int Steps = 400;

    /// <summary>
    /// P(|T′| > t), T′ noncentral with δ/se: Φ(δ/se − t·s) + Φ(−δ/se − t·s) over the distribution of s = √(χ²/ν), by Simpson's rule.
    /// </summary>
    public static double OfMeans(in MetricBaseline baseline, double difference, double controlUnits, double treatmentUnits, double alpha)
    {
        var (c, t) = (baseline.Variance / controlUnits, baseline.Variance / treatmentUnits);
        var share = c / (c + t);
        var freedom = 1 / ((share * share / (controlUnits - 1)) + ((1 - share) * (1 - share) / (treatmentUnits - 1)));
        if (!(freedom > 0)) return 0;
        var (shift, critical) = (Math.Abs(difference) / Math.Sqrt(c + t), Statistics.StudentT.CriticalValue(alpha, freedom));
        var width = 8 / Math.Sqrt(2 * freedom);
        var (from, to) = (Math.Max(0, 1 - width), 1 + width);
        var (sum, step) = (0.0, (to - from) / Steps);
        for (var i = 0; i <= Steps; i++)
        {
            var s = from + (i * step);
            var density = s > 0 ? 2 * freedom * s * ChiSquared.PDF(freedom, freedom * s * s) : 0;
            sum += (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * density * (Normal.CDF(0, 1, shift - (critical * s))
                + Normal.CDF(0, 1, -shift - (critical * s)));
        }

        return Math.Min(1, sum * step / 3);
    }

    /// <summary>Σ P(kC)·P(kT) over all outcomes that show the effect in its direction.</summary>
    public static double OfCounts(double control, double treatment, long controlUnits, long treatmentUnits, double alpha)
    {
        var (c, t) = (new Binomial(control, (int)controlUnits), new Binomial(treatment, (int)treatmentUnits));
        var power = 0.0;
        for (var kC = 0; kC <= controlUnits; kC++)
        {
            for (var kT = 0; kT <= treatmentUnits; kT++)
            {
                var probability = c.Probability(kC) * t.Probability(kT);
                if (probability < 1e-8) continue;
                var comparison = Comparison.Of(
                    new(SampleStatistics.OfProportion(controlUnits, kC), SampleStatistics.OfProportion(treatmentUnits, kT)),
                        TestProcedure.FixedHorizon(alpha));
                var pValue = treatment > control ? comparison.PAbove(Contrast.Zero) : comparison.PBelow(Contrast.Zero);
                if (pValue <= alpha) power += probability;
            }
        }

        return power;
    }
}
