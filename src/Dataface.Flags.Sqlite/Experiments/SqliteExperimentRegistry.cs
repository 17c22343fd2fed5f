using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Experiments;

/// <summary>Keeps experiments in the server's database. Failures are those of <see cref="SqliteDatabase"/>. Thread-safe.</summary>
internal sealed class SqliteExperimentRegistry(SqliteDatabase database, TimeProvider time) : IExperimentStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ExperimentRecord>> ListAsync(CancellationToken cancellation = default) =>
        database.ReadAsync(ExperimentRows.List, cancellation);

    /// <inheritdoc/>
    public Task<ExperimentRecord?> FindAsync(string id, CancellationToken cancellation = default) =>
        database.ReadAsync(connection => ExperimentRows.Find(connection, id), cancellation);

    /// <inheritdoc/>
    public async Task<ExperimentRecord> CreateAsync(ExperimentDraft draft, string by, CancellationToken cancellation = default)
    {
        RegistryRules.ThrowIfUnreadable(draft);
        var record = RegistryRules.New(draft, time.GetUtcNow());
        return await database.WriteAsync(
            connection => ExperimentRows.Find(connection, record.Id) is null
                ? ExperimentRows.Write(connection, Entry(RegistryAction.Create, record.Id, by), null, record)
                : throw RegistryRules.Exists(record.Id),
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<ExperimentRecord> ChangeStatusAsync(
        string id, ExperimentStatus status, string by, string reason, CancellationToken cancellation = default) =>
        ChangeStatusAsync(new(id, status, by, reason), cancellation);

    /// <inheritdoc/>
    public Task<ExperimentRecord> ChangeStatusAsync(StatusChange change, CancellationToken cancellation = default) => UpdateAsync(
        Entry(RegistryAction.Status, change.Id, change.By) with { Reason = change.Reason },
        record => RegistryRules.Move(record, change, time.GetUtcNow()), cancellation);

    /// <inheritdoc/>
    public async Task<ExperimentRecord> ReplaceAsync(
        ExperimentDraft draft, long expectedVersion, string by, string reason, CancellationToken cancellation = default)
    {
        RegistryRules.ThrowIfUnreadable(draft);
        var entry = Entry(RegistryAction.Document, draft.Id!, by) with { Reason = reason };
        return await UpdateAsync(entry, record => RegistryRules.Replace(record, draft, expectedVersion), cancellation)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task MarkStableAsync(string id, CancellationToken cancellation = default) => UpdateAsync(
        Entry(RegistryAction.Stable, id, "registry"),
        record => record.StableAt is null ? record with { StableAt = time.GetUtcNow() } : record, cancellation);

    /// <inheritdoc/>
    public Task NoteAsync(ExperimentNote note, CancellationToken cancellation = default)
    {
        var entry = Entry(RegistryAction.Note, note.Id, note.By) with { Note = note.Action, Reason = note.Reason, After = note.After };
        return database.WriteAsync(
            connection =>
            {
                var record = ExperimentRows.Get(connection, note.Id);
                ExperimentRows.Note(connection, entry, record, record);
                return record;
            },
            cancellation);
    }

    /// <inheritdoc/>
    public Task AddKpisAsync(
        string id, IReadOnlyList<KpiValue> kpis, IReadOnlyList<ExposureCount> exposures, string by,
        CancellationToken cancellation = default) =>
        AddDataAsync(id, new() { Kpis = kpis, Exposures = exposures }, by, cancellation);

    /// <inheritdoc/>
    public Task AddDataAsync(string id, ExperimentData data, string by, CancellationToken cancellation = default) =>
        LoadAsync(Entry(RegistryAction.Kpis, id, by) with { Data = data }, cancellation);

    /// <inheritdoc/>
    public Task ReplaceDataAsync(
        string id, ExperimentData data, string by, string reason, CancellationToken cancellation = default) =>
        LoadAsync(Entry(RegistryAction.Results, id, by) with { Data = data, Reason = reason }, cancellation);

    /// <inheritdoc/>
    public Task<ExperimentData> LoadDataAsync(string id, CancellationToken cancellation = default) =>
        database.ReadAsync(connection => ResultRows.Read(connection, id), cancellation);

    /// <inheritdoc/>
    public Task<long> StartRefreshAsync(string job, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(job);
        return database.WriteAsync(connection => RefreshRows.Start(connection, job, time.GetUtcNow()), cancellation);
    }

    /// <inheritdoc/>
    public Task FinishRefreshAsync(
        long refresh, RefreshStatus status, long rows, string? failure, CancellationToken cancellation = default) =>
        FinishRefreshAsync(refresh, status, rows, failure, null, cancellation);

    /// <inheritdoc/>
    public Task FinishRefreshAsync(
        long refresh, RefreshStatus status, long rows, string? error, TimeSpan? lag, CancellationToken cancellation = default) =>
        database.WriteAsync(
            connection => RefreshRows.Finish(connection, new(refresh, time.GetUtcNow(), status, rows, error, lag)), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RefreshEntry>> ReadRefreshLogAsync(
        string? job = null, int limit = 100, CancellationToken cancellation = default) =>
        database.ReadAsync(connection => RefreshRows.Read(connection, job, limit), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExperimentAuditEntry>> ReadAuditAsync(string id, CancellationToken cancellation = default) =>
        database.ReadAsync(connection => ExperimentRows.ReadAudit(connection, id), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LatestAudit>> ReadLatestAuditAsync(int limit, CancellationToken cancellation = default) =>
        database.ReadAsync(connection => ExperimentRows.ReadLatest(connection, limit), cancellation);

    /// <summary>
    /// Puts results in place inside a transaction of the caller's. The refresh log tells of it, the audit of what people do.
    /// </summary>
    /// <param name="connection">Where.</param>
    /// <param name="entry">The results.</param>
    /// <param name="check">Refuses results that somebody has sent; null for those of the store's own events.</param>
    internal static ExperimentRecord Replace(
        SqliteConnection connection, RegistryEntry entry, Action<ExperimentRecord, ExperimentData, DateTimeOffset>? check = null)
    {
        var record = ExperimentRows.Get(connection, entry.Id);
        RegistryRules.ThrowIfDecided(record);
        check?.Invoke(record, entry.Data!, entry.At);
        ResultRows.Write(connection, entry);
        return record;
    }

    internal RegistryEntry Entry(RegistryAction action, string id, string by) =>
        new() { Action = action, At = time.GetUtcNow(), Id = id, By = by };

    private Task<ExperimentRecord> LoadAsync(RegistryEntry entry, CancellationToken cancellation) => database.WriteAsync(
        connection =>
        {
            var record = Replace(connection, entry, RegistryRules.ThrowIfDamaged);
            ExperimentRows.Note(connection, entry, record, record);
            return record;
        },
        cancellation);

    private Task<ExperimentRecord> UpdateAsync(
        RegistryEntry entry, Func<ExperimentRecord, ExperimentRecord> change, CancellationToken cancellation) => database.WriteAsync(
        connection =>
        {
            var before = ExperimentRows.Get(connection, entry.Id);
            var after = change(before);
            return after == before ? before : ExperimentRows.Write(connection, entry, before, after);
        },
        cancellation);
}
