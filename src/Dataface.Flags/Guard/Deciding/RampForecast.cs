using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>When a step of a ramp can end if the feature does no harm, before there is any traffic to look at. Immutable.</summary>
/// <param name="UnitsPerDay">How many units the service has on a day, each counted once.</param>
/// <param name="Erring">The share of them that meet an error on a day, 0 to 1.</param>
/// <param name="ErringUnits">How many units ever meet one: on another day it is the same. Infinite when it is always others.</param>
internal sealed record RampForecast(double UnitsPerDay, double Erring, double ErringUnits)
{
    /// <summary>After how long; MaxValue for never.</summary>
    /// <param name="guard">The guard, which watches errors.</param>
    /// <param name="ramp">The ramp.</param>
    /// <param name="shares">The assigned shares at the step.</param>
    public TimeSpan Of(GuardDefinition guard, RampDefinition ramp, ArmShares shares)
    {
        var proved = shares.Treatments.Where(t => t.Share > 0).Select(t => Of(guard, t.Share, shares.Control)).Max();
        if (ramp.Patience is { } patience && patience < proved) proved = patience;
        return proved > ramp.Hold ? proved : ramp.Hold;
    }

    private TimeSpan Of(GuardDefinition guard, double treated, double control)
    {
        var byErrors = control > 0 ? ByErrors(guard, treated, control) : TimeSpan.MaxValue;
        var byBound = guard.ErrorBound is { } bound ? ByBound(guard, treated, bound) : TimeSpan.MaxValue;
        return byErrors < byBound ? byErrors : byBound;
    }

    /// <summary>By the units that err on both sides. Of a stock of them that does not grow, fewer and fewer are new.</summary>
    private TimeSpan ByErrors(GuardDefinition guard, double treated, double control)
    {
        var share = treated + control;
        var each = ShareTest.OfNoHarm(treated, control, guard.NoHarmRatio, guard.Tolerated).Expected(treated / share);
        if (each <= 0) return TimeSpan.MaxValue;
        var (perDay, stock) = (UnitsPerDay * Erring * share, ErringUnits * share);
        var needed = Coming(NoHarmTest.Missing(0) / each, perDay, guard.Source is not null);
        if (needed >= stock) return TimeSpan.MaxValue;
        var slower = double.IsInfinity(stock) ? 1 : -Math.Log(1 - (needed / stock)) / (needed / stock);
        return After(slower * needed / perDay);
    }

    /// <summary>
    /// How many erring units have to come so that enough are counted. All are, on the first day; from the second on a full sample is
    /// halved, and goes on with half of those that come, or with a quarter where the source has to be in the sample, too.
    /// </summary>
    private static double Coming(double counted, double onFirstDay, bool hasSources)
    {
        var (sample, fewer) = hasSources ? (StepRecorder.ErringUnits / 2, 4.0) : (StepRecorder.ErringUnits, 2.0);
        var (later, half) = (counted - onFirstDay, sample / 2);
        if (later <= sample) return counted;
        return onFirstDay + sample + (half * fewer * (Math.Pow(fewer, (later - sample) / half) - 1) / (fewer - 1));
    }

    /// <summary>By the first treated units of the step.</summary>
    private TimeSpan ByBound(GuardDefinition guard, double treated, double bound)
    {
        var needed = RateTest.Until(0, 0, Erring, bound, HarmGrid.BelowBound, NoHarmTest.Missing);
        return needed > SignalCapacity.OfCohortWith(guard.Source) ? TimeSpan.MaxValue : After(needed / (UnitsPerDay * treated));
    }

    private static TimeSpan After(double days) => StepForecast.After(days * TimeSpan.FromDays(1).TotalSeconds);
}
