namespace Dataface.Flags.State;

/// <summary>What changes make of where a rollout stands.</summary>
internal static class RampChanges
{
    /// <summary>What a change makes of a state.</summary>
    public static RampState? After(RampState? before, StateChange change) => change.Action switch
    {
        StateAction.Advance when before is null || (change.Stage >= before.Stage && change.Epoch > before.Epoch) =>
            new RampState(change.Stage, change.Epoch, change.MilliPercent, change.At, before?.IsPaused ?? false),
        StateAction.Pause or StateAction.Resume => (before ?? new RampState(0, 1, change.MilliPercent, change.At, false)) with { IsPaused = change.Action == StateAction.Pause },
        _ => before,
    };
}
