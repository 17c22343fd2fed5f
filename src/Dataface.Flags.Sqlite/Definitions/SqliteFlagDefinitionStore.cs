using Dataface.Flags.Background;
using Dataface.Flags.Publishing;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;

namespace Dataface.Flags.Sqlite.Definitions;

/// <summary>
/// Keeps reviewed documents in the server's database. A document and the record that puts it in force are written in one transaction.
/// Thread-safe.
/// </summary>
internal sealed class SqliteFlagDefinitionStore : IFlagDefinitionStore, IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteTrail _trail;
    private readonly ChangeListeners _listeners = new();
    private volatile PublishedDocument? _last;

    public SqliteFlagDefinitionStore(SqliteDatabase database, SqliteTrail trail)
    {
        (_database, _trail) = (database, trail);
        _trail.Recorded += Tell;
    }

    public string Name => "documents";

    public async ValueTask<PublishedDocument?> LoadAsync(CancellationToken cancellationToken) => _trail.State.Document is { } revision
        ? await ReadAsync(revision, cancellationToken).ConfigureAwait(false)
        : null;

    public async ValueTask<PublishedDocument?> FindAsync(int number, CancellationToken cancellationToken)
    {
        var record = await _database.ReadAsync(c => TrailRows.OfDocument(c, number), cancellationToken).ConfigureAwait(false);
        return record is null ? null : await ReadAsync(record.DocumentAfter!, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<PublicationResult> PublishAsync(
        StateChange change, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var isPublication = change.Action is StateAction.Publish or StateAction.Rollback;
        if (!isPublication) throw new ArgumentException(
            $"{change.Action} puts no document in force. Use Publish or Rollback.", nameof(change));
        var (bytes, hash) = (utf8Json.ToArray(), PublishedDocument.HashOf(utf8Json.Span));
        var record = await _database.WriteAsync(
            connection =>
            {
                var record = _trail.Append(connection, change with { Document = hash }).Record;
                DocumentRows.Keep(connection, hash, bytes);
                return record;
            },
            cancellationToken).ConfigureAwait(false);

        // Asked for a second time, it is answered as it was the first time, whatever has been published since.
        return new()
        {
            Document = await ReadAsync(record.DocumentAfter!, cancellationToken).ConfigureAwait(false),
            Reach = StateReach.Durable,
        };
    }

    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    /// <summary>The hashes of all documents.</summary>
    public async Task<IReadOnlyCollection<string>> ListAsync(CancellationToken cancellationToken) =>
        await _database.ReadAsync(c => c.Rows("SELECT hash FROM documents", row => row.GetString(0)), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>The document of a hash, checked.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is not what was published.</exception>
    public Task<ReadOnlyMemory<byte>> ReadContentAsync(string hash, CancellationToken cancellationToken) =>
        _database.ReadAsync<ReadOnlyMemory<byte>>(c => DocumentRows.Read(c, hash), cancellationToken);

    public void Dispose() => _trail.Recorded -= Tell;

    private async ValueTask<PublishedDocument> ReadAsync(DocumentRevision revision, CancellationToken cancellationToken)
    {
        if (_last is { } last && last.Revision == revision) return last;
        var content = await ReadContentAsync(revision.Hash, cancellationToken).ConfigureAwait(false);
        return _last = new() { Revision = revision, Utf8Json = content };
    }

    private void Tell(AuditRecord record)
    {
        if (record.Change.IsGlobal) _listeners.Tell();
    }
}
