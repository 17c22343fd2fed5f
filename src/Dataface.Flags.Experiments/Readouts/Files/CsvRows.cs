using System.Globalization;

namespace Dataface.Flags.Experiments.Readouts.Files;

/// <summary>
/// Rows of data as CSV that <see cref="ExperimentDataFile"/> reads, every number with all of its digits: read again they are the same
/// evidence. Units that are excluded have no row. Pure functions.
/// </summary>
internal static class CsvRows
{
    /// <summary>The lines, the header first, each with its end.</summary>
    public static IEnumerable<string> Of(ExperimentData data)
    {
        yield return string.Join(',', KpiFields.All) + "\n";
        foreach (var kpi in data.Kpis) yield return Line(kpi);
        foreach (var count in data.Exposures)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{count.Variant},,{count.Cohort:O},{KpiFields.ExposureKind},{count.Units},,,,,,\n");
        }
    }

    private static string Line(KpiValue kpi)
    {
        var sums = kpi.Statistics;
        var own = KpiFields.SumsOf(sums.Kind);
        var numbers = string.Join(',', KpiFields.Sums.Select((_, i) =>
            i < own ? KpiFields.SumAt(sums, i).ToString("R", CultureInfo.InvariantCulture) : ""));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{kpi.Variant},{kpi.Metric},{kpi.Cohort:O},{KpiFields.KindName(sums.Kind)},{sums.Units},{numbers},"
            + $"{kpi.RefreshedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}\n");
    }
}
