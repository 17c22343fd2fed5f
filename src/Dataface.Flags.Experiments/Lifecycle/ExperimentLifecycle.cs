using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Policy;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments;

/// <summary>
/// Moves experiments from draft through approved, running and decided to cleaned up. For each step, the experiment as it would be after the
/// step must pass every check of the policy. Thread-safe.
/// </summary>
/// <param name="context">The policy, flags, code and clock.</param>
public sealed class ExperimentLifecycle(ExperimentContext context)
{
    /// <summary>Why an experiment may not move to a status; without errors it may. Warnings do not prevent it.</summary>
    /// <param name="experiment">The experiment as it is; for a decision, with its <see cref="ExperimentDefinition.Decision"/>.</param>
    /// <param name="to">The new status.</param>
    /// <param name="others">
    /// The other experiments, with which it must share no users; if it is among them, its identifier excludes it.
    /// </param>
    /// <exception cref="IOException">Code that the context names cannot be read.</exception>
    public IReadOnlyList<DocumentProblem> Check(
        ExperimentDefinition experiment, ExperimentStatus to, IReadOnlyList<ExperimentDefinition>? others = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var problems = new YamlProblems(experiment.Id, ExperimentProblemCode.Prefix);
        var scope = new CheckScope(experiment with { Status = to }, context, problems, root: null);
        if (!IsStep(experiment.Status, to))
        {
            var words = ExperimentWords.Statuses;
            scope.Error(
                ExperimentProblemCode.InvalidTransition, "status",
                $"An experiment does not go from {words[experiment.Status]} to {words[to]}.",
                experiment.Status == ExperimentStatus.CleanedUp
                    ? "It is finished; start another experiment." : $"Next is {words[experiment.Status + 1]}.");
            return problems.Problems;
        }

        ExperimentChecks.Run(scope);
        var rest = (others ?? []).Where(o => o.Id != experiment.Id);
        OverlapCheck.Run([.. rest.Select(
            o => new CheckScope(o, context, new YamlProblems(o.Id, ExperimentProblemCode.Prefix), root: null)), scope], context);
        return problems.Problems;
    }

    /// <summary>The experiment with its new status, or an exception that says why not.</summary>
    /// <param name="experiment">The experiment as it is.</param>
    /// <param name="to">The new status.</param>
    /// <param name="others">The other experiments.</param>
    /// <exception cref="RefusalException">The step is refused; the message lists every reason. Ask <see cref="Check"/> first to
    /// get them as data.</exception>
    public ExperimentDefinition Move(
        ExperimentDefinition experiment, ExperimentStatus to, IReadOnlyList<ExperimentDefinition>? others = null)
    {
        var errors = Check(experiment, to, others).Where(p => p.Severity == ProblemSeverity.Error).ToList();
        if (errors.Count > 0) throw new RefusalException(RefusalKind.NotPossible, string.Join('\n', errors));
        return experiment with { Status = to };
    }

    /// <summary>Forward step by step; back from approved to draft, while nobody is exposed.</summary>
    internal static bool IsStep(ExperimentStatus from, ExperimentStatus to) =>
        to == from + 1 || (from, to) is (ExperimentStatus.Approved, ExperimentStatus.Draft);
}
