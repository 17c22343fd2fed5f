using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Guard;

/// <summary>
/// Keeps what instances report in the server's database, and counts it in memory, in the order in which it is kept. Once many reports of
/// an epoch have come, what was counted is kept instead of them. Reports of epochs that are over go. Thread-safe.
/// </summary>
internal sealed class SqliteGuardEvidenceStore : IGuardEvidenceStore, IDisposable
{
    /// <summary>The most reports of an epoch that are kept one by one.</summary>
    private const int MostReports = 1_000;

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly EvidenceLedgers _ledgers = new();
    private readonly List<(EvidenceLine Line, long Position)> _drafts = [];
    private readonly Lock _gate = new();

    /// <summary>How many reports of each epoch are kept one by one, and the position of the last line that was counted.</summary>
    private readonly Dictionary<(string Rollout, int Number), (int Reports, long Last)> _kept = [];

    /// <summary>Reads what was reported.</summary>
    /// <exception cref="InvalidDataException">A report is not as it was written.</exception>
    public SqliteGuardEvidenceStore(SqliteDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        foreach (var (line, position) in database.Read(ReportRows.Read)) Take(line, position);
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
        await _database.WriteAsync(connection => Draft(connection, report), cancellationToken).ConfigureAwait(false);
        if (Tidy(report.Epoch) is { } tidying) await _database.WriteAsync(tidying, cancellationToken).ConfigureAwait(false);
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

    private long Draft(SqliteConnection connection, GuardReport report)
    {
        var line = new EvidenceLine(_time.GetUtcNow(), report);
        var position = ReportRows.Insert(connection, line);
        _drafts.Add((line, position));
        return position;
    }

    private void Settle()
    {
        lock (_gate)
        {
            foreach (var (line, position) in _drafts) Take(line, position);
        }

        _drafts.Clear();
    }

    private void Take(EvidenceLine line, long position)
    {
        line.AddTo(_ledgers);
        var epoch = (line.Epoch!.Value.Rollout, line.Epoch.Value.Number);
        var (reports, last) = _kept.GetValueOrDefault(epoch);
        _kept[epoch] = (reports + 1, Math.Max(last, position));
    }

    /// <summary>What there is to tidy up after a report of an epoch; null for nothing.</summary>
    private Func<SqliteConnection, long>? Tidy(GuardEpoch epoch)
    {
        lock (_gate)
        {
            var kept = _ledgers.Kept.ToHashSet();
            if (_kept.Keys.Where(known => !kept.Contains(known)).ToList() is { Count: > 0 } over)
            {
                foreach (var known in over) _kept.Remove(known);
                return connection => ReportRows.Keep(connection, kept);
            }

            var key = (epoch.Rollout, epoch.Number);
            var (reports, last) = _kept.GetValueOrDefault(key);
            if (reports <= MostReports) return null;
            _kept[key] = (0, last);
            var line = new EvidenceLine(_time.GetUtcNow(), Report: null, _ledgers.Save(epoch));
            return connection => ReportRows.Replace(connection, line, last);
        }
    }
}
