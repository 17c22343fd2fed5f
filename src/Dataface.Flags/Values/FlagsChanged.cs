namespace Dataface.Flags;

/// <summary>Flags that one change altered: a kill, a restore, a ramp's step, a day, a time window, or documents.</summary>
public sealed record FlagsChanged
{
    /// <summary>The flags, each once, and why; at least one. Flags that require one of them are included.</summary>
    public required IReadOnlyList<ChangedFlag> Flags { get; init; }
}

/// <summary>A flag whose answers may differ from before.</summary>
public sealed record ChangedFlag
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>Why; the first cause that applies.</summary>
    public required FlagChangeCause Cause { get; init; }
}

/// <summary>Why a flag changed. More may be added; treat one that you do not know as <see cref="Definition"/>.</summary>
public enum FlagChangeCause
{
    /// <summary>Its definition changed, is new, or is gone; or flags and state have just become known.</summary>
    Definition,

    /// <summary>It was killed.</summary>
    Killed,

    /// <summary>Its kill was ended.</summary>
    Restored,

    /// <summary>It, or a flag that it requires, has reached its expiry day.</summary>
    Expired,

    /// <summary>One of its rollouts is at another step or share.</summary>
    Ramp,

    /// <summary>A flag that it requires has changed.</summary>
    Prerequisite,

    /// <summary>A time window in its conditions has opened or closed.</summary>
    Window,
}
