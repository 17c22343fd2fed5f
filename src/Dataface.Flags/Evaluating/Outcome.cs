namespace Dataface.Flags.Evaluating;

/// <summary>
/// One of the answers that a flag can give, made when the snapshot is compiled, so that an evaluation only has to pick one.
/// </summary>
internal sealed class Outcome
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

    /// <summary>The flag's counter cell for this variant and reason.</summary>
    public int Cell { get; init; }
}

/// <summary>Which rollout an outcome belongs to.</summary>
internal sealed record RolloutIdentity(string Id, int Stage);
