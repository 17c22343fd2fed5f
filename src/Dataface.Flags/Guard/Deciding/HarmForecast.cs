using Dataface.Flags.Documents;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// How soon a guard notices harm that begins with a rollout, by the errors of units, before there is any traffic to look at. Pure.
/// </summary>
internal static class HarmForecast
{
    /// <summary>
    /// How much longer the guard takes than ln(1/α)/KL, which is what the fastest valid test takes on average (Wald, 1945): measured, 1.28
    /// to 1.32 for harm of ratios from 1.5 to 10 (docs/guard.md, Delay).
    /// </summary>
    private const double TimesTheBound = 1.3;

    /// <summary>Evidence of harm begins anew each day.</summary>
    private static readonly TimeSpan Epoch = TimeSpan.FromDays(1);

    /// <summary>After how long harm is noticed, on average; null when a day is not enough.</summary>
    /// <param name="guard">The guard, which watches errors.</param>
    /// <param name="shares">The assigned shares.</param>
    /// <param name="treatment">Which treatment does harm.</param>
    /// <param name="ratio">How many times as often as is tolerated its units err; above 1.</param>
    /// <param name="unitsPerDay">How many units the service has on a day, each counted once.</param>
    /// <param name="erring">The share of units without the feature that meet an error on a day, 0 to 1.</param>
    public static TimeSpan? Of(GuardDefinition guard, ArmShares shares, int treatment, double ratio, double unitsPerDay, double erring)
    {
        var (treated, control) = (shares.Treatments[treatment].Share, shares.Control);
        var harmful = treated * guard.Tolerated * ratio;
        var tolerated = treated * guard.Tolerated / ((treated * guard.Tolerated) + control);
        var alpha = AlphaBudget.Of(guard, GuardSignalKind.Errors, shares.Treatments.Count(t => t.Share > 0), epoch: 1);
        var needed = TimesTheBound * Math.Log(1 / alpha) / Divergence(harmful / (harmful + control), tolerated);
        var days = needed / (unitsPerDay * erring * (harmful + control));
        return days <= Epoch.TotalDays ? TimeSpan.FromDays(days) : null;
    }

    /// <summary>What one erring unit tells on average, in natural logarithms: Kullback and Leibler's, of two coins.</summary>
    private static double Divergence(double p, double q) => Term(p, q) + Term(1 - p, 1 - q);

    private static double Term(double p, double q) => p <= 0 ? 0 : p * Math.Log(p / q);
}
