namespace Dataface.Flags.State;

/// <summary>
/// What a change is of. Two changes of one id that differ in it are two changes, and the second one was not made with the first.
/// </summary>
internal sealed record ChangeSubject(StateAction Action, string Environment, string Flag, string? Rollout, string? Document)
{
    public static ChangeSubject Of(StateChange change) =>
        new(change.Action, change.Environment, change.Flag, change.Rollout, change.Document);

    public static RefusalException Refusal(Guid id) => new(
        RefusalKind.NotPossible,
            $"The change {id} was recorded for something else, so nothing was done. Give each change its own id.");
}
