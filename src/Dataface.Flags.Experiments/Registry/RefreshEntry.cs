namespace Dataface.Flags.Experiments.Registry;

/// <summary>One data load. Immutable; thread-safe.</summary>
public sealed record RefreshEntry
{
    /// <summary>The entry's number.</summary>
    public required long Id { get; init; }

    /// <summary>The name of the load; for one experiment's data, its identifier.</summary>
    public required string Job { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs, or when it was interrupted.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How it ended.</summary>
    public required RefreshStatus Status { get; init; }

    /// <summary>The rows that were loaded.</summary>
    public required long Rows { get; init; }

    /// <summary>What went wrong; null for nothing.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// The age of the newest data when the load ended; null when it failed, brought none, or filled in data from before the experiment's
    /// registration or from before data that were already there.
    /// </summary>
    public TimeSpan? Lag { get; init; }
}

/// <summary>How a data load ended.</summary>
public enum RefreshStatus
{
    /// <summary>It has not ended. The default.</summary>
    Running,

    /// <summary>All rows were loaded.</summary>
    Succeeded,

    /// <summary>No row was loaded.</summary>
    Failed,
}
