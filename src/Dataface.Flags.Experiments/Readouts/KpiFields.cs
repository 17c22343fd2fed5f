using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>The fields of a row of data, the same in JSON, JSON Lines and CSV, and how a row is read from them.</summary>
internal static class KpiFields
{
    public const string Variant = "variant";
    public const string Metric = "metric";
    public const string Cohort = "cohort";
    public const string Kind = "kind";
    public const string Units = "units";
    public const string Sum = "sum";
    public const string SumOfSquares = "sumOfSquares";
    public const string DenominatorSum = "denominatorSum";
    public const string DenominatorSumOfSquares = "denominatorSumOfSquares";
    public const string CrossSum = "crossSum";
    public const string RefreshedAt = "refreshedAt";

    /// <summary>The kind of a row that counts exposed units and has no metric.</summary>
    public const string ExposureKind = "exposure";

    private static readonly (StatisticKind Kind, string Name)[] Kinds =
        [(StatisticKind.Proportion, "proportion"), (StatisticKind.Mean, "mean"), (StatisticKind.Ratio, "ratio")];

    /// <summary>The sums, in the order in which they are written; a kind has the first <see cref="SumsOf"/> of them.</summary>
    public static IReadOnlyList<string> Sums { get; } = [Sum, SumOfSquares, DenominatorSum, DenominatorSumOfSquares, CrossSum];

    public static IReadOnlyList<string> All { get; } =
        [Variant, Metric, Cohort, Kind, Units, .. Sums, RefreshedAt];

    public static int SumsOf(StatisticKind kind) => kind switch { StatisticKind.Proportion => 1, StatisticKind.Ratio => 5, _ => 2 };

    /// <summary>One of the <see cref="Sums"/>.</summary>
    public static double SumAt(in SampleStatistics sums, int place) => place switch
    {
        0 => sums.Sum,
        1 => sums.SumOfSquares,
        2 => sums.DenominatorSum,
        3 => sums.DenominatorSumOfSquares,
        _ => sums.CrossSum,
    };

    /// <summary>Kinds without a name, which no reader accepts, have the enumeration's.</summary>
    public static string KindName(StatisticKind kind)
    {
        foreach (var (known, name) in Kinds)
        {
            if (known == kind) return name;
        }

        return kind.ToString();
    }

    /// <summary>Sums as a store has kept them, all five of them, whatever the kind.</summary>
    /// <param name="kind">What <see cref="KindName"/> has given.</param>
    public static SampleStatistics StatisticsOf(
        string kind, long units, double sum, double sumOfSquares, double denominatorSum, double denominatorSumOfSquares, double crossSum) =>
        Kinds.FirstOrDefault(k => k.Name == kind).Kind switch
        {
            StatisticKind.Proportion => SampleStatistics.OfProportion(units, (long)sum),
            StatisticKind.Mean => SampleStatistics.OfMean(units, sum, sumOfSquares),
            _ => SampleStatistics.OfRatio(units, sum, sumOfSquares, denominatorSum, denominatorSumOfSquares, crossSum),
        };

    /// <param name="field">The text of a field; null or blank when it is not there.</param>
    /// <exception cref="FormatException">A field is missing or wrong; the message names it.</exception>
    public static KpiValue ReadKpi(Func<string, string?> field) =>
        new()
        {
            Variant = Required(field, Variant),
            Metric = Required(field, Metric),
            Cohort = Day(field),
            Statistics = ReadSums(field),
            RefreshedAt = Instant(field),
        };

    /// <inheritdoc cref="ReadKpi"/>
    public static SampleStatistics ReadSums(Func<string, string?> field)
    {
        var kind = Required(field, Kind);
        var units = Count(field);
        var sum = Number(field, Sum);
        return Kinds.FirstOrDefault(k => k.Name == kind).Kind switch
        {
            StatisticKind.Proportion => OfProportion(units, sum),
            StatisticKind.Mean => SampleStatistics.OfMean(units, sum, Number(field, SumOfSquares)),
            StatisticKind.Ratio => SampleStatistics.OfRatio(
                units, sum, Number(field, SumOfSquares), Number(field, DenominatorSum), Number(field, DenominatorSumOfSquares),
                Number(field, CrossSum)),
            _ => throw new FormatException($"'{Kind}' is '{kind}'; write proportion, mean, ratio or {ExposureKind}."),
        };
    }

    /// <inheritdoc cref="ReadKpi"/>
    public static ExposureCount ReadExposure(Func<string, string?> field) => new()
    {
        Variant = Required(field, Variant),
        Cohort = Day(field),
        Units = Count(field),
    };

    private static SampleStatistics OfProportion(long units, double sum) => sum == Math.Floor(sum) && Math.Abs(sum) <= 1L << 53
        ? SampleStatistics.OfProportion(units, (long)sum)
        : throw new FormatException($"'{Sum}' of a proportion counts units and must be a whole number.");

    private static string Required(Func<string, string?> field, string name) =>
        field(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw new FormatException($"'{name}' is missing.");

    private static long Count(Func<string, string?> field)
    {
        var text = Required(field, Units);
        return WrittenNumber.FindWhole(text) is >= 0 and var units
            ? units
            : throw new FormatException($"'{Units}' is '{text}'; {WrittenNumber.WholeHint(text)}.");
    }

    private static double Number(Func<string, string?> field, string name)
    {
        var text = Required(field, name);
        return WrittenNumber.Find(text) ?? throw new FormatException($"'{name}' is '{text}'; {WrittenNumber.Hint(text, "1396.87")}.");
    }

    private static DateOnly Day(Func<string, string?> field)
    {
        var text = Required(field, Cohort);
        return WrittenTime.FindDay(text) ?? throw new FormatException($"'{Cohort}' is '{text}'; {WrittenTime.Hint(text)}.");
    }

    private static DateTimeOffset Instant(Func<string, string?> field)
    {
        var text = Required(field, RefreshedAt);
        return WrittenTime.Find(text)
            ?? throw new FormatException($"'{RefreshedAt}' is '{text}'; write a time such as 2026-12-01T06:00:00Z.");
    }
}
