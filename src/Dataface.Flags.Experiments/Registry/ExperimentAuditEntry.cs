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

    /// <summary>Why; null where no reason is required.</summary>
    public string? Reason { get; init; }

    /// <summary>The state before; null for none.</summary>
    public string? Before { get; init; }

    /// <summary>The state after; null for none.</summary>
    public string? After { get; init; }
}
