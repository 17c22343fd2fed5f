using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Gates;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>What pages say of experiments.</summary>
internal static class ExperimentMarkup
{
    public static Html Status(ExperimentStatus status) =>
        Markup.Badge(Markup.Of(status), status == ExperimentStatus.Running ? Tone.Good : Tone.Quiet);

    public static Html Recommended(Recommendation recommendation) => Markup.Badge(recommendation.ToString(), ToneOf(recommendation));

    public static Tone ToneOf(Recommendation recommendation) => recommendation switch
    {
        Recommendation.Ship => Tone.Good,
        Recommendation.Iterate => Tone.Warning,
        Recommendation.Kill => Tone.Bad,
        _ => Tone.Quiet,
    };

    public static Html State(GateState state) => state switch
    {
        GateState.Pass => Markup.Badge("Pass", Tone.Good),
        GateState.Fail => Markup.Badge("Fail", Tone.Bad),
        _ => Markup.Badge("Not yet", Tone.Quiet),
    };

    /// <summary>How many gates say what.</summary>
    public static string Gates(IReadOnlyList<GateResult> gates) => gates.Count == 0
        ? "none"
        : $"{gates.Count(gate => gate.State == GateState.Pass)} pass, {gates.Count(gate => gate.State == GateState.Fail)} fail, "
        + $"{gates.Count(gate => gate.State == GateState.NotYet)} not yet";

    /// <summary>Nothing while only the number of units may be seen.</summary>
    public static string Value(in SampleStatistics statistics) => statistics is { Kind: StatisticKind.None, Units: > 0 } ? ""
        : statistics.Reason != StatisticsReason.Computed ? "no value: " + Markup.Of(statistics.Reason)
        : statistics.Kind == StatisticKind.Proportion ? Markup.Fraction(statistics.Mean) : Markup.Number(statistics.Mean);

    /// <summary>
    /// The effect on the scale that the metric is decided on; where control is zero and there is no lift, the difference.
    /// </summary>
    public static (Effect Effect, EffectScale Scale) Effect(MetricReadout readout) =>
        readout is { Scale: EffectScale.Relative, Relative.IsComputed: true }
        ? (readout.Relative, EffectScale.Relative)
        : (readout.Absolute, EffectScale.Absolute);

    public static string Point(in Effect effect, EffectScale scale) => effect.IsComputed ? Bounds.Number(effect.Point, scale, 1) : "–";

    /// <summary>The interval of the test that decides, and its coverage.</summary>
    public static string Interval(in Effect effect, EffectScale scale, double coverage) =>
        effect.IsComputed ? $"{Bounds.Interval(effect, scale, 0)} ({Markup.Fraction(coverage)})" : "none: " + Markup.Of(effect.Reason);
}
