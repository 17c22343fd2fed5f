using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>A decision in one sentence.</summary>
internal static class Sentences
{
    public static string Of(
        ExperimentEvidence evidence, Judgement judgement, Decision decision, IReadOnlyList<PrimaryTest> tests,
            IReadOnlyDictionary<string, PrimaryMetric> metrics) =>
        judgement.Reason switch
        {
            DecisionReason.Success => Ship(evidence, judgement, decision, tests),
            DecisionReason.SampleRatioMismatch =>
                $"Iterate: {Explanation(decision, GateCode.SampleRatio).TrimEnd('.')}, so that no result can be trusted; fix assignment "
                + $"or measurement, and start again.",
            DecisionReason.FlagChanged =>
                Changed(evidence.Flag!),
            DecisionReason.FlagAborted => $"Kill: {FlagGates.InForce(evidence, evidence.Flag!)}",
            DecisionReason.FlagOff => $"Iterate: it is over, and was not whole. {FlagGates.InForce(evidence, evidence.Flag!)}",
            DecisionReason.GuardrailBroken => $"Kill: {Broken(judgement, decision)} got worse, and a guardrail forbids it.",
            DecisionReason.PrimaryHarmed => $"Kill: {Harmed(decision, Judgement.Harms(evidence, metrics))}, and that is not by chance.",
            DecisionReason.NoEffect =>
                $"Iterate: with {Units(decision, judgement.Metric)} units seen, {Moved(decision, judgement.Metric)}: the effect that "
                    + $"was sought ({Wording.Share(evidence.Design.MinimumDetectableEffect)}) does not show.",
            DecisionReason.Inconclusive when decision.Gates.Any(g => g is { Code: GateCode.RunTime, State: GateState.Fail }) =>
                $"Iterate: it is over. {Explanation(decision, GateCode.RunTime)}",
            DecisionReason.Inconclusive when judgement.Variant is { } winner =>
                $"Iterate: '{winner}' was a success, but its guardrails were not shown to hold before the end.",
            DecisionReason.Inconclusive =>
                $"Iterate: it is over, and {Units(decision, judgement.Metric)} units were too few: {Moved(decision, judgement.Metric)}.",
            _ => Wait(decision),
        };

    private static string Changed(FlagCourse flag) =>
        $"Iterate: {FlagGates.BrokenText(flag, FlagGates.Broken(flag)!)}, so that no result can be trusted; begin another experiment.";

    private static string Ship(ExperimentEvidence evidence, Judgement judgement, Decision decision, IReadOnlyList<PrimaryTest> tests)
    {
        var arm = Array.IndexOf([.. evidence.Arms], judgement.Variant);
        var shown = tests.Where(t => t.Arm == arm).Select(t => Wording.Moved(t.Test)).Distinct(StringComparer.Ordinal);
        var worse = decision.Gates.Where(g => g is { Code: GateCode.Secondary, State: GateState.Fail } && g.Variant == judgement.Variant)
            .Select(g => g.Metric).ToList();
        var look = worse.Count == 0 ? "" : $" Have a look at {string.Join(", ", worse)}, which got worse.";
        var stopped = ExposurePause.Of(evidence) is { } pause ? $" {pause}" : "";
        var open = GuardrailGates.Open(evidence, arm).ToList();
        var (leaves, guarded) = open.Count == 0 ? ("", "") : ($", with {string.Join(", ", open)},", ", and no guardrail is broken");
        return $"Ship '{judgement.Variant}': {string.Join(", ", shown)}{leaves} among {Units(decision, judgement.Metric)} "
            + $"units{guarded}.{look}{stopped}";
    }

    private static string Harmed(Decision decision, IReadOnlyList<(string Metric, string Variant)> harms) =>
        string.Join(", ",
            harms.Select(harm => Wording.Moved(decision.Readouts.First(r => r.Metric == harm.Metric && r.Variant == harm.Variant))));

    private static string Wait(Decision decision)
    {
        var until = decision.ExpectedOn is { } day ? FormattableString.Invariant($"Wait until about {day:O}") : "Wait";
        return decision.Missing.Count == 0
            ? $"{until}." : $"{until}: {string.Join(' ', decision.Missing.DistinctBy(m => m.Gate).Take(2).Select(m => m.Explanation))}";
    }

    private static string Broken(Judgement judgement, Decision decision)
    {
        var readout = decision.Readouts.FirstOrDefault(r => r.Metric == judgement.Metric && r.Variant == judgement.Variant);
        if (readout is null) return $"{judgement.Metric}";
        return readout.Treatment.Kind == StatisticKind.None
            ? $"{judgement.Metric} of '{judgement.Variant}'"
            : $"{judgement.Metric} of '{judgement.Variant}' ({Wording.Value(readout.Treatment)} against {Wording.Value(readout.Control)})";
    }

    private static string Moved(Decision decision, string? metric) =>
        string.Join(", ", decision.Readouts.Where(r => r.Metric == metric).Select(readout => Wording.Moved(readout)).DefaultIfEmpty(
            "nothing was measured"));

    private static string Units(Decision decision, string? metric) =>
        Wording.Units(decision.Readouts.Where(r => r.Metric == metric).Select(r => r.Treatment.Units).Sum()
            + (decision.Readouts.FirstOrDefault(r => r.Metric == metric)?.Control.Units ?? 0));

    private static string Explanation(Decision decision, string gate) => decision.Gates.First(g => g.Code == gate).Explanation;
}
