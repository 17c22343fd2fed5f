using System.Globalization;
using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Whether the planned sample of each primary metric is there.</summary>
internal static class SampleGates
{
    public static GateResult Of(ExperimentEvidence evidence, PrimaryMetric metric)
    {
        var (have, planned) = ((double)metric.Sums.Sum(s => s.Units), metric.Planned?.Sum());
        var isSequential = evidence.Design.Test == TestKind.Sequential;
        return new()
        {
            Code = GateCode.Sample,
            Name = $"Sample of {metric.Name}",
            State = metric.IsPlanReached || (metric.IsOver && planned is null)
                ? GateState.Pass : metric.IsOver ? GateState.Fail : GateState.NotYet,
            Metric = metric.Name,
            Numbers = planned is { } p ? [new("units", have), new("planned", p)] : [new("units", have)],
            Explanation = (planned, metric.IsOver) switch
            {
                ({ } all, false) => FormattableString.Invariant($"{have:N0} of {all:N0} planned units have completed their window."),
                ({ } all, true) => FormattableString.Invariant($"It is over, with {have:N0} of {all:N0} planned units."),
                (_, true) => FormattableString.Invariant(
                    $"It is over, with {have:N0} units; no sample was planned, as 'baseline' is not known."),
                _ => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{have:N0} units are there; no sample was planned, as 'baseline' is not known, "
                    + $"so it is evaluated when it ends."),
            },
            Evidence = PageAnchor.Exposure,

            // A sequential test may end before its plan is reached.
            IsBinding = !isSequential,
        };
    }

    /// <summary>
    /// When it can be decided: when the planned sample is expected, at the latest when the experiment is over, since it is decided then
    /// with what there is.
    /// </summary>
    public static DateOnly? ExpectedOn(ExperimentEvidence evidence, PrimaryMetric metric) => evidence[metric.Name] is { } data
        ? SampleForecast.OrOver(evidence, data.Metric, SampleForecast.WholeOn(evidence, metric)) : null;
}
