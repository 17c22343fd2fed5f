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
            State = evidence.FirstDay is not null && days >= least ? GateState.Pass : GateState.NotYet,
            Numbers = [new("days", days), new("least", least)],
            Explanation = evidence.FirstDay is { } day
                ? FormattableString.Invariant($"It has run {Counted.Of(days, "day")} since {day:O}; at least {least} are wanted.")
                : FormattableString.Invariant($"Nobody has been exposed yet; at least {least} days are wanted."),
            Evidence = PageAnchor.Timeline,
        };
    }

    /// <summary>The day on which it has run long enough; null before the first unit of an experiment without a start.</summary>
    public static DateOnly? ExpectedOn(ExperimentEvidence evidence) =>
        (evidence.FirstDay ?? evidence.Design.Start)?.AddDays(evidence.Policy.MinDays);
}
