namespace Dataface.Flags.Guard;

/// <summary>
/// Collects what all instances of a service see of their guarded rollouts, so that any of them can decide on the whole. The store, where
/// the reports meet, counts units once per epoch and signal; time buckets are its own, so that instances need no common clock. Thread-safe.
/// </summary>
public interface IGuardEvidenceStore
{
    /// <summary>The store's name; appears in logs and in the status.</summary>
    string Name { get; }

    /// <summary>
    /// Adds a report. A report that was added before changes nothing. The first report of an epoch determines when the epoch began. Throws
    /// when the report could not be kept.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    ValueTask AddAsync(GuardReport report, CancellationToken cancellationToken);

    /// <summary>
    /// What was counted in an epoch, from a time bucket on. Reading never changes anything: an epoch without reports has no counts. Throws
    /// when the store cannot be read.
    /// </summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="fromBucket">The first bucket of interest, from 0.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<GuardEvidence> ReadAsync(GuardEpoch epoch, int fromBucket, CancellationToken cancellationToken);
}

/// <summary>What a store has counted.</summary>
public sealed record GuardEvidence
{
    /// <summary>The bucket that is open now; all before it are closed for good.</summary>
    public required int Bucket { get; init; }

    /// <summary>All units counted in the epoch, over all signals; never decreases.</summary>
    public required long Units { get; init; }

    /// <summary>The counts from the requested bucket on, in ascending order of buckets.</summary>
    public required IReadOnlyList<GuardCount> Counts { get; init; }
}

/// <summary>One count.</summary>
public readonly record struct GuardCount
{
    /// <summary>The time bucket of ten seconds, from 0 at the epoch's start.</summary>
    public required int Bucket { get; init; }

    /// <summary>The signal.</summary>
    public required string Signal { get; init; }

    /// <summary>The index of the treatment, or -1 for control.</summary>
    public required int Treatment { get; init; }

    /// <summary>The latency bin; 0, the default, for other signals.</summary>
    public int Bin { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }
}
