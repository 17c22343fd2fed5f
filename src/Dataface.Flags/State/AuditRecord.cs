namespace Dataface.Flags.State;

/// <summary>
/// One link of the audit chain: a change, what was in force before and after, and the hashes that make a missing or edited record show.
/// </summary>
public sealed partial record AuditRecord
{
    /// <summary>The position in the chain, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>What was asked.</summary>
    public required StateChange Change { get; init; }

    /// <summary>The hash of the record before, 64 hexadecimal digits; zeros for the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>SHA-256 over the record's canonical text without this member, 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The kill in force before, or null.</summary>
    public Kill? Before { get; init; }

    /// <summary>The kill in force after, or null.</summary>
    public Kill? After { get; init; }

    /// <summary>Where the rollout stood before a ramp action, or null.</summary>
    public RampState? RampBefore { get; init; }

    /// <summary>Where it stands after, or null.</summary>
    public RampState? RampAfter { get; init; }

    /// <summary>The document in force before it was published or rolled back, or null.</summary>
    public DocumentRevision? DocumentBefore { get; init; }

    /// <summary>
    /// Null for a record. Else this stands for a row or line that is none, such as one that somebody has put there past the rules: what
    /// it is, as a sentence. It belongs to no chain; a kill that it says counts, and nothing else.
    /// </summary>
    public string? Problem { get; init; }

    /// <summary>Whether its text has the escapes of older versions.</summary>
    internal bool HasOlderEscapes { get; init; }

    /// <summary>The document in force after, or null when the record is about something else.</summary>
    public DocumentRevision? DocumentAfter { get; init; }

    /// <summary>What a store says of it to whoever follows its state.</summary>
    internal StateNews News => Change.Action == StateAction.Recover ? StateNews.Unknown
        : new() { Environment = Change.Environment, Sequence = Sequence };
}
