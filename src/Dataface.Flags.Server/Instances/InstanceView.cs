namespace Dataface.Flags.Server.Instances;

/// <summary>An instance as it was heard of last. Immutable; at most 2 KB.</summary>
internal sealed record InstanceView
{
    public required Guid Id { get; init; }

    /// <summary>The name of the key that it reports with.</summary>
    public required string Key { get; init; }

    /// <summary>What it said.</summary>
    public required InstanceReport Report { get; init; }

    /// <summary>When that was heard, as a timestamp of this process's clock that never goes back.</summary>
    public required long HeardAt { get; init; }

    /// <summary>What people call it: its service, and enough of its id to tell it from others.</summary>
    public string Name => $"{Report.Service}/{Id.ToString("N")[..4]}";

    /// <summary>How soon it was to report again, as it was told then.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Whether it has in force what is recorded at a position.</summary>
    public bool Holds(string lineage, long sequence) => Report.Lineage == lineage && Report.Applied >= sequence;
}
