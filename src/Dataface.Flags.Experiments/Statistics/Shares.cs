namespace Dataface.Flags.Experiments.Statistics;

/// <summary>The shares of variants: at least two, each finite and above zero, in any unit.</summary>
internal static class Shares
{
    public static bool AreValid(ReadOnlySpan<double> shares)
    {
        foreach (var share in shares)
        {
            if (!double.IsFinite(share) || share <= 0) return false;
        }

        return shares.Length >= 2 && double.IsFinite(Sum(shares));
    }

    public static double Sum(ReadOnlySpan<double> shares)
    {
        var sum = 0.0;
        foreach (var share in shares) sum += share;
        return sum;
    }
}
