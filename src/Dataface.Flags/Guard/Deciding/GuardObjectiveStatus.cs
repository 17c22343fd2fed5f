namespace Dataface.Flags.Guard;

/// <summary>The state of a guard's objective, on both sides together. Immutable.</summary>
public sealed record GuardObjectiveStatus
{
    /// <summary>The name of the service's objective; null for the guard's own.</summary>
    public string? Name { get; init; }

    /// <summary>The share of requests that must be good, in percent.</summary>
    public required double Percent { get; init; }

    /// <summary>The health of the objective.</summary>
    public required GuardObjectiveHealth Health { get; init; }

    /// <summary>The requests in <see cref="Window"/>.</summary>
    public required long Requests { get; init; }

    /// <summary>Those of them that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>The time window examined: the one in which the objective burns, otherwise the longest.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Whether ramps of flags that share it are held and experiments cannot begin.</summary>
    public bool Holds => Health != GuardObjectiveHealth.Sound;
}

/// <summary>The health of an objective.</summary>
public enum GuardObjectiveHealth
{
    /// <summary>No requests were recorded for hours: it is not known whether it burns, and silence is not health.</summary>
    Unknown,

    /// <summary>It is met.</summary>
    Sound,

    /// <summary>Its error budget is used up many times faster than allowed, now and over a longer window.</summary>
    Burning,

    /// <summary>Its error budget over the longest window is used up.</summary>
    Spent,
}
