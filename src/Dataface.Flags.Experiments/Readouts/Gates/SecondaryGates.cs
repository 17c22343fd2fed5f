using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Metrics that nobody staked anything on: told, and binding nobody.</summary>
internal static class SecondaryGates
{
    public static IEnumerable<GateResult> Run(ExperimentEvidence evidence, IReadOnlyList<MetricReadout> readouts) =>
        readouts.Where(r => r.Role == MetricRole.Secondary).Select(readout => Of(evidence, readout));

    private static GateResult Of(ExperimentEvidence evidence, MetricReadout readout)
    {
        var effect = readout.Absolute;
        var isWorse = GateRules.IsDecrease(evidence.Definition, readout.Metric) ? effect.Point > 0 : effect.Point < 0;
        var isClear = readout.AdjustedPValue <= evidence.Design.Alpha;
        return new()
        {
            Code = GateCode.Secondary,
            Name = $"Besides: {readout.Metric} of {readout.Variant}",
            State = !effect.IsComputed ? GateState.NotYet : isClear && isWorse ? GateState.Fail : GateState.Pass,
            Metric = readout.Metric,
            Variant = readout.Variant,
            Numbers = effect.IsComputed ? [new("difference", effect.Point), new("adjustedPValue", readout.AdjustedPValue)] : [],
            Explanation = !effect.IsComputed ? $"There is no result yet: {ReasonText.Words(effect.Reason)}."
                : isClear ? $"{Wording.Moved(readout)}, beyond chance." : $"{Wording.Moved(readout)}, which may be chance.",
            Evidence = PageAnchor.OfMetric(readout.Metric),
            IsBinding = false,
        };
    }
}
