using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>How an experiment was decided.</summary>
internal static class DecisionChecks
{
    public static void HasDecision(CheckScope scope)
    {
        var isDecided = scope.Experiment.Status >= ExperimentStatus.Decided;
        if (isDecided != scope.Decision is not null)
        {
            scope.Error(
                ExperimentProblemCode.DecisionMissing, "decision",
                isDecided ? "It is decided, and no decision is written down." : "It has a decision, but is not decided.",
                isDecided ? "Add 'decision: { verdict: ..., on: ..., by: ..., readout: ..., rationale: ... }'."
                    : "Write 'status: decided', or take the decision out.");
        }

        if (scope.Decision is not { } decision) return;
        if (decision.On > scope.Context.Today)
        {
            scope.Error(ExperimentProblemCode.DecidedTooSoon, "decision.on", $"The day of the decision, {decision.On:O}, is in the future.",
                "Write the day of the decision.");
        }
        else if (decision.Verdict != Verdict.Kill && scope.Design.Start is { } start && decision.On < start.AddDays(scope.Policy.MinDays))
        {
            scope.Error(
                ExperimentProblemCode.DecidedTooSoon, "decision.on",
                $"It was decided {decision.On.DayNumber - start.DayNumber} days after its start; "
                + $"before {scope.Policy.MinDays} only a kill is.",
                $"Decide on {start.AddDays(scope.Policy.MinDays):O} or later.");
        }
    }

    public static void HasReadout(CheckScope scope)
    {
        if (scope.Decision is not { } decision) return;
        if (string.IsNullOrWhiteSpace(decision.Readout))
        {
            scope.Error(
                ExperimentProblemCode.NoReadout, "decision.readout", "It was decided without a readout of its results.",
                "Write where the results can be read, such as 'readout: docs/readouts/checkout-one-page.md'.");
        }
        else if (scope.Context.Code is { } code && !ReadoutPlace.IsAddress(decision.Readout)
            && !File.Exists(Path.Combine(code.Folder, decision.Readout)))
        {
            scope.Error(ExperimentProblemCode.NoReadout, "decision.readout", $"There is no file {decision.Readout}.",
                "Correct the path, from the folder of the code.");
        }
    }
}
