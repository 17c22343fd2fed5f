namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// What is known of a metric before an experiment: its value and the variance of one unit. The default value is refused. Immutable.
/// </summary>
public readonly record struct MetricBaseline
{
    private MetricBaseline(StatisticKind kind, double mean, double variance) => (Kind, Mean, Variance) = (kind, mean, variance);

    /// <summary>Proportion, mean or ratio.</summary>
    public StatisticKind Kind { get; }

    /// <summary>The proportion, mean or ratio without the change, in the metric's unit.</summary>
    public double Mean { get; }

    /// <summary>The variance of one unit's contribution, as in <see cref="SampleStatistics.Variance"/>.</summary>
    public double Variance { get; }

    internal StatisticsReason Reason =>
        Kind is StatisticKind.None ? StatisticsReason.NoData
        : Kind is StatisticKind.Mixed ? StatisticsReason.DifferentKinds
        : double.IsFinite(Mean) && double.IsFinite(Variance) && Variance > 0 && (Kind != StatisticKind.Proportion || Mean is > 0 and < 1)
            ? StatisticsReason.Computed
            : StatisticsReason.InvalidBaseline;

    /// <summary>A yes-or-no value for each unit; the variance follows: p·(1−p).</summary>
    /// <param name="rate">The share of units with yes, 0 to 1, both excluded.</param>
    public static MetricBaseline OfProportion(double rate) => new(StatisticKind.Proportion, rate, rate * (1 - rate));

    /// <summary>One value for each unit.</summary>
    /// <param name="mean">The mean over units.</param>
    /// <param name="variance">The variance over units, above zero.</param>
    public static MetricBaseline OfMean(double mean, double variance) => new(StatisticKind.Mean, mean, variance);

    /// <summary>The ratio of two sums.</summary>
    /// <param name="ratio">The ratio.</param>
    /// <param name="variance">
    /// The variance of one unit's contribution by the delta method, above zero; best taken from data, see <see cref="From"/>.
    /// </param>
    public static MetricBaseline OfRatio(double ratio, double variance) => new(StatisticKind.Ratio, ratio, variance);

    /// <summary>A baseline from past data of any kind. Contradictory data give a baseline that is refused.</summary>
    /// <param name="past">The statistics of units similar to the future ones.</param>
    public static MetricBaseline From(in SampleStatistics past) =>
        past.Reason is StatisticsReason.Computed ? new(past.Kind, past.Mean, past.Variance) : new(past.Kind, 0, 0);

    /// <summary>The variance of a unit when the value has moved: a proportion's moves with it, any other is taken to stay.</summary>
    internal double VarianceAt(double mean) => Kind == StatisticKind.Proportion ? mean * (1 - mean) : Variance;

    /// <summary>Whether the metric can have this value.</summary>
    internal bool CanBe(double mean) => double.IsFinite(mean) && (Kind != StatisticKind.Proportion || mean is >= 0 and <= 1);
}
