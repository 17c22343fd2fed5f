namespace Dataface.Flags.Experiments.Statistics;

/// <summary>The smallest number that is enough, if more is always enough, too.</summary>
internal static class Bisection
{
    private const int Steps = 200;

    /// <param name="start">A first guess, 0 or more.</param>
    /// <param name="isPossible">Whether a number may be tried; if one may not, no larger one may.</param>
    /// <param name="isEnough">Whether it is enough.</param>
    /// <returns>The number, exact to 13 digits, or <see cref="StatisticsReason.Unreachable"/>.</returns>
    public static Figure Smallest(double start, Func<double, bool> isPossible, Func<double, bool> isEnough)
    {
        var (low, high) = (0.0, Math.Max(start, double.Epsilon));
        while (isPossible(high) && !isEnough(high))
        {
            (low, high) = (high, high * 2);
            if (!double.IsFinite(high)) return Figure.Refuse(StatisticsReason.Unreachable);
        }

        for (var i = 0; i < Steps && high - low > high * 1e-13; i++)
        {
            var middle = low + ((high - low) / 2);
            if (!isPossible(middle) || isEnough(middle)) high = middle;
            else low = middle;
        }

        return isPossible(high) && isEnough(high) ? Figure.Of(high) : Figure.Refuse(StatisticsReason.Unreachable);
    }
}
