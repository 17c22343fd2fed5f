using Dataface.Flags.State;

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

    /// <summary>
    /// Who is told of an evaluation with this outcome beyond its count; null for nobody. One look for all of them, so that flags
    /// which nobody watches pay nothing.
    /// </summary>
    public OutcomeObserver[]? Observers { get; init; }

    /// <summary>Whether the rollout was designed to give this variant, be it the off variant; only then can it be an exposure.</summary>
    public bool IsDesigned { get; init; } = true;

    /// <summary>The flag's counter cell for this variant and reason.</summary>
    public int Cell { get; init; }

    /// <summary>The same outcome of the rollout as it stands.</summary>
    public Outcome In(RolloutIdentity rollout) => this with { Rollout = rollout, Observers = ObserversIn(rollout) };

    /// <summary>The same array when nobody cares where the rollout stands, so that equal outcomes stay equal.</summary>
    private OutcomeObserver[]? ObserversIn(RolloutIdentity rollout)
    {
        if (Observers is null) return null;
        var observers = Array.ConvertAll(Observers, observer => observer.In(rollout));
        return observers.SequenceEqual(Observers) ? Observers : observers;
    }
}

/// <summary>Which rollout an outcome belongs to, and how far it has got.</summary>
/// <param name="Id">Changes with everything that makes it another rollout, and with each restore after a kill.</param>
/// <param name="Stage">The ramp's step, from 0.</param>
/// <param name="MilliPercent">The share in force, in thousandths of a percent.</param>
/// <param name="Recorder">Where what happens to units is recorded; null when nobody watches.</param>
/// <param name="Ramp">Where the state store said that it stands, when the stage was taken from there; null when it said nothing.</param>
internal sealed record RolloutIdentity(string Id, int Stage, int MilliPercent, UnitRecorder? Recorder = null, RampState? Ramp = null);
