namespace Dataface.Flags.State;

/// <summary>
/// One link of the audit chain: a change, what was in force before and after, and the hashes that reveal a missing or edited record.
/// </summary>
public sealed partial record AuditRecord
{
    /// <summary>The position in the chain, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The requested change.</summary>
    public required StateChange Change { get; init; }

    /// <summary>The hash of the previous record, 64 hexadecimal digits; zeros for the first.</summary>
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
    /// Null for a record. Otherwise this stands for a row or line that is not a record, such as one inserted past the rules: what it is, as
    /// a sentence. It is not part of the chain; if it describes a kill, that kill counts, and nothing else does.
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
