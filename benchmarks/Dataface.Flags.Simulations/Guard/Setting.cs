namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// The common ground of all tables: 5 % of 1,000 new units in each bucket of ten seconds get the feature; 1 % of units err.
/// </summary>
internal static class Setting
{
    public const double Treatment = 0.05;
    public const double Control = 0.95;
    public const double UnitsPerBucket = 1_000;
    public const double ErrorRate = 0.01;
    public const double Alpha = 0.001;
    public const int Buckets = 2_000;

    /// <summary>Erring units in a bucket if nothing does harm.</summary>
    public const double Erring = UnitsPerBucket * ErrorRate;

    /// <summary>The bucket in which late harm begins, from 1.</summary>
    public const int LateOnset = 501;

    /// <summary>
    /// ln(1/α)/KL in buckets: no valid test is faster on average (Wald 1945, "Sequential tests of statistical hypotheses").
    /// </summary>
    public static double LowerBound(double ratio)
    {
        var (treated, others) = (Erring * Treatment * ratio, Erring * Control);
        var theta = treated / (treated + others);
        var divergence = (theta * Math.Log(theta / Treatment)) + ((1 - theta) * Math.Log((1 - theta) / Control));
        return -Math.Log(Alpha) / (divergence * (treated + others));
    }
}
