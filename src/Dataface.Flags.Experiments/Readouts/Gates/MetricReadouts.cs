using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Every metric of every treatment against control, by the tests that decide.</summary>
internal static class MetricReadouts
{
    /// <param name="evidence">The data, up to some day.</param>
    /// <param name="primaries">The primary metrics in them.</param>
    /// <param name="tests">The rules for success.</param>
    /// <param name="whole">The primary metrics in all data: which of them may be seen.</param>
    public static IReadOnlyList<MetricReadout> Run(
        ExperimentEvidence evidence, IReadOnlyDictionary<string, PrimaryMetric> primaries, IReadOnlyList<PrimaryTest> tests,
        IReadOnlyDictionary<string, PrimaryMetric> whole)
    {
        var guarded = evidence.Rules.Where(r => r.Role != GateRole.Success).ToList();
        var raw = new List<MetricReadout>();
        foreach (var metric in evidence.Metrics)
        {
            var name = metric.Metric.Name;
            var primary = primaries.GetValueOrDefault(name);
            var role = primary is not null ? MetricRole.Primary : guarded.Any(r => r.Metric == name)
                ? MetricRole.Guardrail : MetricRole.Secondary;
            for (var arm = 1; arm < evidence.Arms.Count; arm++)
            {
                var place = arm;
                var comparison = primary?.Comparison(arm) ?? Comparison.Of(metric.AllStrata[arm], TestProcedure.Sequential(
                    evidence.TightestAt(name, arm),
                    role == MetricRole.Guardrail ? GuardrailGates.Alpha(evidence, guarded.Count) : evidence.Design.Alpha));
                var readout = Of(
                    name, evidence.Arms[arm], role, comparison, [.. tests.Where(t => t.Arm == place && t.Rule.Metric == name)]) with
                {
                    ControlUnitsLeftOut = metric.LeftOut(0, comparison.Strata.Control.Units),
                    TreatmentUnitsLeftOut = metric.LeftOut(arm, comparison.Strata.Treatment.Units),
                };
                raw.Add(IsBlind(name, whole, tests) ? Blind(readout) : readout);
            }
        }

        return Adjust(raw);
    }

    /// <summary>A rule that was accepted tells the level, and the scale where all of them agree on it.</summary>
    private static MetricReadout Of(string metric, string variant, MetricRole role, Comparison comparison, PrimaryTest[] tests)
    {
        var accepted = tests.Where(t => t.State == GateState.Pass && t.Adjusted is not null).Select(t => t.Test.Level);
        var level = accepted.DefaultIfEmpty(comparison.Procedure.Alpha).Max();
        var absolute = comparison.Effect(EffectScale.Absolute, level);
        return new()
        {
            Metric = metric,
            Variant = variant,
            Role = role,
            Control = comparison.Strata.Control,
            Treatment = comparison.Strata.Treatment,
            Absolute = absolute,
            Relative = comparison.Effect(EffectScale.Relative, level),
            Coverage = 1 - level,
            Scale = tests.Length > 0 && tests.All(t => t.Test.Scale == EffectScale.Absolute) ? EffectScale.Absolute : EffectScale.Relative,
            AdjustedPValue = absolute.PValue,
        };
    }

    /// <summary>A success metric by what there is in all data; another one that a rule for success is about, as the rule is.</summary>
    private static bool IsBlind(string metric, IReadOnlyDictionary<string, PrimaryMetric> whole, IReadOnlyList<PrimaryTest> tests) =>
        whole.TryGetValue(metric, out var primary) ? primary.IsBlind : tests.Any(t => t.Rule.Metric == metric && t.Metric.IsBlind);

    /// <summary>Of two values anybody makes a difference.</summary>
    private static MetricReadout Blind(MetricReadout readout) => readout with
    {
        Control = SampleStatistics.OfUnits(readout.Control.Units),
        Treatment = SampleStatistics.OfUnits(readout.Treatment.Units),
        Absolute = Effect.Refuse(StatisticsReason.NotLookedAtYet),
        Relative = Effect.Refuse(StatisticsReason.NotLookedAtYet),
        AdjustedPValue = 1,
    };

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
