using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>What an experiment is for.</summary>
internal static class IntentChecks
{
    public static void HasHypothesis(CheckScope scope)
    {
        if (!string.IsNullOrWhiteSpace(scope.Experiment.Hypothesis)) return;
        scope.Error(
            ExperimentProblemCode.NoHypothesis, "hypothesis", "There is no hypothesis, so that no result could prove it wrong.",
            "Write 'hypothesis: If ..., then ..., because ...'.");
    }

    public static void ChangesOneThing(CheckScope scope)
    {
        if (scope.Experiment.Variables.Count <= 1) return;
        scope.Error(
            ExperimentProblemCode.SeveralVariables, "variable",
            $"{scope.Experiment.Variables.Count} things change at once, so that nobody will know which one did it.",
            "Change one, and give each of the others its own experiment.");
    }

    public static void TellsUsers(CheckScope scope)
    {
        if (!scope.Experiment.IsVisible || !string.IsNullOrWhiteSpace(scope.Experiment.UserNotice)) return;
        scope.Error(
            ExperimentProblemCode.SilentChange, "user_notice", "Users see a change, and nothing says how they are told.",
            "Write 'user_notice: { visible: true, how: ... }', or 'visible: false' when nobody can see it.");
    }
}
