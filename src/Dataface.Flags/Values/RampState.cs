namespace Dataface.Flags.State;

/// <summary>Where a rollout stands.</summary>
/// <param name="Stage">The ramp's step, from 0.</param>
/// <param name="Epoch">The number of the evidence epoch that began with the stage, from 1.</param>
/// <param name="MilliPercent">The share that was exposed when the epoch began, in thousandths of a percent.</param>
/// <param name="Since">When the epoch began.</param>
/// <param name="IsPaused">Whether it stays there until it is resumed.</param>
public sealed record RampState(int Stage, int Epoch, int MilliPercent, DateTimeOffset Since, bool IsPaused)
{
    /// <summary>Whether it stands at a step and a share.</summary>
    internal bool IsAt(int stage, int milliPercent) => Stage == stage && MilliPercent == milliPercent;
}
