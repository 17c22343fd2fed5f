using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Whether variants have got the units that they should: if not, something lost or moved some of them, and no result can be trusted.</summary>
internal static class SampleRatioGate
{
    /// <summary>Small, because the test is made at every look.</summary>
    private const double Alarm = 0.001;

    /// <summary>Fewer expected units in a variant are too few for the test.</summary>
    private const double FewestExpected = 5;

    public static GateResult Run(ExperimentEvidence evidence)
    {
        var (units, weights) = (evidence.Exposures, evidence.Design.Weights);
        var (total, whole) = (units.Sum(), weights.Sum());
        var pValue = SampleRatioTest.PValue(units, weights);
        var isEnough = weights.Min() / whole * total >= FewestExpected;
        var state = !pValue.IsComputed || !isEnough ? GateState.NotYet : pValue.Value < Alarm ? GateState.Fail : GateState.Pass;
        var counts = string.Join(", ", evidence.Arms.Select((arm, i) => FormattableString.Invariant($"{arm} {units[i]:N0} of {total * weights[i] / whole:N0}")));
        return new()
        {
            Code = GateCode.SampleRatio,
            Name = "Sample ratio",
            State = state,
            Numbers = [new("pValue", pValue.IsComputed ? pValue.Value : 1), new("units", total)],
            Explanation = state switch
            {
                GateState.NotYet => pValue.Reason is StatisticsReason.Computed or StatisticsReason.NoData
                    ? "There are too few units to compare variants." : $"Units cannot be compared: {ReasonText.Of(pValue.Reason)}.",
                GateState.Fail => $"Variants have not got the units that were due ({counts}; p = {Wording.PValue(pValue.Value)}).",
                _ => $"Variants have got the units that were due ({counts}; p = {Wording.PValue(pValue.Value)}).",
            },
            Evidence = Evidence.Exposure,
        };
    }
}
