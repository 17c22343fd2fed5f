namespace Dataface.Flags.Experiments.Registry;

/// <summary>One load of data. Immutable; thread-safe.</summary>
/// <param name="Id">The entry's number.</param>
/// <param name="Job">The name of the load; of one experiment's data its identifier.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended; null while it runs, or when it was cut off.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Rows">The rows that were loaded.</param>
/// <param name="Error">What went wrong; null for nothing.</param>
public sealed record RefreshEntry(
    long Id, string Job, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, RefreshStatus Status, long Rows, string? Error)
{
    /// <summary>How old the newest data were when the load had ended; null when it failed or brought none.</summary>
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
