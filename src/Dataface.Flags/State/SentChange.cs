namespace Dataface.Flags.State;

/// <summary>How far a change got that was sent to the store.</summary>
/// <param name="Reach">How far.</param>
/// <param name="Problem">Why no further, for people; null when it is recorded.</param>
/// <param name="Error">The failure; null when it is recorded.</param>
internal readonly record struct SentChange(StateReach Reach, string? Problem, Exception? Error)
{
    /// <summary>What the store has recorded; null when it has not.</summary>
    public RecordedChange? Recorded { get; init; }

    /// <summary>Whether the store has refused it, and always will: then it never arrives.</summary>
    public bool IsRefusedForGood => Error is RefusalException or IFinalRefusal { IsFinal: true };
}
