namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// A difference between two variants with its interval, or the reason why there is none. Never NaN: without a result the point is 0, the
/// interval infinite and the p-value 1, which is also the default value. Immutable.
/// </summary>
public readonly record struct Effect
{
    private readonly double _lower;
    private readonly double _upper;
    private readonly double _pValue;

    internal Effect(double point, double standardError, double lower, double upper, double pValue, double degreesOfFreedom)
    {
        (Point, StandardError, _lower, _upper, _pValue, DegreesOfFreedom) = (point, standardError, lower, upper, pValue, degreesOfFreedom);
        Reason = StatisticsReason.Computed;
    }

    private Effect(StatisticsReason reason) => Reason = reason;

    /// <summary>Why there is no result, or <see cref="StatisticsReason.Computed"/>.</summary>
    public StatisticsReason Reason { get; }

    /// <summary>Whether there is a result.</summary>
    public bool IsComputed => Reason == StatisticsReason.Computed;

    /// <summary>The point estimate, in the metric's unit or as a share of control's value.</summary>
    public double Point { get; }

    /// <summary>The standard error of <see cref="Point"/>.</summary>
    public double StandardError { get; }

    internal double HalfWidth => (Upper - Lower) / 2;

    /// <summary>The lower end of the interval of coverage 1−α; infinite where the data leave it open.</summary>
    public double Lower => IsComputed ? _lower : double.NegativeInfinity;

    /// <summary>
    /// The upper end of the interval of coverage 1−α; infinite where the data leave it open, as for a relative effect while control may be
    /// 0.
    /// </summary>
    public double Upper => IsComputed ? _upper : double.PositiveInfinity;

    /// <summary>
    /// How surprising so large a difference would be if there were none, two-sided, 0 to 1. It is below α exactly when 0 lies outside the
    /// interval. For a sequential procedure it is valid across all looks.
    /// </summary>
    public double PValue => IsComputed ? _pValue : 1;

    /// <summary>Welch's degrees of freedom; 0 for a sequential procedure, which has none.</summary>
    public double DegreesOfFreedom { get; }

    /// <summary>
    /// What both leave open, so that no interval is narrower than that of a normal distribution; itself where the other has no result.
    /// </summary>
    internal Effect WidenedTo(in Effect other) => !IsComputed || !other.IsComputed
        ? this
        : new(Point, StandardError, Math.Min(Lower, other.Lower), Math.Max(Upper, other.Upper), Math.Max(PValue, other.PValue),
            DegreesOfFreedom);

    internal static Effect Refuse(StatisticsReason reason) => new(reason);
}
