namespace Dataface.Flags.Experiments.Statistics;

/// <summary>Why there is no result, for people.</summary>
internal static class ReasonText
{
    /// <summary>The words, and its name for whoever looks it up.</summary>
    public static string Of(StatisticsReason reason) => $"{Words(reason)} ({reason})";

    /// <summary>The words alone, for whoever decides.</summary>
    public static string Words(StatisticsReason reason) => reason switch
    {
        StatisticsReason.NoData => "there are no data",
        StatisticsReason.TooFewUnits => "a variant has fewer than two units",
        StatisticsReason.InvalidCount => "a count is negative, or larger than the units",
        StatisticsReason.NotFinite => "the figures are too large to calculate with",
        StatisticsReason.SumsContradictSquares => "the squares contradict the sums",
        StatisticsReason.DifferentKinds => "the variants are summed up in different ways",
        StatisticsReason.DenominatorNotPositive => "the denominators do not add up to more than zero",
        StatisticsReason.ZeroVariance => "all units have the same value",
        StatisticsReason.BaselineNotPositive => "a relative effect needs a control above zero",
        StatisticsReason.BaselineTooUncertain => "control's value is not certain enough for a relative effect",
        StatisticsReason.TooSkewed => "the values are so skewed, or the variants so unequal, that more units are needed",
        StatisticsReason.SpreadLost =>
            "the values are so large beside their spread that rounding has lost it; record them as differences from a fixed value",
        StatisticsReason.InvalidEffect => "the metric cannot have the value that is sought",
        StatisticsReason.InvalidBaseline => "the baseline or its deviation cannot be",
        StatisticsReason.Unreachable => "no number of units is enough",
        StatisticsReason.NotLookedAtYet => "it is evaluated once, when the planned sample is complete",
        _ => "the design does not allow it",
    };
}
