using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Guard;

/// <summary>
/// Keeps what instances report in the server's database, and counts it in memory, in the order in which it is kept. Reports of
/// epochs that are
/// over go. Thread-safe.
/// </summary>
internal sealed class SqliteGuardEvidenceStore : IGuardEvidenceStore, IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly EvidenceLedgers _ledgers = new();
    private readonly List<EvidenceLine> _drafts = [];
    private readonly Lock _gate = new();

    /// <summary>Reads what was reported.</summary>
    /// <exception cref="InvalidDataException">A report is not as it was written.</exception>
    public SqliteGuardEvidenceStore(SqliteDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        foreach (var line in database.Read(ReportRows.Read)) _ledgers.Add(line.Report, line.At);
        if (database.Read(connection => Seal.Broken(connection, SealedTable.Reports)) > 0)
        {
            throw SqliteTrouble.Damaged(database.Path, "reports of guards are not as they were written.");
        }

        _database.Begun += _drafts.Clear;
        _database.Committed += Settle;
    }

    public string Name => "evidence";

    public async ValueTask AddAsync(GuardReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        IReadOnlyCollection<int> before;
        lock (_gate) before = _ledgers.Kept(report.Epoch.Rollout);
        await _database.WriteAsync(connection => Draft(connection, report), cancellationToken).ConfigureAwait(false);
        IReadOnlyCollection<int> kept;
        lock (_gate) kept = _ledgers.Kept(report.Epoch.Rollout);
        if (before.Except(kept).Any() || !kept.Contains(report.Epoch.Number))
        {
            await _database.WriteAsync(connection => ReportRows.Forget(connection, report.Epoch.Rollout, kept), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    public ValueTask<GuardEvidence> ReadAsync(GuardEpoch epoch, int fromBucket, CancellationToken cancellationToken)
    {
        lock (_gate) return new(_ledgers.Read(epoch, fromBucket, _time.GetUtcNow()));
    }

    public void Dispose()
    {
        _database.Begun -= _drafts.Clear;
        _database.Committed -= Settle;
    }

    private int Draft(SqliteConnection connection, GuardReport report)
    {
        var line = new EvidenceLine(_time.GetUtcNow(), report);
        var added = ReportRows.Insert(connection, line);
        _drafts.Add(line);
        return added;
    }

    private void Settle()
    {
        lock (_gate)
        {
            foreach (var line in _drafts) _ledgers.Add(line.Report, line.At);
        }

        _drafts.Clear();
    }
}
