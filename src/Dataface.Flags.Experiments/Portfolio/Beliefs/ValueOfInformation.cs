using MathNet.Numerics;

namespace Dataface.Flags.Experiments.Portfolio.Beliefs;

/// <summary>
/// What it is worth to know before one decides, for one unit of payoff. EVPI is the value of knowing exactly, EVSI that of a sample; both
/// are the gain over deciding by the prior mean alone. Source: Raiffa and Schlaifer, Applied Statistical Decision Theory (1961), chapters 4
/// and 5.
/// </summary>
internal static class ValueOfInformation
{
    /// <summary>EVPI = σ0·ψ(|m0 − c| / σ0) of a value that is believed to be N(m0, σ0²), against the threshold c.</summary>
    public static double NormalPerfect(double mean, double deviation, double threshold) =>
        deviation * UnitLoss(Math.Abs(mean - threshold) / deviation);

    /// <summary>EVSI = s·ψ(|m0 − c| / s), where s is the deviation of the mean that the sample will lead to.</summary>
    /// <param name="noise">The standard deviation of one unit's outcome.</param>
    /// <param name="treatment">Units that get the change.</param>
    /// <param name="control">Units that do not; null when the outcome without the change is known.</param>
    public static double NormalSample(double mean, double deviation, double threshold, double noise, double treatment, double? control)
    {
        var error = noise * noise * ((1 / treatment) + (1 / (control ?? double.PositiveInfinity)));
        var spread = deviation * deviation / Math.Sqrt((deviation * deviation) + error);
        return NormalPerfect(mean, spread, threshold);
    }

    /// <summary>EVPI of a share that is believed to be Beta(a, b), against the threshold c.</summary>
    public static double BetaPerfect(double a, double b, double threshold)
    {
        var mean = a / (a + b);
        var below = SpecialFunctions.BetaRegularized(a, b, threshold);
        var belowWeighted = SpecialFunctions.BetaRegularized(a + 1, b, threshold);
        var gain = mean > threshold
            ? (threshold * below) - (mean * belowWeighted)
            : (mean * (1 - belowWeighted)) - (threshold * (1 - below));
        return Math.Max(0, gain);
    }

    /// <summary>EVSI = Σ BetaBin(x)·max(0, (a + x)/(a + b + n) − c) − max(0, a/(a + b) − c).</summary>
    /// <remarks>
    /// Summed over the outcomes that change the decision only, which is the same (the posterior mean is a martingale) and subtracts no
    /// large numbers from each other.
    /// </remarks>
    public static double BetaSample(double a, double b, double threshold, int size)
    {
        var isAbove = a / (a + b) > threshold;
        var logProbability = SpecialFunctions.BetaLn(a, b + size) - SpecialFunctions.BetaLn(a, b);
        var sum = 0d;
        for (var x = 0; x <= size; x++)
        {
            var posterior = (a + x) / (a + b + size);
            var gain = isAbove ? threshold - posterior : posterior - threshold;
            if (gain > 0) sum += Math.Exp(logProbability) * gain;
            if (x < size) logProbability += Math.Log((size - x) * (a + x) / ((x + 1) * (b + size - x - 1)));
        }

        return sum;
    }

    /// <summary>ψ(z) = φ(z) − z·(1 − Φ(z)), the unit normal loss.</summary>
    private static double UnitLoss(double z)
    {
        var density = Math.Exp(-z * z / 2) / Constants.Sqrt2Pi;
        var tail = SpecialFunctions.Erfc(z / Constants.Sqrt2) / 2;
        return Math.Max(0, density - (z * tail));
    }
}
