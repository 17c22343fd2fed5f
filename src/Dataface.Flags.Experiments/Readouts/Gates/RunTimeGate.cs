using Dataface.Flags.Values;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Whether it ran long enough: people behave differently on different days of the week.</summary>
internal static class RunTimeGate
{
    public static GateResult Run(ExperimentEvidence evidence)
    {
        var days = evidence.DaysRun;
        var least = evidence.Policy.MinDays;
        return new()
        {
            Code = GateCode.RunTime,
            Name = "Run time",
            State = evidence.FirstDay is null ? GateState.NotYet : days >= least ? GateState.Pass
                : evidence.Design.End <= RunDays.Day(evidence.Now) ? GateState.Fail : GateState.NotYet,
            Numbers = [new("days", days), new("least", least)],
            Explanation = evidence.FirstDay is { } day
                ? FormattableString.Invariant($"It has run {Counted.Of(days, "day")} since {day:O}; at least {least} are wanted.")
                : FormattableString.Invariant($"Nobody has been exposed yet; at least {least} days are wanted."),
            Evidence = PageAnchor.Timeline,
        };
    }

    /// <summary>
    /// The day on which it has run long enough, or is over; null before the first unit of an experiment that should have begun.
    /// </summary>
    public static DateOnly? ExpectedOn(ExperimentEvidence evidence)
    {
        var (today, first) = (RunDays.Day(evidence.Now), evidence.FirstDay ?? evidence.Design.Start);
        var enough = first?.AddDays(evidence.Policy.MinDays);
        var expected = evidence.Design.End < enough ? evidence.Design.End : enough;
        return expected < today ? null : expected;
    }
}
