namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>What the gates come to, taken in their order.</summary>
internal sealed record Judgement(Recommendation Recommendation, DecisionReason Reason, string? Variant = null, string? Metric = null)
{
    private static readonly Judgement Waiting = new(Recommendation.Wait, DecisionReason.EvidenceMissing);

    public static Judgement Of(
        ExperimentEvidence evidence, IReadOnlyList<GateResult> gates, IReadOnlyDictionary<string, PrimaryMetric> metrics)
    {
        // Damaged data say nothing; variants that lost units say nothing true.
        if (Has(gates, GateCode.SampleRatio, GateState.Fail)) return new(Recommendation.Iterate, DecisionReason.SampleRatioMismatch);
        if (evidence.Flag is { } course && FlagGates.Broken(course) is not null) return new(Recommendation.Iterate,
            DecisionReason.FlagChanged);
        if (gates.FirstOrDefault(g => g.Code == GateCode.Guardrail && g.State == GateState.Fail) is { } broken)
        {
            return new(Recommendation.Kill, DecisionReason.GuardrailBroken, broken.Variant, broken.Metric);
        }

        if (evidence.Flag is { Kill: not null, IsAborted: true }) return new(Recommendation.Kill, DecisionReason.FlagAborted);
        var isShort = Has(gates, GateCode.RunTime, GateState.Fail);
        if (gates.Any(g => IsOfData(g) && IsBindingFor(evidence, g) && g.State != GateState.Pass
            && !(isShort && g.Code == GateCode.RunTime))) return Waiting;

        // It will never have run longer.
        if (isShort) return new(Recommendation.Iterate, DecisionReason.Inconclusive, null, evidence.FirstSuccessMetric);
        if (Harms(evidence, metrics) is [var (harmed, _), ..]) return new(Recommendation.Kill, DecisionReason.PrimaryHarmed, null, harmed);
        if (!Has(gates, GateCode.Flag, GateState.Fail)) return OfTreatments(evidence, gates, metrics);

        // Who got the treatment last got it for a part of the window: nothing ships, and nothing is waited for when it is over.
        return evidence.Flag is { } flag && FlagGates.IsOff(evidence, flag) && evidence.Design.End <= RunDays.Day(evidence.Now)
            ? new(Recommendation.Iterate, DecisionReason.FlagOff) : Waiting;
    }

    private static Judgement OfTreatments(
        ExperimentEvidence evidence, IReadOnlyList<GateResult> gates, IReadOnlyDictionary<string, PrimaryMetric> metrics)
    {
        var winners = evidence.Arms.Skip(1)
            .Where(arm => States(gates, GateCode.Primary, arm) is { Count: > 0 } all && all.All(s => s == GateState.Pass)).ToList();
        var isOver = metrics.Count > 0 && metrics.Values.All(m => m.IsOver);
        if (winners.Where(arm => States(gates, GateCode.Guardrail, arm).All(s => s == GateState.Pass))
            .MaxBy(arm => FirstEffect(evidence, metrics, arm)) is { } winner)
        {
            return new(Recommendation.Ship, DecisionReason.Success, winner, evidence.FirstSuccessMetric);
        }

        if (winners.Count > 0) return isOver ? new(Recommendation.Iterate, DecisionReason.Inconclusive, winners[0]) : Waiting;
        if (!isOver && gates.Any(g => g.Code == GateCode.Primary && g.State == GateState.NotYet)) return Waiting;
        if (metrics.Count == 0 && !isOver) return Waiting;
        var isPlanned = metrics.Values.All(m => m.IsPlanReached || m.Planned is null);
        return new(Recommendation.Iterate, isPlanned ? DecisionReason.NoEffect : DecisionReason.Inconclusive, null,
            evidence.FirstSuccessMetric);
    }

    /// <summary>Old data of a metric that nobody staked anything on hold nothing up.</summary>
    public static bool IsBindingFor(ExperimentEvidence evidence, GateResult gate) => gate.IsBinding
        && (gate.Code is not (GateCode.Freshness or GateCode.Outcomes)
        || evidence.Rules.Any(r => r.Metric == gate.Metric) || evidence.Definition.SuccessMetrics.Contains(gate.Metric!));

    /// <summary>For each treatment a metric that it made worse; none unless all did: one alone is merely no winner.</summary>
    public static IReadOnlyList<(string Metric, string Variant)> Harms(
        ExperimentEvidence evidence, IReadOnlyDictionary<string, PrimaryMetric> metrics)
    {
        var harms = new List<(string Metric, string Variant)>();
        for (var arm = 1; arm < evidence.Arms.Count; arm++)
        {
            var place = arm;
            if (metrics.Values.FirstOrDefault(m => m.IsFresh && m.IsHarmed(place)) is not { } harmed) return [];
            harms.Add((harmed.Name, evidence.Arms[arm]));
        }

        return harms;
    }

    private static bool IsOfData(GateResult gate) =>
        gate.Code is GateCode.Freshness or GateCode.SampleRatio or GateCode.Outcomes or GateCode.RunTime;

    private static double FirstEffect(ExperimentEvidence evidence, IReadOnlyDictionary<string, PrimaryMetric> metrics, string arm)
    {
        if (evidence.FirstSuccessMetric is not { } name) return 0;
        var metric = metrics[name];
        var comparison = metric.Comparison(Array.IndexOf([.. evidence.Arms], arm));
        var difference = comparison.TreatmentValue - comparison.Control;
        return metric.IsDecrease ? -difference : difference;
    }

    private static bool Has(IReadOnlyList<GateResult> gates, string code, GateState state) =>
        gates.Any(g => g.Code == code && g.State == state);

    private static List<GateState> States(IReadOnlyList<GateResult> gates, string code, string arm) =>
        [.. gates.Where(g => g.Code == code && g.Variant == arm).Select(g => g.State)];
}
