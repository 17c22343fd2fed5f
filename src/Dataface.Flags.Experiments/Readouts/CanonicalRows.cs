namespace Dataface.Flags.Experiments.Readouts;

/// <summary>One row for each variant, metric and cohort, in one order: sums of floating-point numbers depend on it.</summary>
internal static class CanonicalRows
{
    public static ExperimentData Of(ExperimentData data) => data with
    {
        Kpis =
        [
            .. data.Kpis.GroupBy(k => (k.Metric, k.Variant, k.Cohort)).Select(Last)
                .OrderBy(k => k.Metric, StringComparer.Ordinal).ThenBy(k => k.Variant, StringComparer.Ordinal).ThenBy(k => k.Cohort),
        ],
        Exposures =
        [
            .. data.Exposures.GroupBy(e => (e.Variant, e.Cohort)).Select(g => g.MaxBy(e => e.Units)!)
                .OrderBy(e => e.Variant, StringComparer.Ordinal).ThenBy(e => e.Cohort),
        ],
    };

    /// <summary>The last refreshed; of two refreshed at the same time one and the same, whichever came first.</summary>
    private static KpiValue Last(IEnumerable<KpiValue> same) => same
        .OrderByDescending(k => k.RefreshedAt.UtcTicks).ThenByDescending(k => k.Statistics.Units).ThenByDescending(k => k.Statistics.Sum)
        .ThenByDescending(k => k.Statistics.SumOfSquares).ThenByDescending(k => k.Statistics.DenominatorSum)
        .ThenByDescending(k => k.Statistics.DenominatorSumOfSquares).ThenByDescending(k => k.Statistics.CrossSum).ThenBy(k => k.Statistics.Kind).First();
}
