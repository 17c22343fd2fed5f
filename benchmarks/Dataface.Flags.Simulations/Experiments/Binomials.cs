using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Experiments;

/// <summary>How many of so many units do it: exact, and fast enough for many units.</summary>
internal static class Binomials
{
    private const int Few = 64;

    /// <summary>
    /// By order statistics (Devroye 1986, "Non-Uniform Random Variate Generation", X.4.4): the i-th smallest of n uniform numbers is a beta
    /// number, and tells on which side of it to go on counting.
    /// </summary>
    public static long Draw(Random random, long units, double rate)
    {
        var (successes, n, p) = (0L, units, rate);
        while (n > Few)
        {
            var i = (n + 1) / 2;
            var middle = Beta.Sample(random, i, n + 1 - i);
            if (middle <= p) (successes, n, p) = (successes + i, n - i, (p - middle) / (1 - middle));
            else (n, p) = (i - 1, p / middle);
        }

        for (var unit = 0; unit < n; unit++)
        {
            if (random.NextDouble() < p) successes++;
        }

        return successes;
    }
}
