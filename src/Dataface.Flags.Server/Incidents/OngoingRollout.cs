using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Incidents;

/// <summary>A rollout that has a step before it. Immutable.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Rule">The rule that it belongs to; null for the environment's own.</param>
/// <param name="Step">The step that it stands at, from 1.</param>
/// <param name="Steps">How many there are.</param>
/// <param name="Percent">The share that is exposed, in percent.</param>
/// <param name="NextPercent">The share of the next step.</param>
/// <param name="Since">Since when; null when it stands as it was published.</param>
/// <param name="IsPaused">Whether it stays there until it is resumed.</param>
/// <param name="Next">What it waits for.</param>
/// <param name="Undo">What keeps it where it is, or lets it go on.</param>
internal sealed record OngoingRollout(
    string Flag, string? Rule, int Step, int Steps, decimal Percent, decimal NextPercent, DateTimeOffset? Since, bool IsPaused, string Next,
    Remedy Undo)
{
    /// <summary>Those of a snapshot.</summary>
    public static IReadOnlyList<OngoingRollout> Of(
        FlagSnapshot snapshot, string environment, FlagState state, IReadOnlyList<GuardStatus> guards)
    {
        var waiting = guards.ToDictionary(status => status.Rollout, status => status.Waiting, StringComparer.Ordinal);
        return [.. GuardedRollout.In(snapshot, environment).Where(rollout => rollout.NextShare is not null)
            .Where(rollout => !state.Kills.ContainsKey(rollout.Key) && !state.Kills.ContainsKey(KillRegister.Everything))
            .Select(rollout => Of(rollout, environment, state.Ramps.GetValueOrDefault(rollout.Id), waiting.GetValueOrDefault(rollout.Id)))
            .OrderBy(rollout => rollout.Flag, StringComparer.Ordinal).ThenBy(rollout => rollout.Rule, StringComparer.Ordinal)];
    }

    private static OngoingRollout Of(GuardedRollout rollout, string environment, RampState? ramp, string? waiting)
    {
        var isPaused = ramp?.IsPaused == true;
        var next = isPaused ? "It is paused."
            : waiting ?? "It has no guard: it moves on when you advance it.";
        var undo = isPaused
            ? Remedy.Of("Resumes it.", StateAction.Resume, environment, rollout.Key, rollout.Rule, "resumed after a look")
            : Remedy.Of(
                "Keeps it at its step. Nobody who has the feature loses it.", StateAction.Pause, environment, rollout.Key, rollout.Rule,
                "paused for a look");
        return new(
            rollout.Key, rollout.Rule, rollout.Stage + 1, rollout.Rollout.Steps.Count, Percentage.Of(rollout.Rollout.MilliPercent),
            Percentage.Of(rollout.NextShare!.Value), ramp?.Since, isPaused, next, undo);
    }
}
