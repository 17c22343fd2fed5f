using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.State;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>Makes of documents, state and trails how an experiment's flag stands. Pure functions.</summary>
internal static class FlagCourses
{
    private const string Running = "running";

    /// <param name="experiment">An experiment that runs, with a flag.</param>
    /// <param name="flags">The document in force; null for none.</param>
    /// <param name="state">The state of the environment that it runs in.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="trail">What has happened to the flag there, the first first; what was before the experiment is left out.</param>
    /// <param name="audit">What was done to the experiment.</param>
    public static FlagCourse Of(
        ExperimentDefinition experiment, FlagDocument? flags, FlagState state, string environment, IEnumerable<FlagTurn> trail,
        IReadOnlyList<ExperimentAuditEntry> audit)
    {
        var key = experiment.Flag!;
        var stops = FlagStop.Of(key, flags, state).ToList();
        var stop = stops.Find(s => s.Kill is not null) ?? stops.Find(s => s.Flag is null) ?? stops.MinBy(s => s.Flag!.EffectiveExpiry)!;
        var began = audit.LastOrDefault(entry => entry is { Action: "status", After: Running })?.At ?? DateTimeOffset.MinValue;
        var course = new FlagCourse
        {
            Flag = key,
            Prerequisite = stop.Key == key ? null : stop.Key,
            IsDefined = stop.Flag is not null,
            Kill = stop.Kill,
            IsAborted = stop.Key == key && stop.Kill is { } kill && IsGuard(kill.By),
            Expires = stop.Flag?.EffectiveExpiry,
            Turns = [.. trail.Where(turn => turn.At >= began).Concat(Breaks(audit)).OrderBy(turn => turn.At)],
        };
        if (flags?.Flags.GetValueOrDefault(key) is not { } flag) return course;
        var assignment = FlagAssignment.Of(experiment.Design, flag, flags, environment);
        course = course with
        {
            Differences = [.. AssignmentDifferences.Of(experiment.Design, assignment).Select(difference => difference.Message)],
        };
        return SlowestOf(assignment, state, experiment.Design.Arms) is { } slowest
            ? Standing(course, assignment, slowest, state, experiment.Design.Arms) : course;
    }

    /// <summary>Whether a name in a trail is a guard's; through a server, it is named with its key.</summary>
    public static bool IsGuard(string by) => by == GuardContext.By || by.StartsWith(GuardContext.By + " (", StringComparison.Ordinal);

    /// <summary>A record of a trail as something that happened to a flag; null for one that did nothing to it.</summary>
    public static FlagTurn? TurnOf(StateChange change)
    {
        FlagTurnKind? kind = change.Action switch
        {
            StateAction.Kill => IsGuard(change.By) ? FlagTurnKind.Aborted : FlagTurnKind.Killed,
            StateAction.Restore => FlagTurnKind.Restored,
            StateAction.Advance => FlagTurnKind.Stepped,
            StateAction.Pause => FlagTurnKind.Paused,
            StateAction.Resume => FlagTurnKind.Resumed,
            _ => null,
        };
        return kind is { } what ? new() { At = change.At, Kind = what, By = change.By, Reason = change.Reason } : null;
    }

    private static IEnumerable<FlagTurn> Breaks(IReadOnlyList<ExperimentAuditEntry> audit)
    {
        for (var i = 0; i < audit.Count; i++)
        {
            var entry = audit[i];
            if (entry.Action != ExperimentNote.Break) continue;
            var hasFailed = audit.Skip(i + 1).TakeWhile(next => next.Action != ExperimentNote.Break)
                .Any(next => next.Action == ExperimentNote.BreakFailed && next.After == entry.After);
            if (!hasFailed) yield return new() { At = entry.At, Kind = FlagTurnKind.Broken, By = entry.By, Reason = entry.Reason ?? "" };
        }
    }

    private static ReachedRollout? SlowestOf(FlagAssignment assignment, FlagState state, IReadOnlyList<string> arms) =>
        assignment.Rollouts.MinBy(rollout => rollout.Divide(arms, rollout.ShareAt(rollout.StandsAt(state).Stage)).Sum());

    private static FlagCourse Standing(FlagCourse course, FlagAssignment assignment, ReachedRollout rollout, FlagState state,
        IReadOnlyList<string> arms)
    {
        var (stage, since) = rollout.StandsAt(state);
        return course with
        {
            Share = assignment.Reach(state) * rollout.Divide(arms, rollout.ShareAt(stage)).Sum(),
            FullShare = assignment.Reach(null) * rollout.Divide(arms, rollout.Ceiling).Sum(),
            Step = rollout.Rollout.Ramp is { } ramp
                ? FormattableString.Invariant($"step {stage + 1} of {ramp.StepsMilliPercent.Count}") : null,
            StepSince = since,
        };
    }
}
