namespace Dataface.Flags.Experiments.Statistics;

/// <summary>Compares a treatment with its control. Pure functions; safe for any number of threads.</summary>
public static class EffectTest
{
    /// <summary>
    /// From here on the delta method is good enough to be looked at all the time (simulated; before, false decisions at a rate of 1 % reach
    /// 6 %). In a proportion it is some 100 successes.
    /// </summary>
    private const double StandardErrorsAboveZero = 10;

    /// <summary>
    /// The difference of two proportions, means or ratios, with its interval and p-value. For a fixed horizon by Welch's test (Welch 1947,
    /// "The generalization of Student's problem when several different population variances are involved"); a relative effect's variance by
    /// the delta method, σ²t/(μ²c·nt) + σ²c·μ²t/(μ⁴c·nc), with the degrees of freedom of the absolute difference, as GrowthBook's gbstats
    /// does. For a sequential procedure by an asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024,
    /// "Time-uniform central limit theory and asymptotic confidence sequences"), if the sides are similar in size and the values close
    /// enough to normal; otherwise, and in every decision of an experiment, by the test that <c>docs/statistics.md</c> describes: exact for
    /// counts, and refused for other values while they are too skewed.
    /// </summary>
    /// <param name="control">The units without the change.</param>
    /// <param name="treatment">The units with it; of the same kind.</param>
    /// <param name="scale">
    /// Absolute, or relative to control, whose value must then be above zero; if sequential, by ten standard errors.
    /// </param>
    /// <param name="procedure">Fixed horizon or sequential, with α.</param>
    /// <returns>The effect, or the reason why there is none. Never throws.</returns>
    public static Effect Compare(in SampleStatistics control, in SampleStatistics treatment, EffectScale scale, in TestProcedure procedure)
    {
        var reason = Check(control, treatment, scale, procedure);
        if (reason != StatisticsReason.Computed) return Effect.Refuse(reason);
        var strata = new Strata(control, treatment);
        if (!procedure.IsSequential || (!AreUnequal(control, treatment) && Normality.Of(strata, isSequential: true)))
        {
            return Calculate(control, treatment, scale, procedure);
        }

        var effect = Comparison.Of(strata, procedure).Effect(scale, procedure.Alpha);
        return control.Kind == StatisticKind.Proportion ? effect.WidenedTo(Calculate(control, treatment, scale, procedure)) : effect;
    }

    /// <summary>The calculation without a check of the sums: reference values are published for sums that no data can have.</summary>
    internal static Effect Calculate(
        in SampleStatistics control, in SampleStatistics treatment, EffectScale scale, in TestProcedure procedure)
    {
        var (controlSquared, treatmentSquared) = (control.Variance / control.Units, treatment.Variance / treatment.Units);
        var point = EffectSize.Between(control.Mean, treatment.Mean, scale);
        var error = EffectSize.StandardError(control.Mean, treatment.Mean, controlSquared, treatmentSquared, scale);
        if (error == 0) return Effect.Refuse(StatisticsReason.ZeroVariance);
        if (!double.IsFinite(point) || !double.IsFinite(error)) return Effect.Refuse(StatisticsReason.NotFinite);
        var score = point / error;
        if (procedure.IsSequential)
        {
            var units = (double)control.Units + treatment.Units;
            var width = ConfidenceSequence.CriticalScore(units, procedure) * error;
            return new(point, error, point - width, point + width, ConfidenceSequence.PValue(score, units, procedure), 0);
        }

        var freedom = WelchFreedom(control.Units, controlSquared, treatment.Units, treatmentSquared);
        var half = StudentT.CriticalValue(procedure.Alpha, freedom) * error;
        return new(point, error, point - half, point + half, StudentT.TwoSidedPValue(score, freedom), freedom);
    }

    /// <summary>Sides of equal size cancel each other's skewness; unequal ones do not.</summary>
    private static bool AreUnequal(in SampleStatistics control, in SampleStatistics treatment) =>
        Math.Max(control.Units, treatment.Units) > 2.0 * Math.Min(control.Units, treatment.Units);

    private static StatisticsReason Check(
        in SampleStatistics control, in SampleStatistics treatment, EffectScale scale, in TestProcedure procedure)
    {
        if (procedure.Reason != StatisticsReason.Computed) return procedure.Reason;
        if (control.Reason != StatisticsReason.Computed) return control.Reason;
        if (treatment.Reason != StatisticsReason.Computed) return treatment.Reason;
        if (control.Kind != treatment.Kind) return StatisticsReason.DifferentKinds;
        if (scale == EffectScale.Absolute) return StatisticsReason.Computed;
        if (control.Mean <= 0) return StatisticsReason.BaselineNotPositive;
        return procedure.IsSequential && control.Mean < StandardErrorsAboveZero * Math.Sqrt(control.Variance / control.Units)
            ? StatisticsReason.BaselineTooUncertain
            : StatisticsReason.Computed;
    }

    /// <summary>
    /// (a+b)²/(a²/(n−1) + b²/(m−1)), a and b the squared standard errors (Satterthwaite 1946); scaled, so that tiny squares do not vanish.
    /// </summary>
    private static double WelchFreedom(double controlUnits, double control, double treatmentUnits, double treatment)
    {
        var share = control / (control + treatment);
        return 1 / ((share * share / (controlUnits - 1)) + ((1 - share) * (1 - share) / (treatmentUnits - 1)));
    }
}
