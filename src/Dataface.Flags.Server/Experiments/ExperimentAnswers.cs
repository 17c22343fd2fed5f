using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Server.Experiments;

/// <summary>An experiment: its core details, its KPIs, how fresh they are, and what its gates say.</summary>
/// <param name="Status">The registry's word.</param>
/// <param name="HasDocument">Whether a document says more than this.</param>
/// <param name="Recommendation">ship, iterate, kill or wait; <c>/decision</c> says why.</param>
/// <param name="ExcludedUnits">Units that saw two variants and are in no figure.</param>
/// <param name="Warnings">In what the document beside the code differs from the registry.</param>
internal sealed record ExperimentAnswer(
    string Id,
    string Name,
    string Hypothesis,
    string Owner,
    DateTimeOffset CreatedAt,
    string Status,
    long Version,
    bool HasDocument,
    string Recommendation,
    DateTimeOffset? LastRefreshAt,
    IReadOnlyList<KpiAnswer> Kpis,
    IReadOnlyList<GateAnswer> Gates,
    IReadOnlyList<ExposureAnswer> Exposures,
    long ExcludedUnits,
    VerdictAnswer? Decision,
    IReadOnlyList<string> Warnings);

/// <summary>A metric.</summary>
/// <param name="LastRefreshAt">Up to when events are in its newest figures; null when there are none.</param>
internal sealed record KpiAnswer(string Metric, DateTimeOffset? LastRefreshAt, IReadOnlyList<KpiValueAnswer> Variants)
{
    /// <summary>The units that the decision rests on, which are those that the board shows.</summary>
    public static KpiAnswer Of(string metric, string control, Decision decision, ExperimentData data)
    {
        var rows = data.Kpis.Where(k => k.Metric == metric).ToList();
        var readouts = decision.Readouts.Where(r => r.Metric == metric).ToList();
        if (rows.Count == 0 || readouts.Count == 0) return new(metric, rows.Count == 0 ? null : rows.Max(k => k.RefreshedAt), []);
        var (first, treatments) = (readouts[0], readouts.Select(r => Value(r.Variant, r.Treatment, r.TreatmentUnitsLeftOut)));
        var variants = treatments.Prepend(Value(control, first.Control, first.ControlUnitsLeftOut));
        return new(metric, rows.Max(k => k.RefreshedAt), [.. variants.OrderBy(v => v.Variant, StringComparer.Ordinal)]);
    }

    private static KpiValueAnswer Value(string variant, SampleStatistics sums, long leftOut) =>
        new(variant, sums.Units, sums.Kind == StatisticKind.None ? null : double.IsFinite(sums.Mean) ? sums.Mean : 0, leftOut);
}

/// <summary>A metric of one variant, of the units that count.</summary>
/// <param name="Units">The units whose window is over, on days that every variant has.</param>
/// <param name="Value">The proportion, the mean or the ratio; left out for a success metric of a fixed test before its look.</param>
/// <param name="UnitsLeftOut">
/// Units that are in no figure: their window is not over, another variant has no row of their day, or the planned sample was there before.
/// </param>
internal sealed record KpiValueAnswer(string Variant, long Units, double? Value, long UnitsLeftOut);

/// <summary>What a gate says.</summary>
/// <param name="State">pass, fail or not-yet.</param>
internal sealed record GateAnswer(string Code, string Name, string State, string? Metric, string? Variant);

/// <summary>How many units saw a variant.</summary>
internal sealed record ExposureAnswer(string Variant, long Units);

/// <summary>What was decided.</summary>
/// <param name="Override">Why it is another one than was recommended; null when it is what was recommended.</param>
internal sealed record VerdictAnswer(string Verdict, DateOnly On, string By, string? Readout, string Rationale, OverrideAnswer? Override);

/// <summary>Why a decision is another one than was recommended.</summary>
/// <param name="Recommended">ship, iterate, kill or wait.</param>
/// <param name="Reason">Why that was not followed.</param>
internal sealed record OverrideAnswer(string Recommended, string Reason);

/// <summary>One load of data.</summary>
/// <param name="Status">running, succeeded or failed.</param>
/// <param name="LagSeconds">How old the newest data were when it had ended.</param>
internal sealed record RefreshAnswer(
    long Id, string JobName, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string Status, long Rows, string? Error,
    double? LagSeconds);

/// <summary>Something that was done to an experiment.</summary>
/// <param name="By">Who: a key, or a name and a key.</param>
/// <param name="Key">The key, which was recognised; the database's user where it was done there.</param>
/// <param name="ClaimedName">The name that the key's holder typed, which nobody has checked; null for none.</param>
internal sealed record AuditAnswer(
    DateTimeOffset At, string By, string Key, string? ClaimedName, string Action, string? Reason, string? Before, string? After);

/// <summary>What became of data that were sent.</summary>
/// <param name="Rows">The rows that were kept.</param>
/// <param name="Repeated">Rows that said the same again.</param>
/// <param name="Warnings">Rows that do not count, and why.</param>
internal sealed record LoadAnswer(long Rows, long Repeated, IReadOnlyList<string> Warnings);
