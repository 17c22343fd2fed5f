namespace Dataface.Flags.Experiments.Readouts;

/// <summary>One row for each variant, metric and cohort, in one order: sums of floating-point numbers depend on it.</summary>
internal static class CanonicalRows
{
    public static ExperimentData Of(ExperimentData data) => data with
    {
        Kpis = Of(data.Kpis, Compare, Same),
        Exposures = Of(data.Exposures, Compare, (a, b) => b.Units.CompareTo(a.Units)),
    };

    /// <summary>Rows that stand in order already, as a store gives them, cost one comparison each.</summary>
    private static IReadOnlyList<T> Of<T>(IReadOnlyList<T> rows, Comparison<T> order, Comparison<T> same)
    {
        var isOrdered = true;
        for (var i = 1; i < rows.Count && isOrdered; i++) isOrdered = order(rows[i - 1], rows[i]) < 0;
        if (isOrdered) return rows;
        var sorted = rows.ToList();
        sorted.Sort((a, b) => order(a, b) is var key and not 0 ? key : same(a, b));
        var kept = new List<T>(sorted.Count);
        foreach (var row in sorted)
        {
            if (kept.Count == 0 || order(kept[^1], row) != 0) kept.Add(row);
        }

        return kept;
    }

    private static int Compare(KpiValue a, KpiValue b) =>
        string.CompareOrdinal(a.Metric, b.Metric) is var metric and not 0 ? metric
        : string.CompareOrdinal(a.Variant, b.Variant) is var variant and not 0 ? variant
        : a.Cohort.CompareTo(b.Cohort);

    private static int Compare(ExposureCount a, ExposureCount b) =>
        string.CompareOrdinal(a.Variant, b.Variant) is var variant and not 0 ? variant : a.Cohort.CompareTo(b.Cohort);

    /// <summary>The last refreshed first; of two refreshed at the same time one and the same, whichever came first.</summary>
    private static int Same(KpiValue a, KpiValue b)
    {
        var (x, y) = (a.Statistics, b.Statistics);
        return (b.RefreshedAt.UtcTicks, y.Units, y.Sum, y.SumOfSquares, y.DenominatorSum, y.DenominatorSumOfSquares, (y.CrossSum, y.Kind))
            .CompareTo((a.RefreshedAt.UtcTicks, x.Units, x.Sum, x.SumOfSquares, x.DenominatorSum, x.DenominatorSumOfSquares,
                (x.CrossSum, x.Kind)));
    }
}
