namespace Dataface.Flags.Experiments.Registry;

/// <summary>Something that was done to an experiment. Immutable; thread-safe.</summary>
public sealed record ExperimentAuditEntry
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who.</summary>
    public required string By { get; init; }

    /// <summary>What, in one word: <c>create</c>, <c>status</c>, <c>kpis</c>, <c>break</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Why; null where nobody is asked.</summary>
    public string? Reason { get; init; }

    /// <summary>What was before; null for nothing.</summary>
    public string? Before { get; init; }

    /// <summary>What is since; null for nothing.</summary>
    public string? After { get; init; }
}
