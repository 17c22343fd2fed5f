namespace Dataface.Flags.Experiments.Registry;

/// <summary>One load of data. Immutable; thread-safe.</summary>
public sealed record RefreshEntry
{
    /// <summary>The entry's number.</summary>
    public required long Id { get; init; }

    /// <summary>The name of the load; of one experiment's data its identifier.</summary>
    public required string Job { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs, or when it was cut off.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How it ended.</summary>
    public required RefreshStatus Status { get; init; }

    /// <summary>The rows that were loaded.</summary>
    public required long Rows { get; init; }

    /// <summary>What went wrong; null for nothing.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// How old the newest data were when the load had ended; null when it failed, brought none, or filled in afterwards what lies before
    /// the experiment's registration or before data that are there.
    /// </summary>
    public TimeSpan? Lag { get; init; }
}

/// <summary>How a load of data ended.</summary>
public enum RefreshStatus
{
    /// <summary>It has not ended. The default.</summary>
    Running,

    /// <summary>All rows are there.</summary>
    Succeeded,

    /// <summary>Nothing of it is there.</summary>
    Failed,
}
