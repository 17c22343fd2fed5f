using MathNet.Numerics;

namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// Evidence that variants do not get the units that they should, over all units and within days, valid at every look. Under the shares
/// s, counts n of N units are multinomial; against that stands a Dirichlet-multinomial with parameters κ·s, whose shares differ from s
/// by some 1/√κ. The quotient of both probabilities starts at 1 and is 1 in expectation after each further unit, so that by Ville's
/// inequality it reaches 100 with probability at most 1 % (Lindon and Malek 2022, "Anytime-valid inference for multinomial count data").
/// Taken over all units it sees what is lost slowly; the product over days sees what days make up for among each other. The mean of
/// both, over κ from 10² to 10⁵, is evidence as well. Pure functions; thread-safe.
/// </summary>
internal static class SampleRatioEvidence
{
    private static readonly double[] Concentrations = [1e2, 1e3, 1e4, 1e5];

    /// <summary>The natural logarithm of the evidence.</summary>
    /// <param name="days">The counts of each day, a count for each share; none negative.</param>
    /// <param name="shares">The shares, above zero; they need not add up to 1.</param>
    public static double Log(IReadOnlyList<long[]> days, ReadOnlySpan<double> shares)
    {
        var whole = Shares.Sum(shares);
        var (pooled, parts) = (new long[shares.Length], shares.ToArray());
        for (var i = 0; i < parts.Length; i++) parts[i] /= whole;
        foreach (var day in days)
        {
            for (var i = 0; i < pooled.Length; i++) pooled[i] += day[i];
        }

        Span<double> logs = stackalloc double[2 * Concentrations.Length];
        for (var k = 0; k < Concentrations.Length; k++)
        {
            var concentration = Concentrations[k];
            logs[2 * k] = Log(pooled, parts, concentration);
            foreach (var day in days) logs[(2 * k) + 1] += Log(day, parts, concentration);
        }

        return LogMean(logs);
    }

    /// <summary>log Γ(κ)/Γ(κ+N)·∏ Γ(κs+n)/Γ(κs) − Σ n·log s.</summary>
    private static double Log(long[] counts, double[] shares, double concentration)
    {
        var (log, units) = (0.0, 0.0);
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            log += Rising(concentration * shares[i], counts[i]) - (counts[i] * Math.Log(shares[i]));
            units += counts[i];
        }

        return log - Rising(concentration, units);
    }

    /// <summary>log Γ(a+n)/Γ(a).</summary>
    private static double Rising(double a, double n) => SpecialFunctions.GammaLn(a + n) - SpecialFunctions.GammaLn(a);

    private static double LogMean(ReadOnlySpan<double> logs)
    {
        var most = double.NegativeInfinity;
        foreach (var log in logs) most = Math.Max(most, log);
        var sum = 0.0;
        foreach (var log in logs) sum += Math.Exp(log - most);
        return most + Math.Log(sum / logs.Length);
    }
}
