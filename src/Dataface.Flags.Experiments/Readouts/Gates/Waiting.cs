using Dataface.Flags.Experiments.Design;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>What a decision waits for.</summary>
internal static class Waiting
{
    public static IReadOnlyList<MissingEvidence> For(
        ExperimentEvidence evidence, IReadOnlyList<GateResult> gates, IReadOnlyDictionary<string, PrimaryMetric> metrics) =>
    [
        .. ExposurePause.Of(evidence) is { } pause && !(evidence.Flag is { } flag && FlagGates.IsOff(evidence, flag))
        ? [new MissingEvidence { Gate = GateCode.Freshness, Explanation = pause }] : Array.Empty<MissingEvidence>(),
        .. gates.Where(g =>
            g.State != GateState.Pass && Judgement.IsBindingFor(evidence, g) && !(g.State == GateState.Fail && g.Code == GateCode.Sample))
            .Select(g => new MissingEvidence
            {
                Gate = g.Code,
                Explanation = g.Explanation,
                ExpectedOn = ExpectedOn(evidence, g, metrics),
            }),
    ];

    private static DateOnly? ExpectedOn(
        ExperimentEvidence evidence, GateResult gate, IReadOnlyDictionary<string, PrimaryMetric> metrics) => gate.Code switch
        {
            GateCode.RunTime => RunTimeGate.ExpectedOn(evidence),
            GateCode.Sample or GateCode.Primary =>
                metrics.GetValueOrDefault(gate.Metric!) is { IsOver: false } metric ? SampleGates.ExpectedOn(evidence, metric) : null,
            GateCode.Guardrail => LimitOn(evidence, gate)
                ?? metrics.Values.Where(m => !m.IsOver).Select(m => SampleGates.ExpectedOn(evidence, m)).Max(),
            _ => null, // A load that did not come: nobody knows when it will.
        };

    /// <summary>When the units are there that a limit takes to be shown, at the latest when the experiment is over.</summary>
    private static DateOnly? LimitOn(ExperimentEvidence evidence, GateResult gate)
    {
        var plans = evidence.Rules.Where(rule => rule.Metric == gate.Metric).Select(rule => MarginPlan.Find(evidence.Definition, rule));
        return plans.OfType<MarginPlan>().FirstOrDefault() is { Units: { IsComputed: true } units } && evidence[gate.Metric!] is { } metric
            ? SampleForecast.UnitsOn(evidence, metric.Metric, units.Value) : null;
    }
}
