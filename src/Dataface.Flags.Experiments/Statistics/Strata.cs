namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// The units of control and a treatment by day of first exposure, so that sides are compared within days: where shares and values both
/// change from day to day, pooled sums show an effect that is on none of them (Simpson 1951). Many days are put together by their
/// shares, which is what a comparison within days needs (Rosenbaum and Rubin 1984, "Reducing bias in observational studies using
/// subclassification on the propensity score"). Immutable.
/// </summary>
internal sealed class Strata
{
    /// <summary>
    /// Up to here each day stands for itself. Five classes take away nine tenths of what shares distort (Cochran 1968), sixteen all but 1
    /// %.
    /// </summary>
    private const int Most = 16;

    /// <param name="days">All days, in any order; those on which a side has nobody say nothing of the difference.</param>
    public Strata(IReadOnlyList<Stratum> days)
    {
        foreach (var day in days) (Control, Treatment) = (Control + day.Control, Treatment + day.Treatment);
        Parts = days.Count <= Most ? [.. days] : ShareClasses.Of(days, Most);
    }

    public Strata(in SampleStatistics control, in SampleStatistics treatment)
    {
        (Control, Treatment) = (control, treatment);
        Parts = [new(control, treatment)];
    }

    /// <summary>All units without the change.</summary>
    public SampleStatistics Control { get; }

    /// <summary>All units with it.</summary>
    public SampleStatistics Treatment { get; }

    /// <summary>The days, or classes of days with like shares.</summary>
    public Stratum[] Parts { get; }

    /// <summary>All units of both sides.</summary>
    public double Units => (double)Control.Units + Treatment.Units;

    /// <summary>Why nothing can be compared, or <see cref="StatisticsReason.Computed"/>.</summary>
    public StatisticsReason Reason =>
        Control.Reason != StatisticsReason.Computed ? Control.Reason
        : Treatment.Reason != StatisticsReason.Computed ? Treatment.Reason
        : Control.Kind != Treatment.Kind ? StatisticsReason.DifferentKinds
        : StatisticsReason.Computed;
}
