using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Design;

/// <summary>Checks a design against its dates. Pure functions, safe for any number of threads.</summary>
public static class DesignCheck
{
    /// <summary>Whether the design can reach its aim, and what it can show instead if not.</summary>
    /// <param name="request">The design, with its traffic.</param>
    /// <param name="start">The first day that counts.</param>
    /// <param name="end">The day after the last one that counts, as a flag's expiry is.</param>
    /// <returns>
    /// The verdict, or the reason why there is none. Throws only for null. A design that needs more units than there are cannot reach its
    /// aim.
    /// </returns>
    public static DesignVerdict Judge(DesignRequest request, DateOnly start, DateOnly end)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = SampleSize.Plan(request);
        if (!plan.IsComputed && plan.Reason != StatisticsReason.Unreachable) return new(plan, plan.Reason);
        if (request.UnitsPerDay == 0) return new(plan, StatisticsReason.InvalidTraffic);
        if (end <= start) return new(plan, StatisticsReason.InvalidDates);
        var days = end.DayNumber - start.DayNumber;
        var units = request.UnitsPerDay * days;
        return new(plan, StatisticsReason.Computed)
        {
            CanReachAim = plan.Days <= days,
            ExpectedUnits = units,
            ExpectedPower = SampleSize.PowerAt(request, request.Shares.ToArray(), units),
            DetectableEffect = SampleSize.DetectableEffect(request, units),
        };
    }
}
