namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// The normal mixture boundary of Robbins (1970), as an asymptotic confidence sequence (Waudby-Smith et al. 2024, theorem 2.2). With N
/// units in all, ρ² = (−2 ln α + ln(1 − 2 ln α))/N*, the half-width is se·√N·√(2(Nρ²+1)/(Nρ)²·ln(√(Nρ²+1)/α)), as in GrowthBook's gbstats.
/// </summary>
internal static class ConfidenceSequence
{
    /// <summary>The half-width in standard errors after so many units of both sides.</summary>
    public static double CriticalScore(double units, in TestProcedure procedure) => CriticalScore(units, procedure, procedure.Alpha);

    /// <summary>The same at another level, with ρ as it is.</summary>
    public static double CriticalScore(double units, in TestProcedure procedure, double level)
    {
        var time = Time(units, procedure);
        return Math.Sqrt(2 * (time + 1) / time * ((0.5 * double.LogP1(time)) - Math.Log(level)));
    }

    /// <summary>The α at which the interval would just touch zero, with ρ as it is: √(Nρ²+1)·exp(−z²·Nρ²/(2(Nρ²+1))), at most 1.</summary>
    public static double PValue(double score, double units, in TestProcedure procedure)
    {
        var time = Time(units, procedure);
        return Math.Min(1, Math.Exp((0.5 * double.LogP1(time)) - (score * score * time / (2 * (time + 1)))));
    }

    /// <summary>Nρ².</summary>
    public static double Time(double units, in TestProcedure procedure)
    {
        var two = -2 * Math.Log(procedure.Alpha);
        return units / procedure.TightestAt * (two + double.LogP1(two));
    }
}
