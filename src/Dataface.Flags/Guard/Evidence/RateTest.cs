namespace Dataface.Flags.Guard.Evidence;

/// <summary>
/// Whether events happen more (or less) often than a bound allows, without a control. The evidence of x events among n is
/// ln E(g) = x·ln g − n·p0·(g − 1), which for g = 0 and x = 0 is n·p0.
/// </summary>
internal static class RateTest
{
    /// <summary>Writes ln E for each alternative.</summary>
    /// <param name="events">x, 0 or more.</param>
    /// <param name="trials">n, 0 or more.</param>
    /// <param name="bound">p0, above 0 and below 1.</param>
    /// <param name="grid">The alternatives g: above 1 to prove too many, below 1 to prove few.</param>
    /// <param name="result">One number for each alternative.</param>
    public static void Evidence(long events, long trials, double bound, ReadOnlySpan<double> grid, Span<double> result)
    {
        for (var g = 0; g < grid.Length; g++) result[g] = Of(events, trials, bound, grid[g]);
    }

    /// <summary>How many more trials it takes for the alternative that is soonest, if events stay as frequent.</summary>
    /// <param name="events">x so far.</param>
    /// <param name="trials">n so far.</param>
    /// <param name="rate">The part of the trials to come that are events.</param>
    /// <param name="bound">p0.</param>
    /// <param name="grid">The alternatives, below 1.</param>
    /// <param name="missing">The evidence that it takes beyond what there is.</param>
    /// <returns>Infinite where none ever gets there.</returns>
    public static double Until(
        long events, long trials, double rate, double bound, ReadOnlySpan<double> grid, Func<double, double> missing)
    {
        var fewest = double.PositiveInfinity;
        foreach (var g in grid)
        {
            if (Of(rate, 1, bound, g) is var each and > 0) fewest = Math.Min(fewest, missing(Of(events, trials, bound, g)) / each);
        }

        return fewest;
    }

    private static double Of(double events, double trials, double bound, double g) =>
        (events == 0 ? 0 : events * Math.Log(g)) - (trials * bound * (g - 1));
}
