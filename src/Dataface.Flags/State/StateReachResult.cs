namespace Dataface.Flags.Guard;

/// <summary>How far a change of a ramp got.</summary>
/// <param name="Reach">How far; <see cref="State.StateReach.Local"/> with a problem means that nothing has changed.</param>
/// <param name="Problem">Why it got no further, or null.</param>
public readonly record struct StateReachResult(State.StateReach Reach, string? Problem);
