using Dataface.Flags.State;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// The state of the flag behind a running experiment, and what has happened to it since the experiment began: results reflect the treatment
/// only while the flag serves it. Immutable; thread-safe.
/// </summary>
public sealed record FlagCourse
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>
    /// The flag that it requires, itself or through another, of which <see cref="IsDefined"/>, <see cref="Kill"/> and
    /// <see cref="Expires"/> are, because that one turns it off first; null, the default, when they are of the flag itself.
    /// </summary>
    public string? Prerequisite { get; init; }

    /// <summary>Whether a document in force defines it. Default true.</summary>
    public bool IsDefined { get; init; } = true;

    /// <summary>The kill in force; null for none.</summary>
    public Kill? Kill { get; init; }

    /// <summary>Whether <see cref="Kill"/> was made by a guard.</summary>
    public bool IsAborted { get; init; }

    /// <summary>The UTC day from which it is off; null when that is not known.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>
    /// The share of users that take part now, control included, 0 to 1: layer × rollout × split. Null when that is not known.
    /// </summary>
    public double? Share { get; init; }

    /// <summary>The share that takes part at the end of the ramp; null when that is not known.</summary>
    public double? FullShare { get; init; }

    /// <summary>The position of its ramp, such as "step 1 of 3"; null without a ramp.</summary>
    public string? Step { get; init; }

    /// <summary>When the ramp reached that step; null if it has been there since the beginning.</summary>
    public DateTimeOffset? StepSince { get; init; }

    /// <summary>How it differs from the design, one sentence each. Default none.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>
    /// What has happened to it, and to the flags that it requires, since the experiment began, oldest first. Default nothing.
    /// </summary>
    public IReadOnlyList<FlagTurn> Turns { get; init; } = [];
}

/// <summary>Something that happened to a flag while its experiment ran. Immutable.</summary>
public sealed record FlagTurn
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What.</summary>
    public required FlagTurnKind Kind { get; init; }

    /// <summary>Who.</summary>
    public required string By { get; init; }

    /// <summary>Why; empty when nobody said.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// The flag that it happened to, if that is one that the experiment's flag requires, itself or through another; null, the default, if
    /// it is the flag itself.
    /// </summary>
    public string? Prerequisite { get; init; }
}

/// <summary>What can happen to a flag while its experiment runs.</summary>
public enum FlagTurnKind
{
    /// <summary>It was killed, but not by a guard.</summary>
    Killed,

    /// <summary>A guard has killed it.</summary>
    Aborted,

    /// <summary>The kill has ended, and its rollouts have started again.</summary>
    Restored,

    /// <summary>Its ramp has gone to another step.</summary>
    Stepped,

    /// <summary>Its ramp is kept at its step.</summary>
    Paused,

    /// <summary>Its ramp continues.</summary>
    Resumed,

    /// <summary>A document that breaks the experiment was put in force, as its publisher confirmed.</summary>
    Broken,
}
