namespace Dataface.Flags.State;

/// <summary>One link of the audit chain: a change, what was in force before and after, and the hashes that make a missing or edited record show.</summary>
/// <param name="Sequence">The position in the chain, from 1.</param>
/// <param name="Change">What was asked.</param>
/// <param name="Before">The kill in force before, or null.</param>
/// <param name="After">The kill in force after, or null.</param>
/// <param name="PreviousHash">The hash of the record before, 64 hexadecimal digits; zeros for the first.</param>
/// <param name="Hash">SHA-256 over the record's canonical text without this member, 64 lower-case hexadecimal digits.</param>
public sealed record AuditRecord(long Sequence, StateChange Change, Kill? Before, Kill? After, string PreviousHash, string Hash)
{
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
}
