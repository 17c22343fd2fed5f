using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Server.Experiments;

/// <summary>An experiment with its data and what they come to.</summary>
internal sealed record ExperimentView(ExperimentRecord Record, ExperimentDefinition Definition, ExperimentData Data, Decision Decision)
{
    public static ExperimentView Of(ExperimentRecord record, ExperimentData data, DateTimeOffset now)
    {
        var definition = RegisteredDefinition.Of(record, data);
        return new(record, definition, data, ExperimentDecision.Decide(definition, data, now));
    }

    public ExperimentAnswer Answer() => new(
        Record.Id, Record.Name, Record.Hypothesis, Record.Owner, Record.CreatedAt, ExperimentWords.Statuses[Record.Status], Record.Version, Record.Definition is not null,
        DecisionCodec.Word(Decision.Recommendation), Data.LastRefresh, [.. Definition.Metrics.Select(Kpi)], [.. Decision.Gates.Select(Gate)],
        [.. Data.Exposures.GroupBy(e => e.Variant, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new ExposureAnswer(g.Key, g.Sum(e => e.Units)))],
        Data.ExcludedUnits, Record.Decision is { } decided ? Verdict(decided) : null, Warnings());

    private static GateAnswer Gate(GateResult gate) => new(gate.Code, gate.Name, DecisionCodec.Word(gate.State), gate.Metric, gate.Variant);

    private static VerdictAnswer Verdict(DecisionRecord decision) =>
        new(ExperimentWords.Verdicts[decision.Verdict], decision.On, decision.By, decision.Readout, decision.Rationale);

    private KpiAnswer Kpi(MetricDefinition metric)
    {
        var rows = Data.Kpis.Where(k => k.Metric == metric.Name).ToList();
        var variants = rows.OrderBy(k => k.Cohort).GroupBy(k => k.Variant, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
        return new(metric.Name, rows.Count == 0 ? null : rows.Max(k => k.RefreshedAt), [.. variants.Select(g => Value(g.Key, g.Aggregate(default(SampleStatistics), (sum, k) => sum + k.Statistics)))]);
    }

    private static KpiValueAnswer Value(string variant, SampleStatistics sums) => new(variant, sums.Units, double.IsFinite(sums.Mean) ? sums.Mean : 0);

    /// <summary>The document is the truth for the design, the registry for status and data.</summary>
    private List<string> Warnings()
    {
        var warnings = new List<string>();
        if (RegisteredDefinition.Read(Record.Definition, Record.Id) is { } written && written.Status != Record.Status)
        {
            warnings.Add($"The document says that it is {ExperimentWords.Statuses[written.Status]}; the registry, which counts, that it is {ExperimentWords.Statuses[Record.Status]}.");
        }

        return warnings;
    }
}
