namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// Everything that the statistics need to know about the units of one variant: their number, and sums over one value for each unit. Sums of
/// parts add up to those of the whole (<c>+</c>), so that days, instances and cohorts may be counted separately. The default value has no
/// data. Immutable; two are equal if all their sums are.
/// </summary>
public readonly record struct SampleStatistics
{
    /// <summary>How far sums may seem to contradict squares by rounding alone, relative.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Below this share of the squares, rounding (some 10⁻¹⁶ of them) is more than a ten-thousandth of what is left.</summary>
    private const double LeastSpread = 1e-12;

    /// <summary>Up to here sums of whole numbers are exact.</summary>
    private const double MostExact = 9_007_199_254_740_992;

    private SampleStatistics(
        StatisticKind kind, long units, double sum, double sumOfSquares, double denominatorSum = 0, double denominatorSumOfSquares = 0,
        double crossSum = 0)
    {
        (Kind, Units, Sum, SumOfSquares) = (kind, units, sum, sumOfSquares);
        (DenominatorSum, DenominatorSumOfSquares, CrossSum) = (denominatorSum, denominatorSumOfSquares, crossSum);
    }

    /// <summary>What the sums describe.</summary>
    public StatisticKind Kind { get; }

    /// <summary>The number of units, including those whose value is 0. Default 0.</summary>
    public long Units { get; }

    /// <summary>Σx over units; for a proportion, the successes; for a ratio, the numerators.</summary>
    public double Sum { get; }

    /// <summary>Σx² over units.</summary>
    public double SumOfSquares { get; }

    /// <summary>Σy over units, y a ratio's denominator; otherwise 0.</summary>
    public double DenominatorSum { get; }

    /// <summary>Σy² over units, y a ratio's denominator; otherwise 0.</summary>
    public double DenominatorSumOfSquares { get; }

    /// <summary>Σxy over units, x a ratio's numerator and y its denominator; otherwise 0.</summary>
    public double CrossSum { get; }

    /// <summary>
    /// <see cref="StatisticsReason.Computed"/> if a mean and a variance follow from the sums; otherwise why not. Never throws.
    /// </summary>
    public StatisticsReason Reason => Kind switch
    {
        StatisticKind.None => StatisticsReason.NoData,
        StatisticKind.Mixed => StatisticsReason.DifferentKinds,
        _ when Units < 0 => StatisticsReason.InvalidCount,
        _ when !IsFinite => StatisticsReason.NotFinite,
        _ when Units == 0 => Sum == 0 && SumOfSquares == 0 && DenominatorSum == 0 ? StatisticsReason.NoData : StatisticsReason.InvalidCount,
        StatisticKind.Proportion when Sum < 0 || Sum > Units => StatisticsReason.InvalidCount,
        _ when Contradicts(Sum, SumOfSquares) => StatisticsReason.SumsContradictSquares,
        StatisticKind.Ratio when IsRatioContradictory => StatisticsReason.SumsContradictSquares,
        StatisticKind.Ratio when DenominatorSum <= 0 => StatisticsReason.DenominatorNotPositive,
        _ when Units < 2 => StatisticsReason.TooFewUnits,
        _ when IsSpreadLost => StatisticsReason.SpreadLost,
        _ => StatisticsReason.Computed,
    };

    /// <summary>
    /// The proportion, the mean of the values, or the ratio of the sums. 0 where there is none (see <see cref="Reason"/>).
    /// </summary>
    public double Mean
    {
        get
        {
            var divisor = Kind == StatisticKind.Ratio ? DenominatorSum : Units;
            return divisor > 0 ? Sum / divisor : 0;
        }
    }

    /// <summary>
    /// The variance of one unit's contribution, such that the variance of <see cref="Mean"/> is this divided by <see cref="Units"/>. For a
    /// proportion p·(1−p); for a mean the sample variance, (Σx² − (Σx)²/n)/(n−1); for a ratio by the delta method (Deng, Knoblich and Lu
    /// 2018,
    /// "Applying the Delta Method in Metric Analytics", section 3): (s²x − 2R·sxy + R²·s²y)/ȳ². 0 where there is none (see
    /// <see cref="Reason"/>).
    /// </summary>
    public double Variance
    {
        get
        {
            if (Units < 2) return 0;
            var mean = Mean;
            if (Kind == StatisticKind.Proportion) return mean * (1 - mean);
            var numerator = Covariance(Sum, Sum, SumOfSquares);
            if (Kind != StatisticKind.Ratio) return Math.Max(numerator, 0);
            if (DenominatorSum <= 0) return 0;
            var denominator = Covariance(DenominatorSum, DenominatorSum, DenominatorSumOfSquares);
            var both = Covariance(Sum, DenominatorSum, CrossSum);
            var perUnit = DenominatorSum / Units;
            return Math.Max((numerator - (2 * mean * both) + (mean * mean * denominator)) / (perUnit * perUnit), 0);
        }
    }

    /// <summary>
    /// The variance of x − value·y over units, y being 1 but for a ratio: what is left of a unit when a value is taken away that was not
    /// found in these sums alone. For a proportion p·(1−p). 0 for fewer than two units.
    /// </summary>
    internal double VarianceAround(double value)
    {
        if (Kind == StatisticKind.Proportion) return Units < 1 ? 0 : Mean * (1 - Mean);
        if (Units < 2) return 0;
        var numerator = Covariance(Sum, Sum, SumOfSquares);
        if (Kind != StatisticKind.Ratio) return Math.Max(numerator, 0);
        var denominator = Covariance(DenominatorSum, DenominatorSum, DenominatorSumOfSquares);
        return Math.Max(numerator - (2 * value * Covariance(Sum, DenominatorSum, CrossSum)) + (value * value * denominator), 0);
    }

    /// <summary>
    /// Whether what squares leave of a spread is rounding: Σ(x − Rȳ)² as a difference of large numbers that are almost equal
    /// (cancellation; Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance"). Exactly nothing is left of values
    /// that are all the same.
    /// </summary>
    private bool IsSpreadLost
    {
        get
        {
            if (Kind == StatisticKind.Proportion) return false;
            var spread = SumOfSquares - (Sum * Sum / Units);
            var squares = SumOfSquares;
            if (Kind == StatisticKind.Ratio)
            {
                var ratio = Sum / DenominatorSum;
                var denominator = DenominatorSumOfSquares - (DenominatorSum * DenominatorSum / Units);
                spread += (ratio * ratio * denominator) - (2 * ratio * (CrossSum - (Sum * DenominatorSum / Units)));
                squares += ratio * ratio * DenominatorSumOfSquares;
            }

            return spread == 0 ? squares > MostExact : spread < LeastSpread * squares;
        }
    }

    private bool IsFinite =>
        double.IsFinite(Sum) && double.IsFinite(SumOfSquares) && double.IsFinite(DenominatorSum) && double.IsFinite(DenominatorSumOfSquares)
        && double.IsFinite(CrossSum) && double.IsFinite(Sum * Sum) && double.IsFinite(DenominatorSum * DenominatorSum);

    /// <summary>(Σxy − ΣxΣy/n)² may not exceed (Σx² − (Σx)²/n)·(Σy² − (Σy)²/n), nor may Σxy exceed what both have room for.</summary>
    private bool IsRatioContradictory
    {
        get
        {
            if (Contradicts(DenominatorSum, DenominatorSumOfSquares)) return true;
            var numerator = Math.Max(SumOfSquares - (Sum * Sum / Units), 0);
            var denominator = Math.Max(DenominatorSumOfSquares - (DenominatorSum * DenominatorSum / Units), 0);
            var both = CrossSum - (Sum * DenominatorSum / Units);
            return Math.Abs(both) > (Math.Sqrt(numerator) * Math.Sqrt(denominator))
                + (Rounding * Math.Sqrt(SumOfSquares) * Math.Sqrt(DenominatorSumOfSquares));
        }
    }

    /// <summary>So many units, whose values nobody may see yet: no kind, no sums, and no mean follows.</summary>
    internal static SampleStatistics OfUnits(long units) => new(StatisticKind.None, units, 0, 0);

    /// <summary>A yes-or-no value for each unit.</summary>
    /// <param name="units">All units, 0 or more.</param>
    /// <param name="successes">The units with yes, 0 to <paramref name="units"/>. Every calculation refuses anything else.</param>
    public static SampleStatistics OfProportion(long units, long successes) => new(StatisticKind.Proportion, units, successes, successes);

    /// <summary>One value for each unit.</summary>
    /// <param name="units">All units, including those whose value is 0.</param>
    /// <param name="sum">Σx.</param>
    /// <param name="sumOfSquares">Σx².</param>
    public static SampleStatistics OfMean(long units, double sum, double sumOfSquares) => new(StatisticKind.Mean, units, sum, sumOfSquares);

    /// <summary>Two values for each unit, of which the first is divided by the second after both are added up.</summary>
    /// <param name="units">All units, including those whose values are 0.</param>
    /// <param name="sum">Σx, x the numerator.</param>
    /// <param name="sumOfSquares">Σx².</param>
    /// <param name="denominatorSum">Σy, y the denominator; above zero, otherwise every calculation refuses it.</param>
    /// <param name="denominatorSumOfSquares">Σy².</param>
    /// <param name="crossSum">Σxy.</param>
    public static SampleStatistics OfRatio(
        long units, double sum, double sumOfSquares, double denominatorSum, double denominatorSumOfSquares, double crossSum) =>
        new(StatisticKind.Ratio, units, sum, sumOfSquares, denominatorSum, denominatorSumOfSquares, crossSum);

    /// <summary>
    /// The statistics of both together. Parts of different kinds make <see cref="StatisticKind.Mixed"/>, which is refused later.
    /// </summary>
    public static SampleStatistics operator +(SampleStatistics left, SampleStatistics right)
    {
        if (left.Kind == StatisticKind.None) return right;
        if (right.Kind == StatisticKind.None) return left;
        return new(
            left.Kind == right.Kind ? left.Kind : StatisticKind.Mixed,
            left.Units + right.Units,
            left.Sum + right.Sum,
            left.SumOfSquares + right.SumOfSquares,
            left.DenominatorSum + right.DenominatorSum,
            left.DenominatorSumOfSquares + right.DenominatorSumOfSquares,
            left.CrossSum + right.CrossSum);
    }

    private bool Contradicts(double sum, double squares) => squares < 0 || (sum * sum / Units) - squares > Rounding * squares;

    private double Covariance(double sum, double other, double products) => (products - (sum * other / Units)) / (Units - 1);
}
