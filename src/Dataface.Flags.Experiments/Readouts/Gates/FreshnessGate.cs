using System.Globalization;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Whether each metric's data are whole and recent: old data would answer an old question.</summary>
internal static class FreshnessGate
{
    public static IEnumerable<GateResult> Run(ExperimentEvidence evidence) => evidence.Metrics.Select(metric => Of(evidence, metric));

    public static GateState StateOf(ExperimentEvidence evidence, MetricEvidence metric) =>
        metric.Damage is not null ? GateState.Fail
        : metric.IsEven && metric.RefreshedAt >= Wanted(evidence, metric)
            && ((metric.HasEvents && metric.SilentSince is null) || evidence.IsOver(metric)) ? GateState.Pass : GateState.NotYet;

    private static GateResult Of(ExperimentEvidence evidence, MetricEvidence metric)
    {
        var name = metric.Metric.Name;
        var age = evidence.Now - metric.RefreshedAt;
        return new()
        {
            Code = GateCode.Freshness,
            Name = $"Freshness of {name}",
            State = StateOf(evidence, metric),
            Metric = name,
            Numbers = age is { } hours ? [new("ageHours", hours.TotalHours)] : [],
            Explanation = ExposurePause.Of(evidence) is { } pause ? $"{Explain(evidence, metric)} {pause}" : Explain(evidence, metric),
            Evidence = PageAnchor.OfMetric(name),
        };
    }

    private static string Explain(ExperimentEvidence evidence, MetricEvidence metric)
    {
        var name = metric.Metric.Name;
        return (metric.Damage, metric.RefreshedAt, StateOf(evidence, metric)) switch
        {
            ({ } damage, _, _) => $"The data of {name} cannot be used: {damage}.",
            (_, null, _) => $"Not every variant has data of {name}.",
            _ when !metric.IsEven => string.Create(
                CultureInfo.InvariantCulture,
                $"The data of {name} are from {metric.RefreshedAt?.UtcDateTime:u} for one variant, and from "
                + $"{metric.LatestAt?.UtcDateTime:u} for another: values grow, so variants are compared at one time."),
            _ when !metric.HasEvents => $"No event of {name} has ever come, from no variant: either nobody did it, or it is not recorded.",
            _ when metric.SilentSince is { } day => string.Create(
                CultureInfo.InvariantCulture,
                $"No event of {name} has come from units of {day:O} or later, from no variant: either nobody does it any more, or it is "
                + $"no longer recorded."),
            (_, { } at, GateState.Pass) => FormattableString.Invariant($"The data of {name} are from {at.UtcDateTime:u}."),
            (_, { } at, _) when Wanted(evidence, metric) < evidence.Now - evidence.Policy.MaxDataAge => FormattableString.Invariant(
                $"The data of {name} are from {at.UtcDateTime:u}, before it was over: send the rows once more."),
            (_, { } at, _) => FormattableString.Invariant(
                $"The data of {name} are from {at.UtcDateTime:u}, more than {evidence.Policy.MaxDataAge.TotalHours:0.#} hours ago."),
        };
    }

    /// <summary>After the last window nothing changes any more, and data do not grow old.</summary>
    private static DateTimeOffset Wanted(ExperimentEvidence evidence, MetricEvidence metric) =>
        RunDays.ClosesAt(evidence.Design, metric.Metric) is { } closes && closes < evidence.Now - evidence.Policy.MaxDataAge
            ? closes : evidence.Now - evidence.Policy.MaxDataAge;
}
