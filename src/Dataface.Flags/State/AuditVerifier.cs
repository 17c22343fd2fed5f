namespace Dataface.Flags.State;

/// <summary>What is wrong with an audit trail.</summary>
public enum AuditFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A record's hash does not match its content, or a row is not a record, and no record <c>recover</c> follows it.</summary>
    Edited,

    /// <summary>A record does not follow the one before it: one was removed, added or moved.</summary>
    Unlinked,

    /// <summary>The trail ends before the expected head, or does not contain it.</summary>
    Shortened,
}

/// <summary>The answer of <see cref="AuditVerifier"/>.</summary>
public sealed record AuditVerification
{
    /// <summary>What is wrong, or <see cref="AuditFault.None"/>.</summary>
    public required AuditFault Fault { get; init; }

    /// <summary>How many records are sound, from the first up to the fault.</summary>
    public required long Records { get; init; }

    /// <summary>The hash of the last sound record; keep it elsewhere to detect a shortened trail. Zeros for an empty trail.</summary>
    public required string Head { get; init; }

    /// <summary>
    /// The rows that were set apart because they are not records, one sentence each, including those after which the trail has continued.
    /// </summary>
    public IReadOnlyList<string> Apart { get; init; } = [];

    /// <summary>What is wrong, and where, in words; null when nothing is.</summary>
    public string? Problem => Fault switch
    {
        AuditFault.None => null,
        AuditFault.Edited when Apart is [var first, ..] => $"behind record {Records}: {first}",
        AuditFault.Edited => $"record {Records + 1} was edited",
        AuditFault.Unlinked => $"record {Records + 1} does not follow the one before it: one is missing, added or moved",
        _ => "the expected head is not in the trail: its end is missing",
    };

    /// <summary>Whether the whole trail is sound.</summary>
    public bool IsIntact => Fault == AuditFault.None;
}

/// <summary>
/// Checks that no record of an audit trail is missing, edited, added or moved. A row that is not a record
/// (<see cref="AuditRecord.Problem"/>) breaks the trail until a record <c>recover</c> follows it; it is still listed after that.
/// Thread-safe.
/// </summary>
public static class AuditVerifier
{
    /// <summary>Checks a trail.</summary>
    /// <param name="trail">The records, oldest first.</param>
    /// <param name="expectedHead">
    /// A head that was kept elsewhere and must be in the trail; null for none. Without it, a trail that is cut off at the end is not
    /// detected.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<AuditVerification> VerifyAsync(
        IAsyncEnumerable<AuditRecord> trail, string? expectedHead = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trail);
        var links = new AuditLinks(expectedHead);
        await foreach (var record in trail.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (links.Add(record) is var fault and not AuditFault.None) return links.Answer(fault);
        }

        return links.End();
    }
}
