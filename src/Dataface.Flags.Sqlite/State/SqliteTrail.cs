using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.State;

/// <summary>
/// The trail, and what it has come to, in memory. Nobody else writes the file. Records are drawn up in a transaction, and count
/// once that is on
/// the disk. <see cref="Append"/> is called by writes; everything else is thread-safe.
/// </summary>
internal sealed class SqliteTrail
{
    /// <summary>How many records a start may have to read.</summary>
    public const int StandEvery = 2_000;

    private readonly List<(AuditRecord Record, LedgerState After)> _drafts = [];
    private List<AuditRecord> _kept = [];
    private volatile LedgerState _state;
    private bool _isTold;

    /// <summary>
    /// Reads what is in the file, and belongs to it from then on: what is written while it is closed is confirmed as well.
    /// </summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public SqliteTrail(SqliteDatabase database, string source)
    {
        Source = source;
        _state = database.Read(connection => TrailReading.Read(connection, source));
        database.Begun += _drafts.Clear;
        database.Committed += Settle;
        database.Answering += Confirm;
    }

    /// <summary>What the kills' source is called.</summary>
    public string Source { get; }

    /// <summary>What is on the disk.</summary>
    public LedgerState State => _state;

    /// <summary>Is told of each record that is on the disk, before whoever made it is answered.</summary>
    public event Action<AuditRecord>? Recorded;

    /// <summary>Is told when records are on the disk, before all others; what it throws, whoever made them is answered.</summary>
    public event Action<LedgerState>? Kept;

    /// <summary>Draws up the record of a change and adds it. The first thing that a write does, since it may be refused.</summary>
    /// <returns>The record, and whether it is new; it is not when the change is delivered once more.</returns>
    /// <exception cref="RefusalException">It is refused.</exception>
    public (AuditRecord Record, bool IsNew) Append(SqliteConnection connection, StateChange change)
    {
        if (ChangeCheck.RefusalOf(change) is { } malformed) throw malformed;
        change = change.Canonical();
        var state = _drafts is [.., var newest] ? newest.After : _state;
        var before = state.Of(change.Environment);
        var refusal = before.RefusalHere(change);
        var record = new TrailHead(state.Sequence, state.Head).Next(change, before, Source);
        if (refusal is not null || !TrailRows.Insert(connection, record))
        {
            var known = TrailRows.Find(connection, change) ?? throw refusal!;
            known.IsOf(change);
            return (known, false);
        }

        // Once for a transaction: a webhook that is added in the same one may come behind it.
        if (_drafts.Count == 0) _isTold = OutboxRows.AreRead(connection);
        if (_isTold) OutboxRows.Add(connection, record);
        var after = state.After(record);
        if (after.Sequence % StandEvery == 0) StandRow.Write(connection, after);
        _drafts.Add((record, after));
        return (record, true);
    }

    /// <summary>The transaction is on the disk, and with it all records that are in it.</summary>
    private void Settle()
    {
        _kept = _drafts.ConvertAll(draft => draft.Record);
        if (_drafts is [.., var newest]) _state = newest.After;
        _drafts.Clear();
    }

    private void Confirm()
    {
        if (_kept.Count == 0) return;
        try
        {
            Kept?.Invoke(_state);
        }
        finally
        {
            // It has happened, whoever is told that it could not be confirmed.
            foreach (var record in _kept) Recorded?.Invoke(record);
        }
    }
}
