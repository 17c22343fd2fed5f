using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// Whether variants have got the units that they should, all together and on each day: if not, something lost or moved some of them, and
/// no result can be trusted. Valid at every look; Pearson's test is told besides, and warns.
/// </summary>
internal static class SampleRatioGate
{
    /// <summary>A sound experiment reaches this with a probability of at most 1 %, however often it is looked at.</summary>
    private static readonly double Alarm = Math.Log(100);

    /// <summary>
    /// A p-value that is worth a warning, but no stop: looked at often enough, one in a hundred sound experiments has it.
    /// </summary>
    private const double Warning = 0.001;

    /// <summary>Fewer expected units in a variant are too few to say that all is well.</summary>
    private const double FewestExpected = 5;

    /// <summary>A number is finite.</summary>
    private const double MostShown = 1e12;

    public static GateResult Run(ExperimentEvidence evidence)
    {
        var (days, weights) = (evidence.DailyExposures.Where(evidence.IsKnown).ToList(), evidence.Design.Weights);
        long[] units = [.. evidence.Arms.Select((_, arm) => days.Sum(day => day.Units[arm]))];
        var (total, whole) = (units.Sum(), weights.Sum());
        var pValue = SampleRatioTest.PValue(units, weights);
        var log = pValue.IsComputed ? SampleRatioEvidence.Log([.. days.Select(day => day.Units)], weights) : 0;
        var isEnough = weights.Min() / whole * total >= FewestExpected;
        var state = log >= Alarm ? GateState.Fail : !pValue.IsComputed || !isEnough ? GateState.NotYet : GateState.Pass;
        return new()
        {
            Code = GateCode.SampleRatio,
            Name = "Sample ratio",
            State = state,
            Numbers =
            [
                new("evidence", Math.Min(MostShown, Math.Exp(log))), new("pValue", pValue.IsComputed ? pValue.Value : 1),
                    new("units", total),
                new("days", days.Count),
            ],
            Explanation = Explain(evidence, state, pValue, days, units) + Unchecked(evidence),
            Evidence = PageAnchor.Exposure,
        };
    }

    private static string Explain(
        ExperimentEvidence evidence, GateState state, Figure pValue, IReadOnlyList<(DateOnly Day, long[] Units)> days, long[] units)
    {
        if (state == GateState.NotYet)
        {
            return pValue.Reason is StatisticsReason.Computed or StatisticsReason.NoData
                ? "There are too few units to compare variants."
                : $"Units cannot be compared: {ReasonText.Words(pValue.Reason)}.";
        }

        var counts = $"{Counts(evidence, units)}; p = {Wording.PValue(pValue.Value)}";
        return (state, pValue.Value < Warning) switch
        {
            (GateState.Fail, true) => $"Variants have not got the units that were due ({counts}).",
            (GateState.Fail, false) =>
                $"Variants have got the units that were due all together ({counts}), but not day by day: {Worst(evidence, days)}.",
            (_, true) => $"Variants may not have got the units that were due ({counts}), which is not certain yet: have a look at "
                + $"assignment and measurement.",
            _ => $"Variants have got the units that were due ({counts}).",
        };
    }

    /// <summary>Totals hide what days would show.</summary>
    private static string Unchecked(ExperimentEvidence evidence) =>
        evidence.DailyExposures is [var only] && RunDays.Day(evidence.Now).DayNumber - only.Day.DayNumber > 1
            ? FormattableString.Invariant(
                $" All units are on one day, {only.Day:O}: whether variants kept their shares from day to day cannot be checked.")
            : "";

    /// <summary>The day that is the least likely.</summary>
    private static string Worst(ExperimentEvidence evidence, IReadOnlyList<(DateOnly Day, long[] Units)> days)
    {
        var (day, units) = days.MinBy(
            d => SampleRatioTest.PValue(d.Units, evidence.Design.Weights) is { IsComputed: true } p ? p.Value : 1);
        return FormattableString.Invariant($"on {day:O} they got {Counts(evidence, units)}");
    }

    private static string Counts(ExperimentEvidence evidence, long[] units)
    {
        var (weights, total) = (evidence.Design.Weights, units.Sum());
        var whole = weights.Sum();
        return string.Join(
            ", ", evidence.Arms.Select((arm, i) => FormattableString.Invariant($"{arm} {units[i]:N0} of {total * weights[i] / whole:N0}")));
    }
}
