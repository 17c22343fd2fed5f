namespace Dataface.Flags.Experiments.Statistics;

/// <summary>Whether there is a result, and if not, why not. The default value means that there is none.</summary>
public enum StatisticsReason
{
    /// <summary>There are no data.</summary>
    NoData,

    /// <summary>There is a result.</summary>
    Computed,

    /// <summary>A side has fewer than two units, so that its variance is unknown.</summary>
    TooFewUnits,

    /// <summary>A count is negative, or a share of units has more successes than units.</summary>
    InvalidCount,

    /// <summary>A sum is not a finite number, or the figures are too large or too small to calculate with.</summary>
    NotFinite,

    /// <summary>No values can have these sums, squares and products (Cauchy and Schwarz): the data are damaged.</summary>
    SumsContradictSquares,

    /// <summary>The sides are of different kinds: proportion, mean or ratio.</summary>
    DifferentKinds,

    /// <summary>A ratio's denominators do not add up to more than zero.</summary>
    DenominatorNotPositive,

    /// <summary>All units of both sides have the same value; there is nothing to estimate the noise from.</summary>
    ZeroVariance,

    /// <summary>A relative effect needs a baseline above zero.</summary>
    BaselineNotPositive,

    /// <summary>
    /// The baseline is not ten standard errors above zero yet, and a sequential relative effect would give false alarms: wait, or look at
    /// the absolute effect.
    /// </summary>
    BaselineTooUncertain,

    /// <summary>
    /// The values are so skewed, or the sides so unequal, that a normal distribution does not describe their difference yet: wait for
    /// more units.
    /// </summary>
    TooSkewed,

    /// <summary>
    /// The values lie so far from zero that rounding has lost what their squares say about their spread: record them as differences from a
    /// fixed value.
    /// </summary>
    SpreadLost,

    /// <summary>α must lie between 0 and 1, both excluded.</summary>
    InvalidAlpha,

    /// <summary>The number of units at which a sequential interval is tightest must be finite and above zero.</summary>
    InvalidTightestAt,

    /// <summary>Power must lie between α and 1, both excluded.</summary>
    InvalidPower,

    /// <summary>An effect must be finite and not zero, and lead to a value that the metric can have.</summary>
    InvalidEffect,

    /// <summary>A baseline's variance must be finite and above zero; a proportion must lie between 0 and 1, both excluded.</summary>
    InvalidBaseline,

    /// <summary>Shares must be finite and above zero, one for each variant, at least two.</summary>
    InvalidShares,

    /// <summary>A p-value must lie between 0 and 1.</summary>
    InvalidPValue,

    /// <summary>Expected traffic must be above zero, and at most 10¹¹ units a day.</summary>
    InvalidTraffic,

    /// <summary>The end must come after the start.</summary>
    InvalidDates,

    /// <summary>No number of units, or no effect that the metric can have, is enough.</summary>
    Unreachable,

    /// <summary>A fixed-horizon test allows one look, at the planned sample, which is not there yet.</summary>
    NotLookedAtYet,
}
