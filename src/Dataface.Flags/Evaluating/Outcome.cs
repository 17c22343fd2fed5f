using Dataface.Flags.Guard.Recording;

namespace Dataface.Flags.Evaluating;

/// <summary>
/// One of the answers that a flag can give, made when the snapshot is compiled, so that an evaluation only has to pick one.
/// </summary>
internal sealed record Outcome
{
    public static readonly Outcome NotReady = new() { Reason = EvaluationReason.NotReady };

    public static readonly Outcome FlagNotFound = new() { Reason = EvaluationReason.FlagNotFound };

    public FlagDetails? Flag { get; init; }

    /// <summary>Null when the caller's fallback is given.</summary>
    public CompiledVariant? Variant { get; init; }

    /// <summary>Whether the variant is the boolean true; here, too, because each evaluation of a boolean flag reads it.</summary>
    public bool IsOn { get; init; }

    public required EvaluationReason Reason { get; init; }

    public string? Rule { get; init; }

    public RolloutIdentity? Rollout { get; init; }

    public RolloutArm Arm { get; init; }

    /// <summary>The index of the variant among the rollout's treatments, -1 for control and everything else.</summary>
    public int Treatment { get; init; } = -1;

    /// <summary>The flag's counter cell for this variant and reason.</summary>
    public int Cell { get; init; }
}

/// <summary>Which rollout an outcome belongs to, and how far it has got.</summary>
/// <param name="Id">Changes with everything that makes it another rollout, and with each restore after a kill.</param>
/// <param name="Stage">The ramp's step, from 0.</param>
/// <param name="MilliPercent">The share in force, in thousandths of a percent.</param>
/// <param name="Recorder">Where what happens to units is recorded; null when nobody watches.</param>
internal sealed record RolloutIdentity(string Id, int Stage, int MilliPercent, RolloutRecorder? Recorder = null);
