namespace Dataface.Flags.Guard;

/// <summary>How the objective of a guard stands, on both sides together. Immutable.</summary>
public sealed record GuardObjectiveStatus
{
    /// <summary>The name of the service's objective; null for one that the guard has for itself.</summary>
    public string? Name { get; init; }

    /// <summary>The share of requests that must be good, in percent.</summary>
    public required double Percent { get; init; }

    /// <summary>What can be said of it.</summary>
    public required GuardObjectiveHealth Health { get; init; }

    /// <summary>The requests in <see cref="Window"/>.</summary>
    public required long Requests { get; init; }

    /// <summary>Those of them that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>The time that was looked at: the one in which it burns, or else the longest.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Whether ramps of flags that share it stay, and experiments do not begin.</summary>
    public bool Holds => Health != GuardObjectiveHealth.Sound;
}

/// <summary>What can be said of an objective.</summary>
public enum GuardObjectiveHealth
{
    /// <summary>No requests were recorded for hours: whether it burns is not known, and silence is not health.</summary>
    Unknown,

    /// <summary>It is met.</summary>
    Sound,

    /// <summary>Its error budget is used up many times faster than allowed, now and over a longer window.</summary>
    Burning,

    /// <summary>Its error budget over the longest window is used up.</summary>
    Spent,
}
