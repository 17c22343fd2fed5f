using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// What a number of units can show. Pure functions, safe for any number of threads. All by the normal approximation (Chow, Shao and Wang
/// 2008, "Sample Size Calculations in Clinical Research", sections 3.2 and 4.2, variances not pooled), for the same test that
/// <see cref="EffectTest"/> makes. A proportion's variance changes with its value; that of means and ratios is assumed to stay.
/// </summary>
public static class PowerAnalysis
{
    /// <summary>
    /// The probability that an effect is detected: Φ(δ/se − c) + Φ(−δ/se − c), with c the procedure's critical value. For a sequential
    /// procedure it is the power of one look at the end, a lower bound: earlier looks only add to it.
    /// </summary>
    /// <param name="baseline">The metric without the change.</param>
    /// <param name="effect">The true effect, of either sign; not zero.</param>
    /// <param name="scale">The scale of <paramref name="effect"/>; the test uses the same scale.</param>
    /// <param name="controlUnits">The units without the change, at least 2.</param>
    /// <param name="treatmentUnits">The units with it, at least 2.</param>
    /// <param name="procedure">Fixed horizon or sequential, with α.</param>
    /// <returns>The power, 0 to 1, or the reason why there is none. Never throws.</returns>
    public static Figure Power(
        in MetricBaseline baseline, double effect, EffectScale scale, double controlUnits, double treatmentUnits,
        in TestProcedure procedure)
    {
        var reason = Check(baseline, scale, controlUnits, treatmentUnits, procedure);
        if (reason != StatisticsReason.Computed) return Figure.Refuse(reason);
        if (!IsPossible(baseline, effect, scale)) return Figure.Refuse(StatisticsReason.InvalidEffect);
        return Figure.Of(Calculate(baseline, effect, scale, controlUnits, treatmentUnits, procedure));
    }

    /// <summary>
    /// The smallest increase that is detected with the given power: the inverse of <see cref="Power"/>, found by bisection.
    /// </summary>
    /// <param name="baseline">The metric without the change.</param>
    /// <param name="power">The probability that it is detected, α to 1, both excluded; usually 0.8.</param>
    /// <param name="scale">The scale of the result; the test uses the same scale.</param>
    /// <param name="controlUnits">The units without the change, at least 2.</param>
    /// <param name="treatmentUnits">The units with it, at least 2.</param>
    /// <param name="procedure">Fixed horizon or sequential, with α.</param>
    /// <returns>The effect, above zero, or the reason why there is none. Never throws.</returns>
    public static Figure DetectableEffect(
        in MetricBaseline baseline, double power, EffectScale scale, double controlUnits, double treatmentUnits, in TestProcedure procedure)
    {
        var reason = Check(baseline, scale, controlUnits, treatmentUnits, procedure);
        if (reason != StatisticsReason.Computed) return Figure.Refuse(reason);
        if (!(power > procedure.Alpha && power < 1)) return Figure.Refuse(StatisticsReason.InvalidPower);
        var (metric, test) = (baseline, procedure);
        return Bisection.Smallest(
            Math.Sqrt(baseline.Variance / treatmentUnits) / (scale == EffectScale.Relative ? baseline.Mean : 1),
            effect => IsPossible(metric, effect, scale),
            effect => Calculate(metric, effect, scale, controlUnits, treatmentUnits, test) >= power);
    }

    internal static double Calculate(
        in MetricBaseline baseline, double effect, EffectScale scale, double controlUnits, double treatmentUnits,
        in TestProcedure procedure)
    {
        var treated = EffectSize.Apply(baseline.Mean, effect, scale);
        var error = EffectSize.StandardError(
            baseline.Mean, treated, baseline.Variance / controlUnits, baseline.VarianceAt(treated) / treatmentUnits, scale);
        var score = Math.Abs(effect) / error;
        var critical = CriticalScore(controlUnits + treatmentUnits, procedure);
        return Normal.CDF(0, 1, score - critical) + Normal.CDF(0, 1, -score - critical);
    }

    /// <summary>The interval's half-width in standard errors, after so many units of both sides.</summary>
    internal static double CriticalScore(double units, in TestProcedure procedure) => procedure.IsSequential
        ? ConfidenceSequence.CriticalScore(units, procedure)
        : -Normal.InvCDF(0, 1, procedure.Alpha / 2);

    internal static bool IsPossible(in MetricBaseline baseline, double effect, EffectScale scale) =>
        double.IsFinite(effect) && effect != 0 && baseline.CanBe(EffectSize.Apply(baseline.Mean, effect, scale));

    internal static StatisticsReason Check(in MetricBaseline baseline, EffectScale scale, in TestProcedure procedure) =>
        procedure.Reason != StatisticsReason.Computed ? procedure.Reason
        : baseline.Reason != StatisticsReason.Computed ? baseline.Reason
        : scale == EffectScale.Relative && baseline.Mean <= 0 ? StatisticsReason.BaselineNotPositive
        : StatisticsReason.Computed;

    internal static StatisticsReason Check(
        in MetricBaseline baseline, EffectScale scale, double controlUnits, double treatmentUnits, in TestProcedure procedure)
    {
        if (!double.IsFinite(controlUnits) || !double.IsFinite(treatmentUnits)) return StatisticsReason.NotFinite;
        return controlUnits >= 2 && treatmentUnits >= 2 ? Check(baseline, scale, procedure) : StatisticsReason.TooFewUnits;
    }
}
