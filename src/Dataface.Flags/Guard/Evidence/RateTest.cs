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
        for (var g = 0; g < grid.Length; g++)
        {
            var counted = events == 0 ? 0 : events * Math.Log(grid[g]);
            result[g] = counted - (trials * bound * (grid[g] - 1));
        }
    }
}
