using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts.Gates;

namespace Dataface.Flags.Experiments.Readouts.Deciding;

/// <summary>
/// How an experiment's readouts came about, by the very code that decides. Pure functions, safe for any number of threads.
/// </summary>
internal static class ReadoutHistory
{
    /// <summary>For each day what the units came to that were first exposed up to then; each is worked out when it is asked for.</summary>
    /// <param name="definition">The experiment.</param>
    /// <param name="data">Its data.</param>
    /// <param name="now">The time of the last look.</param>
    public static IEnumerable<(DateOnly Day, IReadOnlyList<MetricReadout> Readouts)> Of(
        ExperimentDefinition definition, HashedData data, DateTimeOffset now)
    {
        var whole = new ExperimentEvidence(definition, data.Rows, now, ExperimentPolicy.Default);
        var today = PrimaryMetric.All(whole);
        foreach (var day in whole.Metrics.SelectMany(m => m.Days).Distinct().Order().ToList())
        {
            var evidence = whole.UpTo(day);
            var metrics = PrimaryMetric.All(evidence);
            yield return (day, MetricReadouts.Run(evidence, metrics, PrimaryTests.All(evidence, metrics), today));
        }
    }
}
