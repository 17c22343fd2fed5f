using System.Runtime.CompilerServices;
using Dataface.Flags.Background;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.State;

namespace Dataface.Flags.Sqlite.State;

/// <summary>
/// Keeps state in the server's database, record for record as <see cref="FileFlagStateStore"/> writes it. A change is on the disk
/// before it is
/// answered; changes that arrive together are written together. Thread-safe.
/// </summary>
internal sealed class SqliteFlagStateStore : IFlagStateStore, IIndexedTrail, IDisposable
{
    private const int RecordsAtOnce = 256;

    private readonly SqliteDatabase _database;
    private readonly SqliteTrail _trail;
    private readonly ChangeListeners<StateNews> _listeners = new();

    /// <param name="database">Where it is.</param>
    /// <param name="trail">Its trail.</param>
    public SqliteFlagStateStore(SqliteDatabase database, SqliteTrail trail)
    {
        (_database, _trail) = (database, trail);
        _trail.Recorded += Tell;
    }

    public string Name => _trail.Source;

    public ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken) =>
        new(_trail.State.StateOf(environment));

    public async ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (record, isNew) = await _database.WriteAsync(
            connection =>
            {
                var appended = _trail.Append(connection, change);

                // Those of a backup may have been ended since.
                if (change.Action == StateAction.Recover) connection.Execute("DELETE FROM sessions");
                return appended;
            },
            cancellationToken).ConfigureAwait(false);
        return new()
        {
            Reach = StateReach.Durable,
            Sequence = record.Sequence,
            Lineage = _trail.State.Lineage,
            Record = isNew ? record : null,
        };
    }

    public IDisposable OnChange(Action<StateNews> changed) => _listeners.Add(changed);

    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // In parts, each a read of its own: a slow reader must not keep the log from being emptied.
        var last = 0L;
        while (await _database.ReadAsync(c => TrailRows.After(c, last, RecordsAtOnce), cancellationToken).ConfigureAwait(false)
            is { Count: > 0 } records)
        {
            foreach (var record in records) yield return record;
            last = records[^1].Sequence;
        }
    }

    public async Task<IReadOnlyList<AuditRecord>> SearchAsync(TrailQuery query, CancellationToken cancellationToken) =>
        await _database.ReadAsync(connection => TrailRows.Search(connection, query), cancellationToken).ConfigureAwait(false);

    /// <summary>The environments that records are of.</summary>
    public IReadOnlyCollection<string> ListEnvironments() => [.. _trail.State.Environments.Keys];

    public void Dispose() => _trail.Recorded -= Tell;

    private void Tell(AuditRecord record) => _listeners.Tell(record.News);
}
