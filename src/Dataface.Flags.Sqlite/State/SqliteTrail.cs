using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.State;

/// <summary>
/// The trail, and what it has come to, in memory. Nobody else writes the file. Records are drawn up in a transaction, and count
/// once that is on
/// the disk. <see cref="Append"/> is called by writes; everything else is thread-safe.
/// </summary>
internal sealed class SqliteTrail : IDisposable
{
    /// <summary>How many records a start may have to read.</summary>
    public const int StandEvery = 2_000;

    private readonly SqliteDatabase _database;
    private readonly List<(AuditRecord Record, LedgerState After)> _drafts = [];
    private volatile LedgerState _state;

    /// <summary>Reads what is in the file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public SqliteTrail(SqliteDatabase database, string source)
    {
        (_database, Source) = (database, source);
        _state = database.Read(connection => TrailReading.Read(connection, source));
        _database.Committed += Settle;
    }

    /// <summary>What the kills' source is called.</summary>
    public string Source { get; }

    /// <summary>What is on the disk.</summary>
    public LedgerState State => _state;

    /// <summary>Is told of each record that is on the disk, before whoever made it is answered.</summary>
    public event Action<AuditRecord>? Recorded;

    /// <summary>Is told when records are on the disk, before all others; what it throws, whoever made them is answered.</summary>
    public event Action<LedgerState>? Kept;

    /// <summary>Draws up the record of a change and adds it. The last thing that a write does.</summary>
    /// <returns>The record, and whether it is new; it is not when the change is delivered once more.</returns>
    /// <exception cref="RefusalException">It is refused.</exception>
    public (AuditRecord Record, bool IsNew) Append(SqliteConnection connection, StateChange change)
    {
        if (ChangeCheck.RefusalOf(change) is { } malformed) throw malformed;
        var state = Before(connection);
        if (TrailRows.Find(connection, change.Id) is { } known)
        {
            known.IsOf(change);
            return (known, false);
        }

        change = change.Canonical();
        var before = state.Of(change.Environment);
        if (before.RefusalHere(change) is { } refusal) throw refusal;
        var record = new TrailHead(state.Sequence, state.Head).Next(change, before, Source);
        TrailRows.Insert(connection, record);
        OutboxRows.Add(connection, record);
        var after = state.After(record);
        if (after.Sequence % StandEvery == 0) StandRow.Write(connection, after);
        _drafts.Add((record, after));
        return (record, true);
    }

    public void Dispose() => _database.Committed -= Settle;

    /// <summary>What the records in the open transaction come to: drafts that were taken back are forgotten.</summary>
    private LedgerState Before(SqliteConnection connection)
    {
        var last = TrailRows.Last(connection);
        _drafts.RemoveAll(draft => draft.Record.Sequence > last);
        return _drafts is [.., var newest] ? newest.After : _state;
    }

    /// <summary>The transaction is on the disk, and with it all records that are in it.</summary>
    private void Settle(SqliteConnection connection)
    {
        if (_drafts.Count == 0) return;
        var state = Before(connection);
        var records = _drafts.ConvertAll(draft => draft.Record);
        _drafts.Clear();
        if (records.Count == 0) return;
        _state = state;
        try
        {
            Kept?.Invoke(state);
        }
        finally
        {
            // It has happened, whoever is told that it could not be confirmed.
            foreach (var record in records) Recorded?.Invoke(record);
        }
    }
}
