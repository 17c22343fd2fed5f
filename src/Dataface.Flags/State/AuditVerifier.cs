namespace Dataface.Flags.State;

/// <summary>What is wrong with an audit trail.</summary>
public enum AuditFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A record does not have the hash of its content: it was edited.</summary>
    Edited,

    /// <summary>A record does not follow the one before it: one was removed, added or moved.</summary>
    Unlinked,

    /// <summary>The trail ends before the expected head, or does not contain it.</summary>
    Shortened,
}

/// <summary>The answer of <see cref="AuditVerifier"/>.</summary>
/// <param name="Fault">What is wrong, or <see cref="AuditFault.None"/>.</param>
/// <param name="Records">How many records are sound, from the first.</param>
/// <param name="Head">The hash of the last sound record; keep it elsewhere, so that a shortened trail shows. Zeros for an empty trail.</param>
public sealed record AuditVerification(AuditFault Fault, long Records, string Head)
{
    /// <summary>Whether the whole trail is sound.</summary>
    public bool IsIntact => Fault == AuditFault.None;
}

/// <summary>Checks that no record of an audit trail is missing, edited, added or moved. Thread-safe.</summary>
public static class AuditVerifier
{
    /// <summary>Checks a trail.</summary>
    /// <param name="trail">The records, oldest first.</param>
    /// <param name="expectedHead">A head that was kept elsewhere and must be in the trail; null when none was. A cut-off end shows only by it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<AuditVerification> VerifyAsync(
        IAsyncEnumerable<AuditRecord> trail, string? expectedHead = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trail);
        var (count, head) = (0L, AuditCodec.Genesis);
        var hasExpected = expectedHead is null || expectedHead == head;
        await foreach (var record in trail.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (record.Hash != AuditCodec.HashOf(record)) return new(AuditFault.Edited, count, head);
            if (record.Sequence != count + 1 || record.PreviousHash != head) return new(AuditFault.Unlinked, count, head);
            (count, head) = (record.Sequence, record.Hash);
            hasExpected |= head == expectedHead;
        }

        return new(hasExpected ? AuditFault.None : AuditFault.Shortened, count, head);
    }
}
