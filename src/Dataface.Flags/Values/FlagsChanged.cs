namespace Dataface.Flags;

/// <summary>
/// Flags of which one change made something else than before: a kill, a restore, a ramp's step, a day, a time window, or documents.
/// </summary>
public sealed record FlagsChanged
{
    /// <summary>The flags, each once, and why; at least one. Flags that require one of them are among them.</summary>
    public required IReadOnlyList<ChangedFlag> Flags { get; init; }
}

/// <summary>A flag that may answer otherwise than before.</summary>
public sealed record ChangedFlag
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>Why; the first of several that holds.</summary>
    public required FlagChangeCause Cause { get; init; }
}

/// <summary>Why a flag changed. More may be added; treat one that you do not know as <see cref="Definition"/>.</summary>
public enum FlagChangeCause
{
    /// <summary>It is defined otherwise, is new, or is gone; or flags and state have just become known.</summary>
    Definition,

    /// <summary>It was killed.</summary>
    Killed,

    /// <summary>Its kill was ended.</summary>
    Restored,

    /// <summary>It, or a flag that it requires, has reached its expiry day.</summary>
    Expired,

    /// <summary>A rollout of it stands at another step or share.</summary>
    Ramp,

    /// <summary>A flag that it requires has changed.</summary>
    Prerequisite,

    /// <summary>A time window in its conditions has opened or closed.</summary>
    Window,
}
