using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>What pages say of experiments.</summary>
internal static class ExperimentWords
{
    public static Html Status(ExperimentStatus status) => Words.Badge(Words.Of(status), status == ExperimentStatus.Running ? Tone.Good : Tone.Quiet);

    public static Html Recommended(Recommendation recommendation) => Words.Badge(recommendation.ToString(), ToneOf(recommendation));

    public static Tone ToneOf(Recommendation recommendation) => recommendation switch
    {
        Recommendation.Ship => Tone.Good,
        Recommendation.Iterate => Tone.Warning,
        Recommendation.Kill => Tone.Bad,
        _ => Tone.Quiet,
    };

    public static Html State(GateState state) => state switch
    {
        GateState.Pass => Words.Badge("Pass", Tone.Good),
        GateState.Fail => Words.Badge("Fail", Tone.Bad),
        _ => Words.Badge("Not yet", Tone.Quiet),
    };

    /// <summary>How many gates say what.</summary>
    public static string Gates(IReadOnlyList<GateResult> gates) => gates.Count == 0
        ? "none"
        : $"{gates.Count(gate => gate.State == GateState.Pass)} pass, {gates.Count(gate => gate.State == GateState.Fail)} fail, {gates.Count(gate => gate.State == GateState.NotYet)} not yet";

    public static string Value(in SampleStatistics statistics) => statistics.Reason != StatisticsReason.Computed
        ? "no value: " + Words.Of(statistics.Reason)
        : statistics.Kind == StatisticKind.Proportion ? Words.Fraction(statistics.Mean) : Words.Number(statistics.Mean);

    public static string Interval(in Effect effect) => effect.IsComputed ? $"{Words.Lift(effect.Lower)} to {Words.Lift(effect.Upper)}" : "none: " + Words.Of(effect.Reason);
}
