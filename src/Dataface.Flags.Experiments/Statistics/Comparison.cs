namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// A treatment against its control, within days: one test for every boundary, and the intervals that the same test leaves. So whatever a
/// decision rests on, and whatever is shown of it, agree. Immutable.
/// </summary>
internal abstract class Comparison(Strata strata, TestProcedure procedure)
{
    /// <summary>Why there is no answer, or <see cref="StatisticsReason.Computed"/>.</summary>
    public abstract StatisticsReason Reason { get; }

    public bool IsComputed => Reason == StatisticsReason.Computed;

    /// <summary>Control's value, as if its days had the weights of the comparison.</summary>
    public abstract double Control { get; }

    /// <summary>The treatment's value, likewise.</summary>
    public abstract double TreatmentValue { get; }

    public TestProcedure Procedure { get; } = procedure;

    public Strata Strata { get; } = strata;

    /// <summary>
    /// Counts are compared exactly where a normal distribution does not describe them; other values are not compared there.
    /// </summary>
    public static Comparison Of(Strata strata, in TestProcedure procedure)
    {
        var reason = procedure.Reason != StatisticsReason.Computed ? procedure.Reason : strata.Reason;
        if (reason != StatisticsReason.Computed) return new RefusedComparison(strata, procedure, reason);
        if (Normality.Of(strata, procedure.IsSequential)) return new NormalComparison(strata, procedure, Direction.Both);
        return strata.Control.Kind == StatisticKind.Proportion
            ? new CountComparison(strata, procedure)
            : new NormalComparison(strata, procedure, Normality.OfExcess(strata));
    }

    /// <summary>How surprising the data would be if the contrast were zero or below, two-sided: below α is "above the boundary".</summary>
    public abstract double PAbove(in Contrast contrast);

    /// <summary>How surprising the data would be if the contrast were zero or above, two-sided: below α is "below the boundary".</summary>
    public abstract double PBelow(in Contrast contrast);

    /// <summary>Whether any two units differ: else there is no noise that an interval could be made of.</summary>
    protected virtual bool IsMeasured => true;

    /// <summary>The boundaries that are refuted in neither direction at a level.</summary>
    protected abstract (double Lower, double Upper) Interval(EffectScale scale, double level);

    protected abstract double StandardError(EffectScale scale);

    protected abstract double DegreesOfFreedom { get; }

    /// <summary>The difference with its interval; the p-value is that of no difference at all.</summary>
    /// <param name="scale">Relative, only where control is above zero.</param>
    /// <param name="level">1 minus the coverage.</param>
    public Effect Effect(EffectScale scale, double level)
    {
        if (!IsComputed) return Statistics.Effect.Refuse(Reason);
        if (scale == EffectScale.Relative && !(Control > 0)) return Statistics.Effect.Refuse(StatisticsReason.BaselineNotPositive);
        if (!IsMeasured) return Statistics.Effect.Refuse(StatisticsReason.ZeroVariance);
        var point = EffectSize.Between(Control, TreatmentValue, scale);
        var (above, below) = (PAbove(Contrast.Zero), PBelow(Contrast.Zero));
        var (lower, upper) = Interval(scale, level);

        // Both scales have zero in common: there the interval is held to the test itself, not to how exactly its ends were found.
        lower = above <= level ? Math.Max(lower, double.Epsilon) : Math.Min(lower, 0);
        upper = below <= level ? Math.Min(upper, -double.Epsilon) : Math.Max(upper, 0);
        return new(point, StandardError(scale), Math.Min(lower, point), Math.Max(upper, point), Math.Min(above, below), DegreesOfFreedom);
    }
}

/// <summary>In which directions a difference may be shown.</summary>
internal enum Direction
{
    /// <summary>In none.</summary>
    None,

    /// <summary>In both.</summary>
    Both,

    /// <summary>That the treatment is above.</summary>
    Above,

    /// <summary>That the treatment is below.</summary>
    Below,
}

/// <summary>Nothing can be compared.</summary>
internal sealed class RefusedComparison(Strata strata, TestProcedure procedure, StatisticsReason reason) : Comparison(strata, procedure)
{
    public override StatisticsReason Reason => reason;

    public override double Control => 0;

    public override double TreatmentValue => 0;

    protected override double DegreesOfFreedom => 0;

    public override double PAbove(in Contrast contrast) => 1;

    public override double PBelow(in Contrast contrast) => 1;

    protected override (double Lower, double Upper) Interval(EffectScale scale, double level) =>
        (double.NegativeInfinity, double.PositiveInfinity);

    protected override double StandardError(EffectScale scale) => 0;
}
