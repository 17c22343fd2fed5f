using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>
/// What a registered experiment is decided by: its document, with the registry's status, or defaults where there is none.
/// </summary>
internal static class RegisteredDefinition
{
    private const double DefaultEffect = 0.05;

    /// <param name="record">The experiment.</param>
    /// <param name="data">Its data, which say what variants and what kinds of metrics there are where no document does.</param>
    public static ExperimentDefinition Of(ExperimentRecord record, ExperimentData data) =>
        Read(record.Definition, record.Id) is { } written
            ? written with { Status = record.Status, Decision = record.Decision ?? written.Decision } : Default(record, data);

    /// <summary>The experiment in a document; null when there is none that can be read.</summary>
    public static ExperimentDefinition? Read(string? yaml, string source) => yaml is null ? null : Check(yaml, source).Experiment;

    /// <summary>The experiment in a document, or the first thing that is wrong with it.</summary>
    public static (ExperimentDefinition? Experiment, string? Problem) Check(string yaml, string source)
    {
        var read = ExperimentReader.Read(Encoding.UTF8.GetBytes(yaml), source);
        return read.Problems.Problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error) is { } problem
            ? (null, problem.ToString()) : (read.Experiment, null);
    }

    /// <summary>The first KPI decides; the others are looked at besides. Control is what is called so, or "off".</summary>
    private static ExperimentDefinition Default(ExperimentRecord record, ExperimentData data)
    {
        var variants = data.Exposures.Select(e => e.Variant).Concat(data.Kpis.Select(k => k.Variant)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        var control = variants.Find(v => v is "control") ?? "off";
        var treatments = variants.Where(v => v != control).ToList();
        var kinds = data.Kpis.DistinctBy(k => k.Metric).ToDictionary(k => k.Metric, k => k.Statistics.Kind, StringComparer.Ordinal);
        return new()
        {
            Id = record.Id,
            Title = record.Name,
            Owner = record.Owner,
            Type = ExperimentType.Feature,
            Status = record.Status,
            Problem = "",
            Hypothesis = record.Hypothesis,
            ExpectedOutcome = "",
            RollbackPlan = "",
            Design = new()
            {
                Control = control,
                Treatments = treatments.Count > 0 ? treatments : ["on"],
                Exposure = 1,
                Start = data.Kpis.Select(k => k.Cohort).Concat(data.Exposures.Select(e => e.Cohort))
                    .Append(DateOnly.FromDateTime(record.CreatedAt.UtcDateTime)).Min(),
                MinimumDetectableEffect = DefaultEffect,
                Traffic = 0,
            },
            Metrics = [.. record.Kpis.Select(kpi => new MetricDefinition { Name = kpi, Kind = KindOf(kpi, kinds), Event = kpi })],
            SuccessMetrics = [.. record.Kpis.Take(1)],
            Decision = record.Decision,
        };
    }

    private static MetricKind KindOf(string kpi, Dictionary<string, StatisticKind> kinds) => kinds.GetValueOrDefault(kpi) switch
    {
        StatisticKind.Mean => MetricKind.Engagement,
        StatisticKind.Ratio => MetricKind.Ratio,
        _ => MetricKind.Conversion,
    };
}
