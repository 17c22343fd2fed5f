namespace Dataface.Flags.Experiments.Statistics;

/// <summary>What the sums of a <see cref="SampleStatistics"/> describe. The default value means that there are no data.</summary>
public enum StatisticKind
{
    /// <summary>No data yet; adding it to anything changes nothing.</summary>
    None,

    /// <summary>A yes-or-no value for each unit: conversion, retention, error rate per unit.</summary>
    Proportion,

    /// <summary>One value for each unit, averaged over units.</summary>
    Mean,

    /// <summary>The sum of one value over the sum of another, both of the same units: revenue per order, errors per request.</summary>
    Ratio,

    /// <summary>Sums of different kinds were added; every calculation refuses them.</summary>
    Mixed,
}
