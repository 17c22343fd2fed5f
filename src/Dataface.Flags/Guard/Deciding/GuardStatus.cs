namespace Dataface.Flags.Guard;

/// <summary>The state of a guarded rollout. Immutable.</summary>
public sealed record GuardStatus
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>The rule whose rollout it is, or null for the environment's own.</summary>
    public string? Rule { get; init; }

    /// <summary>The rollout's id.</summary>
    public required string Rollout { get; init; }

    /// <summary>The guard's health now.</summary>
    public required GuardHealth Health { get; init; }

    /// <summary>What is wrong, in one sentence, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// Two sentences for the owner of the service: what the guard does or waits for and why, then how often units call and err on each
    /// side. After an abort, why it was aborted.
    /// </summary>
    public string? Explanation { get; init; }

    /// <summary>Why the flag was killed, or would have been; None if it was not.</summary>
    public GuardCause Cause { get; init; }

    /// <summary>The state of the guard's objective, on both sides together; null without one, or when it is not known yet.</summary>
    public GuardObjectiveStatus? Objective { get; init; }

    /// <summary>The side that does not report, or reports for fewer units than its share; None when both report.</summary>
    public RolloutArm Silent { get; init; }

    /// <summary>
    /// The share of the expected units of side <see cref="Silent"/> that report, judged by the other side: 0 for none, at most 1. Null when
    /// both sides report alike.
    /// </summary>
    public double? Reported { get; init; }

    /// <summary>Where units come from, in one sentence, for a guard with <c>source</c>; null otherwise.</summary>
    public string? Sources { get; init; }

    /// <summary>The ramp's step, from 0.</summary>
    public required int Stage { get; init; }

    /// <summary>The number of steps; 1 without a ramp.</summary>
    public required int Stages { get; init; }

    /// <summary>The share that is exposed, in percent.</summary>
    public required decimal Percent { get; init; }

    /// <summary>Whether the ramp is kept at its step.</summary>
    public bool IsPaused { get; init; }

    /// <summary>What the ramp waits for, in one sentence; null without a further step.</summary>
    public string? Waiting { get; init; }

    /// <summary>The number of the evidence epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>When the epoch began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Each signal of each treatment.</summary>
    public required IReadOnlyList<GuardSignalStatus> Signals { get; init; }
}

/// <summary>The state of one signal of one treatment.</summary>
public sealed record GuardSignalStatus
{
    /// <summary>The treatment.</summary>
    public required string Variant { get; init; }

    /// <summary>The signal.</summary>
    public required string Signal { get; init; }

    /// <summary>What it compares.</summary>
    public required GuardSignalKind Kind { get; init; }

    /// <summary>Units (requests for an objective) counted in treatment in this epoch.</summary>
    public required long Treatment { get; init; }

    /// <summary>Units counted in control.</summary>
    public required long Control { get; init; }

    /// <summary>ln of the evidence of harm; 0 is none.</summary>
    public required double LogE { get; init; }

    /// <summary>ln of the evidence that aborts.</summary>
    public required double Threshold { get; init; }

    /// <summary>ln E at each look, most recent last; at most 120.</summary>
    public required IReadOnlyList<double> Path { get; init; }
}

/// <summary>The health of a guard.</summary>
public enum GuardHealth
{
    /// <summary>Nothing has been recorded yet.</summary>
    Starting,

    /// <summary>It compares treatment with control, or with the objective.</summary>
    Watching,

    /// <summary>
    /// One side does not report, or reports less than its share: harm would go unnoticed. <see cref="GuardStatus.Silent"/> says which.
    /// </summary>
    Unprotected,

    /// <summary>Nothing has been recorded for longer than the guard's silence: that is not health.</summary>
    Silent,

    /// <summary>The evidence store does not answer: this instance decides only on what it sees itself.</summary>
    Alone,

    /// <summary>It has killed the flag, or would have if it did not only observe.</summary>
    Aborted,
}
