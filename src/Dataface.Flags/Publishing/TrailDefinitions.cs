using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>Definitions whose order is an audit trail and whose bytes are somewhere else, by their hash. Thread-safe.</summary>
/// <param name="trail">Says what is in force.</param>
/// <param name="findAsync">The bytes of a hash. Throws when there are none, or others.</param>
/// <param name="keep">Keeps bytes under their hash, for good, before it returns.</param>
internal sealed class TrailDefinitions(
    IFlagStateStore trail, Func<string, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> findAsync,
    Action<string, ReadOnlyMemory<byte>> keep)
{
    /// <summary>What records that are of no one environment name in its place.</summary>
    private const string Everywhere = "*";

    private volatile PublishedDocument? _last;

    public async ValueTask<PublishedDocument?> LoadAsync(CancellationToken cancellationToken)
    {
        var revision = await LoadRevisionAsync(cancellationToken).ConfigureAwait(false);
        return revision is null ? null : await ReadAsync(revision, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<PublishedDocument?> FindAsync(int number, CancellationToken cancellationToken)
    {
        var record = await SearchAsync(r => IsPublication(r.Change) && r.DocumentAfter?.Number == number, cancellationToken)
            .ConfigureAwait(false);
        return record is null ? null : await ReadAsync(record.DocumentAfter!, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<PublicationResult> PublishAsync(
        StateChange change, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!IsPublication(change))
            throw new ArgumentException($"{change.Action} puts no document in force. Use Publish or Rollback.", nameof(change));
        await ThrowIfOutdatedAsync(change, cancellationToken).ConfigureAwait(false);
        var hash = PublishedDocument.HashOf(utf8Json.Span);
        await Task.Run(() => keep(hash, utf8Json), cancellationToken).ConfigureAwait(false);
        var recorded = await trail.ApplyAsync(change with { Document = hash }, cancellationToken).ConfigureAwait(false);

        // Asked for a second time, it is answered as it was the first time, whatever has been published since.
        var record = recorded.Record ?? await SearchAsync(r => r.Change.Id == change.Id, cancellationToken).ConfigureAwait(false);
        var revision = record?.DocumentAfter ?? throw new RefusalException(
            RefusalKind.NotPossible, $"The change {change.Id} was recorded for something else. Give each change its own id.");
        return new() { Document = await ReadAsync(revision, cancellationToken).ConfigureAwait(false), Reach = recorded.Reach };
    }

    /// <summary>Publications are changes of all environments.</summary>
    public IDisposable OnChange(Action changed) => trail.OnChange(news =>
    {
        if (news.Environment is null or Everywhere) changed();
    });

    private async ValueTask<DocumentRevision?> LoadRevisionAsync(CancellationToken cancellationToken) =>
        (await trail.LoadAsync(Everywhere, cancellationToken).ConfigureAwait(false)).Document;

    /// <summary>
    /// Bytes that are kept stay for good: those of a publication that is refused must not be. The record decides once more.
    /// </summary>
    private async ValueTask ThrowIfOutdatedAsync(StateChange change, CancellationToken cancellationToken)
    {
        if (change.ExpectedDocument is not { } expected) return;
        var current = await LoadRevisionAsync(cancellationToken).ConfigureAwait(false);
        if (expected == (current?.Hash ?? "")) return;

        // Perhaps it was made already, and its answer was lost.
        if (await SearchAsync(r => r.Change.Id == change.Id, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new DefinitionConflictException(current);
        }
    }

    private static bool IsPublication(StateChange change) => change.Action is StateAction.Publish or StateAction.Rollback;

    private async ValueTask<PublishedDocument> ReadAsync(DocumentRevision revision, CancellationToken cancellationToken)
    {
        if (_last is { } last && last.Revision == revision) return last;
        return _last = new()
        {
            Revision = revision,
            Utf8Json = await findAsync(revision.Hash, cancellationToken).ConfigureAwait(false),
        };
    }

    private async ValueTask<AuditRecord?> SearchAsync(Predicate<AuditRecord> isWanted, CancellationToken cancellationToken)
    {
        await foreach (var record in trail.ReadAuditAsync(cancellationToken).ConfigureAwait(false))
        {
            if (isWanted(record)) return record;
        }

        return null;
    }
}
