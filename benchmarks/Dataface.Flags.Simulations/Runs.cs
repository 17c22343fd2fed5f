using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Dataface.Flags.Simulations;

/// <summary>Runs many seeded rollouts or experiments on all cores.</summary>
internal static class Runs
{
    /// <summary>What each run gives, in the order of seeds.</summary>
    public static T[] Of<T>(int runs, int seed, Func<Random, T> run)
    {
        var results = new T[runs];
        Parallel.For(0, runs, i => results[i] = run(new Xoshiro256StarStar(unchecked((seed * 1_000_003) + i + 1), threadSafe: false)));
        return results;
    }

    /// <summary>The share of runs that end so.</summary>
    public static double Share(int runs, int seed, Func<Random, bool> ends) => Of(runs, seed, ends).Count(a => a) / (double)runs;

    /// <summary>The count that a true probability exceeds once in a thousand times.</summary>
    public static int MostBy(int runs, double probability)
    {
        var count = 0;
        while (Binomial.CDF(probability, runs, count) < 0.999) count++;
        return count;
    }

    /// <summary>The upper end of the two-sided 95 % interval of a share (Clopper and Pearson 1934).</summary>
    public static double UpperBound(double share, int runs)
    {
        var hits = Math.Round(share * runs);
        return hits >= runs ? 1 : Beta.InvCDF(hits + 1, runs - hits, 0.975);
    }
}
