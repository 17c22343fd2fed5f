using System.Globalization;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// Whether every exposed unit has a value of each metric, and no other has: a metric is of all units, those without an event counting as 0.
/// Said only where it is not so. What both sides lack alike is told; what one side lacks more than the other is waited for, since units
/// that are missing for a reason make an effect of their own.
/// </summary>
internal static class OutcomesGate
{
    /// <summary>Joins of two sources differ a little.</summary>
    private const double Negligible = 0.01;

    /// <summary>A sound metric reaches this with a probability of at most 1 %, however often it is looked at.</summary>
    private static readonly double Alarm = Math.Log(100);

    public static IEnumerable<GateResult> Run(ExperimentEvidence evidence)
    {
        if (!evidence.AreExposuresCounted)
        {
            if (evidence.Exposures.Sum() > 0) yield return Uncounted(evidence);
            yield break;
        }

        foreach (var metric in evidence.Metrics)
        {
            // Without any row, or with damaged ones, freshness says so.
            if (metric.Damage is null && metric.RefreshedAt is not null && Of(evidence, metric) is { } gate) yield return gate;
        }
    }

    /// <summary>What whoever reads the recommendation has to know besides; empty for nothing.</summary>
    public static string Besides(Decision decision) =>
        decision.Gates.FirstOrDefault(gate => gate is { Code: GateCode.Outcomes, State: GateState.Fail }) is { } told
            && decision.Missing.All(missing => missing.Gate != GateCode.Outcomes) ? $" {told.Explanation}" : "";

    private static GateResult Uncounted(ExperimentEvidence evidence) => new()
    {
        Code = GateCode.Outcomes,
        Name = "Exposures are counted",
        State = GateState.NotYet,
        Explanation = $"Outcomes came without exposures: the units of {evidence.FirstSuccessMetric} stand for them, which hides "
            + "units that were exposed and have no outcome.",
        Evidence = PageAnchor.Exposure,
        IsBinding = false,
    };

    /// <summary>What one variant lacks of a day that counts is told at once: it may kill. What all lack may be on its way.</summary>
    private static GateResult? Of(ExperimentEvidence evidence, MetricEvidence metric)
    {
        var counted = metric.Days.ToHashSet();
        var known = Of(evidence, metric, day => counted.Contains(day) || IsDue(evidence, metric, day));
        return known is { IsBinding: true } ? known : Of(evidence, metric, day => IsDue(evidence, metric, day));
    }

    private static GateResult? Of(ExperimentEvidence evidence, MetricEvidence metric, Func<DateOnly, bool> isLookedAt)
    {
        var days = evidence.DailyExposures.Where(day => isLookedAt(day.Day)).ToList();
        var (exposed, missing, extra) = (0L, new long[evidence.Arms.Count], 0L);
        foreach (var (day, units) in days)
        {
            var seen = metric.UnitsOf(day);
            for (var arm = 0; arm < units.Length; arm++)
            {
                exposed += units[arm];
                missing[arm] += Math.Max(0, units[arm] - seen[arm]);
                extra += Math.Max(0, seen[arm] - units[arm]);
            }
        }

        if (missing.Sum() <= Negligible * exposed && extra <= Negligible * exposed) return null;
        var log = SampleRatioEvidence.Log([.. days.Select(day => metric.UnitsOf(day.Day))], evidence.Design.Weights);
        return Fault(metric.Metric.Name, Explain(evidence, metric.Metric.Name, exposed, missing, extra), isOneSided: log >= Alarm);
    }

    private static GateResult Fault(string metric, string explanation, bool isOneSided) => new()
    {
        Code = GateCode.Outcomes,
        Name = $"Outcomes of {metric}",
        State = GateState.Fail,
        Metric = metric,
        Explanation = isOneSided
            ? $"{explanation} One variant has lost more of them than another: nothing is decided on what is left." : explanation,
        Evidence = PageAnchor.OfMetric(metric),
        IsBinding = isOneSided,
    };

    private static string Explain(ExperimentEvidence evidence, string metric, long exposed, long[] missing, long extra)
    {
        var (most, total) = (Array.IndexOf(missing, missing.Max()), missing.Sum());
        return total >= extra
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{total:N0} of {exposed:N0} exposed units have no value of {metric}, most of them ({missing[most]:N0}) of "
                + $"'{evidence.Arms[most]}': send a row with every unit of its day, those without an event counting as 0.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{extra:N0} units have a value of {metric} and were never exposed: count them as exposed, or leave them out of the "
                + $"metric.");
    }

    /// <summary>Whether the window of a day was over long enough ago for its data to have come.</summary>
    private static bool IsDue(ExperimentEvidence evidence, MetricEvidence metric, DateOnly day)
    {
        var over = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) + (metric.Metric.Window ?? TimeSpan.Zero);
        return over <= metric.RefreshedAt && over <= evidence.Now - evidence.Policy.MaxDataAge;
    }
}
