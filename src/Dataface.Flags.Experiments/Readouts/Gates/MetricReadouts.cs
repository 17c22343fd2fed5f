using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Every metric of every treatment against control.</summary>
internal static class MetricReadouts
{
    public static IReadOnlyList<MetricReadout> Run(ExperimentEvidence evidence, IReadOnlyDictionary<string, PrimaryMetric> primaries)
    {
        var guarded = evidence.Rules.Where(r => r.Role != GateRole.Success).ToList();
        var raw = new List<MetricReadout>();
        foreach (var metric in evidence.Metrics)
        {
            var primary = primaries.GetValueOrDefault(metric.Metric.Name);
            var role = primary is not null ? MetricRole.Primary
                : guarded.Any(r => r.Metric == metric.Metric.Name) ? MetricRole.Guardrail : MetricRole.Secondary;
            var sums = primary?.Sums ?? metric.Sum();
            for (var arm = 1; arm < evidence.Arms.Count; arm++)
            {
                var procedure = primary?.Procedure(arm) ?? TestProcedure.Sequential(
                    evidence.TightestAt(metric.Metric.Name, arm),
                    role == MetricRole.Guardrail ? GuardrailGates.Alpha(evidence, guarded.Count) : evidence.Design.Alpha);
                raw.Add(Of(metric.Metric.Name, evidence.Arms[arm], role, sums[0], sums[arm], procedure));
            }
        }

        return Adjust(raw);
    }

    private static MetricReadout Of(
        string metric, string variant, MetricRole role, in SampleStatistics control, in SampleStatistics treatment, in TestProcedure procedure)
    {
        var absolute = EffectTest.Compare(control, treatment, EffectScale.Absolute, procedure);
        return new()
        {
            Metric = metric,
            Variant = variant,
            Role = role,
            Control = control,
            Treatment = treatment,
            Absolute = absolute,
            Relative = EffectTest.Compare(control, treatment, EffectScale.Relative, procedure),
            AdjustedPValue = absolute.PValue,
        };
    }

    private static IReadOnlyList<MetricReadout> Adjust(List<MetricReadout> raw)
    {
        foreach (var same in raw.Select((readout, place) => (readout, place)).GroupBy(r => r.readout.Role).ToList())
        {
            var items = same.ToList();
            double[] values = [.. items.Select(i => i.readout.AdjustedPValue)];
            var adjusted = same.Key == MetricRole.Secondary ? MultipleTesting.BenjaminiHochberg(values) : MultipleTesting.Holm(values);
            for (var i = 0; i < items.Count; i++) raw[items[i].place] = items[i].readout with { AdjustedPValue = adjusted.Values[i] };
        }

        return raw;
    }
}
