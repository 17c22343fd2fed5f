namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>What a decision waits for.</summary>
internal static class Waiting
{
    public static IReadOnlyList<MissingEvidence> For(
        ExperimentEvidence evidence, IReadOnlyList<GateResult> gates, IReadOnlyDictionary<string, PrimaryMetric> metrics) =>
    [
        .. ExposurePause.Of(evidence) is { } pause && !(evidence.Flag is { } flag && FlagGates.IsOff(evidence, flag))
        ? [new MissingEvidence { Gate = GateCode.Freshness, Explanation = pause }] : Array.Empty<MissingEvidence>(),
        .. gates.Where(g => g.State != GateState.Pass && Judgement.IsBindingFor(evidence, g) && !(g.State == GateState.Fail && g.Code == GateCode.Sample))
            .Select(g => new MissingEvidence
            {
                Gate = g.Code,
                Explanation = g.Explanation,
                ExpectedOn = ExpectedOn(evidence, g, metrics),
            }),
    ];

    private static DateOnly? ExpectedOn(ExperimentEvidence evidence, GateResult gate, IReadOnlyDictionary<string, PrimaryMetric> metrics) => gate.Code switch
    {
        GateCode.RunTime => RunTimeGate.ExpectedOn(evidence),
        GateCode.Sample or GateCode.Primary => metrics.GetValueOrDefault(gate.Metric!) is { IsOver: false } metric ? SampleGates.ExpectedOn(evidence, metric) : null,
        GateCode.Guardrail => metrics.Values.Where(m => !m.IsOver).Select(m => SampleGates.ExpectedOn(evidence, m)).Max(),
        _ => null, // A load that did not come: nobody knows when it will.
    };
}
