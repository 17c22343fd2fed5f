using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>What is wrong with results that somebody sends.</summary>
internal static class KpiChecks
{
    /// <summary>Clocks differ by so much.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Every row that cannot be taken, and why; empty when all can.</summary>
    /// <param name="record">The experiment.</param>
    /// <param name="data">What was sent.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<string> Problems(ExperimentRecord record, ExperimentData data, DateTimeOffset now)
    {
        var definition = RegisteredDefinition.Read(record.Definition, record.Id);
        var problems = new List<string>();
        for (var i = 0; i < data.Kpis.Count; i++)
        {
            if (Problem(data.Kpis[i], record, definition, now) is { } problem) problems.Add($"kpis[{i}]: {problem}");
        }

        for (var i = 0; i < data.Exposures.Count; i++)
        {
            var count = data.Exposures[i];
            var problem = VariantProblem(count.Variant, definition) ?? CohortProblem(count.Cohort, now) ?? (count.Units < 0 ? "Units are negative. Send 0 or more." : null);
            if (problem is not null) problems.Add($"exposures[{i}]: {problem}");
        }

        if (data.ExcludedUnits < 0) problems.Add("excludedUnits: They are negative. Send 0 or more.");
        return problems;
    }

    /// <summary>What the sums of a metric describe.</summary>
    public static StatisticKind KindOf(MetricKind kind) => kind switch
    {
        MetricKind.Conversion or MetricKind.Retention => StatisticKind.Proportion,
        MetricKind.Engagement => StatisticKind.Mean,
        _ => StatisticKind.Ratio,
    };

    private static string? Problem(KpiValue kpi, ExperimentRecord record, ExperimentDefinition? definition, DateTimeOffset now)
    {
        if (MetricProblem(kpi, record, definition) is { } metric) return metric;
        if (VariantProblem(kpi.Variant, definition) is { } variant) return variant;
        if (CohortProblem(kpi.Cohort, now) is { } cohort) return cohort;
        if (kpi.RefreshedAt > now + ClockTolerance) return $"It was refreshed at {kpi.RefreshedAt:O}, which is to come. Correct the clock that says so.";
        return kpi.Statistics.Reason switch
        {
            StatisticsReason.InvalidCount => "A count is negative, or there are more successes than units. Mend the query that makes the sums.",
            StatisticsReason.NotFinite => "A sum is not a finite number. Mend the query that makes the sums.",
            StatisticsReason.SumsContradictSquares => "No values can have these sums, squares and products. Mend the query that makes the sums.",
            StatisticsReason.DifferentKinds => "The kinds are mixed. Send one kind for a metric.",
            _ => null,
        };
    }

    private static string? MetricProblem(KpiValue kpi, ExperimentRecord record, ExperimentDefinition? definition)
    {
        if (definition is null)
        {
            return record.Kpis.Contains(kpi.Metric) ? null : $"There is no metric '{kpi.Metric}' in the experiment; there are: {string.Join(", ", record.Kpis)}.";
        }

        if (definition.Metrics.FirstOrDefault(m => m.Name == kpi.Metric) is not { } metric)
        {
            return $"There is no metric '{kpi.Metric}' in the experiment; there are: {string.Join(", ", definition.Metrics.Select(m => m.Name))}.";
        }

        var kind = KindOf(metric.Kind);
        return kpi.Statistics.Kind == kind ? null : $"The metric '{kpi.Metric}' is a {kind.ToString().ToLowerInvariant()}, not a {kpi.Statistics.Kind.ToString().ToLowerInvariant()}.";
    }

    private static string? VariantProblem(string variant, ExperimentDefinition? definition)
    {
        if (definition is null || variant == definition.Design.Control || definition.Design.Treatments.Contains(variant)) return null;
        return $"There is no variant '{variant}' in the experiment; there are: {definition.Design.Control}, {string.Join(", ", definition.Design.Treatments)}.";
    }

    private static string? CohortProblem(DateOnly cohort, DateTimeOffset now) =>
        cohort > DateOnly.FromDateTime((now + ClockTolerance).UtcDateTime) ? $"The cohort {cohort:O} is to come. Send the UTC day of first exposure." : null;
}
