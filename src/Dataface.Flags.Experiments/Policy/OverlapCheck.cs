using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>Finds experiments that would change one user's experience twice at the same time.</summary>
internal static class OverlapCheck
{
    public static void Run(IReadOnlyList<CheckScope> scopes, ExperimentContext context)
    {
        var audiences = new Audiences(context.Flags);
        var active = scopes.Where(s => s.Experiment.Status is ExperimentStatus.Approved or ExperimentStatus.Running).ToList();
        for (var i = 0; i < active.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Meet(active[j].Experiment, active[i].Experiment, audiences)) Report(active[i], active[j].Experiment);
            }
        }
    }

    private static bool Meet(ExperimentDefinition a, ExperimentDefinition b, Audiences audiences)
    {
        // Slices of one layer share no unit, which the flag document's own checks prove; one flag has one slice.
        var isLayered = a.Design.Layer is { } layer && layer == b.Design.Layer && a.Flag != b.Flag;
        return a.Id != b.Id && !isLayered && AtTheSameTime(a, b) && !audiences.AreDisjoint(Audiences.Of(a.Design), Audiences.Of(b.Design));
    }

    private static bool AtTheSameTime(ExperimentDefinition a, ExperimentDefinition b) =>
        (a.Status == ExperimentStatus.Running && b.Status == ExperimentStatus.Running)
        || !(a.Design.End <= b.Design.Start || b.Design.End <= a.Design.Start);

    private static void Report(CheckScope scope, ExperimentDefinition other)
    {
        var areRunning = scope.Experiment.Status == ExperimentStatus.Running && other.Status == ExperimentStatus.Running;
        var message = $"'{other.Id}' {(areRunning ? "runs" : "is planned")} at the same time, and may have users in common with it.";
        const string Remedy = "Put both into slices of one layer, give them audiences that exclude each other, or run one after the other.";
        if (areRunning) scope.Error(ExperimentProblemCode.Overlap, "design.audience", message, Remedy);
        else scope.Warning(ExperimentProblemCode.Overlap, "design.audience", message, Remedy);
    }
}
