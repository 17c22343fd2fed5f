namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// When a difference counts: at one look, at the planned sample, or at any number of looks. Settle it before the first look. The default
/// value has no α, and every calculation refuses it. Immutable.
/// </summary>
public readonly record struct TestProcedure
{
    private TestProcedure(double alpha, bool isSequential, double tightestAt) =>
        (Alpha, IsSequential, TightestAt) = (alpha, isSequential, tightestAt);

    /// <summary>The accepted probability of a false alarm, two-sided; 0 to 1, both excluded.</summary>
    public double Alpha { get; }

    /// <summary>Whether the interval holds at every look (true), or at one that was planned (false).</summary>
    public bool IsSequential { get; }

    /// <summary>N*: the units of both sides at which a sequential interval is tightest; 0 for a fixed horizon.</summary>
    public double TightestAt { get; }

    internal StatisticsReason Reason =>
        Alpha is not (> 0 and < 1) ? StatisticsReason.InvalidAlpha
        : IsSequential && !(double.IsFinite(TightestAt) && TightestAt > 0) ? StatisticsReason.InvalidTightestAt
        : StatisticsReason.Computed;

    /// <summary>Welch's test, valid at one look that was planned beforehand.</summary>
    /// <param name="alpha">See <see cref="Alpha"/>. Default 0.05.</param>
    public static TestProcedure FixedHorizon(double alpha = 0.05) => new(alpha, false, 0);

    /// <summary>An interval that is valid across all looks, wider than that of a fixed horizon.</summary>
    /// <param name="tightestAt">See <see cref="TightestAt"/>; the planned number of units, or where a decision is most wanted.</param>
    /// <param name="alpha">See <see cref="Alpha"/>. Default 0.05.</param>
    public static TestProcedure Sequential(double tightestAt, double alpha = 0.05) => new(alpha, true, tightestAt);
}
