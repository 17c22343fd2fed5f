using Dataface.Flags.State;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// How the flag behind a running experiment stands, and what has happened to it since the experiment began: results are of the treatment
/// only while the flag gives it. Immutable; thread-safe.
/// </summary>
public sealed record FlagCourse
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>Whether a document in force defines it. Default true.</summary>
    public bool IsDefined { get; init; } = true;

    /// <summary>The kill in force; null for none.</summary>
    public Kill? Kill { get; init; }

    /// <summary>Whether <see cref="Kill"/> is a guard's.</summary>
    public bool IsAborted { get; init; }

    /// <summary>The UTC day from which it is off; null when that is not known.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>
    /// The share of users that take part now, control included, 0 to 1: layer × rollout × split. Null when that is not known.
    /// </summary>
    public double? Share { get; init; }

    /// <summary>The share that takes part at the end of the ramp; null when that is not known.</summary>
    public double? FullShare { get; init; }

    /// <summary>Where its ramp stands, such as "step 1 of 3"; null without a ramp.</summary>
    public string? Step { get; init; }

    /// <summary>Since when it stands there; null since the beginning.</summary>
    public DateTimeOffset? StepSince { get; init; }

    /// <summary>In what it is another one than the design says, one sentence each. Default none.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>What has happened to it since the experiment began, the first first. Default nothing.</summary>
    public IReadOnlyList<FlagTurn> Turns { get; init; } = [];
}

/// <summary>Something that happened to a flag while its experiment ran. Immutable.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record FlagTurn(DateTimeOffset At, FlagTurnKind Kind, string By, string Reason);

/// <summary>What can happen to a flag while its experiment runs.</summary>
public enum FlagTurnKind
{
    /// <summary>Somebody has killed it.</summary>
    Killed,

    /// <summary>A guard has killed it.</summary>
    Aborted,

    /// <summary>The kill has ended, and its rollouts have begun anew.</summary>
    Restored,

    /// <summary>Its ramp has gone to another step.</summary>
    Stepped,

    /// <summary>Its ramp stays at its step.</summary>
    Paused,

    /// <summary>Its ramp goes on.</summary>
    Resumed,

    /// <summary>A document that breaks the experiment was put in force, by somebody who said so.</summary>
    Broken,
}
