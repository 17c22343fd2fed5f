using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts.Deciding;
using Dataface.Flags.Experiments.Readouts.Gates;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>Recommends what to do with an experiment. Pure functions, safe for any number of threads.</summary>
public static class ExperimentDecision
{
    /// <summary>
    /// Checks data against the experiment's gates, in the order flag, freshness, sample ratio, outcomes, run time, guardrails, primary
    /// metrics, the rest. Of an experiment whose decision keeps what was recommended, that is the recommendation.
    /// </summary>
    /// <param name="definition">The experiment.</param>
    /// <param name="data">Its data; the order of rows has no meaning.</param>
    /// <param name="now">The time of the decision.</param>
    /// <param name="policy">The rules; null for <see cref="ExperimentPolicy.Default"/>.</param>
    /// <param name="flag">The state of its flag; null when that is not known, which leaves out the flag's gates.</param>
    /// <returns>The decision. Throws only for null: if data cannot be used in a calculation, a gate reports it.</returns>
    public static Decision Decide(ExperimentDefinition definition, ExperimentData data, DateTimeOffset now,
        ExperimentPolicy? policy = null, FlagCourse? flag = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(data);
        return DecideOn(definition, new HashedData(data), now, policy, flag);
    }

    /// <inheritdoc cref="Decide(ExperimentDefinition, ExperimentData, DateTimeOffset, ExperimentPolicy?, FlagCourse?)"/>
    internal static Decision DecideOn(ExperimentDefinition definition, HashedData data, DateTimeOffset now,
        ExperimentPolicy? policy = null, FlagCourse? flag = null)
    {
        var evidence = new ExperimentEvidence(definition, data.Rows, now, policy ?? ExperimentPolicy.Default, flag);
        var metrics = PrimaryMetric.All(evidence);
        var tests = PrimaryTests.All(evidence, metrics);
        var readouts = MetricReadouts.Run(evidence, metrics, tests, metrics);
        var outcomes = OutcomesGate.Run(evidence).ToList();
        List<GateResult> gates =
        [
            .. FlagGates.Run(evidence), .. FreshnessGate.Run(evidence), SampleRatioGate.Run(evidence), .. outcomes,
            RunTimeGate.Run(evidence), .. GuardrailGates.Run(evidence, outcomes),
            .. metrics.Values.Select(m => SampleGates.Of(evidence, m)), .. tests.Select(t => PrimaryGates.Of(evidence, t)),
            .. SecondaryGates.Run(evidence, readouts),
        ];
        var judgement = Judgement.Of(evidence, gates, metrics);
        var missing = judgement.Recommendation == Recommendation.Wait ? Waiting.For(evidence, gates, metrics) : [];
        var decision = new Decision
        {
            Recommendation = judgement.Recommendation,
            Reason = judgement.Reason,
            Variant = judgement.Variant,
            Metric = judgement.Metric,
            Gates = gates,
            Readouts = readouts,
            Samples = SampleForecast.All(evidence, metrics),
            Sentence = "",
            Missing = missing,
            ExpectedOn = missing.Count > 0 && missing.All(m => m.ExpectedOn is not null) ? missing.Max(m => m.ExpectedOn) : null,
            EvidenceHash = data.Hash,
            At = now,
        };
        var besides = FlagGates.Besides(evidence, decision) + OutcomesGate.Besides(decision);
        decision = decision with { Sentence = Sentences.Of(evidence, judgement, decision, tests, metrics) + besides };
        return RecommendedDecision.AsDecided(decision, definition.Decision);
    }
}
