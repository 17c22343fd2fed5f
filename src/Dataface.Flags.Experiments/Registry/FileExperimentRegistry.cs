using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Files;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>
/// Keeps experiments in a journal: a file of JSON lines that is only ever added to, each with the hash of the one before, flushed to the disk before an
/// operation ends. It survives kill -9; several processes of one machine may share it. Results come as aggregates; raw events need PostgreSQL.
/// Thread-safe.
/// </summary>
public sealed class FileExperimentRegistry : IExperimentStore, IDisposable
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly RegistryJournal _journal;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Opens the journal; it is made when there is something to keep.</summary>
    /// <param name="path">The file. A lock file stands beside it.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public FileExperimentRegistry(string path, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        (_path, _time) = (Path.GetFullPath(path), time ?? TimeProvider.System);
        _journal = new RegistryJournal(_path);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The journal was edited or damaged; the message says where. So for every other operation.</exception>
    public Task<IReadOnlyList<ExperimentRecord>> ListAsync(CancellationToken cancellation = default) =>
        ReadAsync<IReadOnlyList<ExperimentRecord>>(ledger => [.. ledger.Records], cancellation);

    /// <inheritdoc/>
    public Task<ExperimentRecord?> FindAsync(string id, CancellationToken cancellation = default) => ReadAsync(ledger => ledger.Find(id)?.Record, cancellation);

    /// <inheritdoc/>
    /// <exception cref="IOException">The journal could not be written; nothing was changed. So for every other operation that changes something.</exception>
    public async Task<ExperimentRecord> CreateAsync(ExperimentDraft draft, string by, CancellationToken cancellation = default)
    {
        RegistryRules.ThrowIfUnreadable(draft);
        var id = RegistryRules.New(draft, _time.GetUtcNow()).Id;
        return (await AddAsync(new() { Action = RegistryAction.Create, At = _time.GetUtcNow(), By = by, Id = id, Draft = draft }, null, cancellation).ConfigureAwait(false))!;
    }

    /// <inheritdoc/>
    public Task<ExperimentRecord> ChangeStatusAsync(string id, ExperimentStatus status, string by, string reason, CancellationToken cancellation = default) =>
        ((IExperimentStore)this).ChangeStatusAsync(new(id, status, by, reason), cancellation);

    /// <inheritdoc/>
    public Task AddKpisAsync(
        string id, IReadOnlyList<KpiValue> kpis, IReadOnlyList<ExposureCount> exposures, string by, CancellationToken cancellation = default) =>
        ((IExperimentStore)this).AddDataAsync(id, new() { Kpis = kpis, Exposures = exposures }, by, cancellation);

    /// <inheritdoc/>
    public Task<ExperimentData> LoadDataAsync(string id, CancellationToken cancellation = default) => ReadAsync(ledger => ledger.Get(id).Data, cancellation);

    /// <inheritdoc/>
    public async Task<long> StartRefreshAsync(string job, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(job);
        return await WriteAsync(
            () =>
            {
                var refresh = new RefreshEntry
                {
                    Id = _journal.Ledger.LastRefresh + 1,
                    Job = job,
                    StartedAt = _time.GetUtcNow(),
                    Status = RefreshStatus.Running,
                    Rows = 0,
                };
                _journal.Add(Entry(RegistryAction.Refresh) with { Refresh = refresh }, null);
                return refresh.Id;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="RefusalException">No such load was begun.</exception>
    public Task FinishRefreshAsync(long refresh, RefreshStatus status, long rows, string? failure, CancellationToken cancellation = default) =>
        ((IExperimentStore)this).FinishRefreshAsync(refresh, status, rows, failure, null, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RefreshEntry>> ReadRefreshLogAsync(string? job = null, int limit = 100, CancellationToken cancellation = default) =>
        ReadAsync<IReadOnlyList<RefreshEntry>>(ledger => [.. ledger.Refreshes.Where(r => job is null || r.Job == job).Take(limit)], cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExperimentAuditEntry>> ReadAuditAsync(string id, CancellationToken cancellation = default) =>
        ReadAsync(ledger => ledger.Get(id).Audit, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    async Task<ExperimentRecord> IExperimentStore.ReplaceAsync(ExperimentDraft draft, long expectedVersion, string by, string reason, CancellationToken cancellation)
    {
        RegistryRules.ThrowIfUnreadable(draft);
        return (await AddAsync(Entry(RegistryAction.Document, draft.Id!, by) with { Draft = draft, Reason = reason }, expectedVersion, cancellation).ConfigureAwait(false))!;
    }

    async Task<ExperimentRecord> IExperimentStore.ChangeStatusAsync(StatusChange change, CancellationToken cancellation)
    {
        var entry = Entry(RegistryAction.Status, change.Id, change.By) with { To = change.To, Reason = change.Reason, Decision = change.Decision };
        return (await AddAsync(entry, change.ExpectedVersion, cancellation).ConfigureAwait(false))!;
    }

    Task IExperimentStore.AddDataAsync(string id, ExperimentData data, string by, CancellationToken cancellation) =>
        AddAsync(Entry(RegistryAction.Kpis, id, by) with { Data = data }, null, cancellation);

    Task IExperimentStore.ReplaceDataAsync(string id, ExperimentData data, string by, CancellationToken cancellation) =>
        AddAsync(Entry(RegistryAction.Results, id, by) with { Data = data }, null, cancellation);

    async Task IExperimentStore.MarkStableAsync(string id, CancellationToken cancellation) => await WriteAsync(
        () => _journal.Ledger.Get(id).Record.StableAt is null ? _journal.Add(Entry(RegistryAction.Stable, id, "registry"), null) : null, cancellation).ConfigureAwait(false);

    Task IExperimentStore.NoteAsync(ExperimentNote note, CancellationToken cancellation) => AddAsync(
        Entry(RegistryAction.Note, note.Id, note.By) with { Note = note.Action, Reason = note.Reason, After = note.After }, null,
            cancellation);

    async Task IExperimentStore.FinishRefreshAsync(
        long refresh, RefreshStatus status, long rows, string? error, TimeSpan? lag, CancellationToken cancellation) => await WriteAsync(
        () =>
        {
            var ended = _journal.Ledger.GetRefresh(refresh) with { FinishedAt = _time.GetUtcNow(), Status = status, Rows = rows, Error = error, Lag = lag };
            return _journal.Add(Entry(RegistryAction.Refresh) with { Refresh = ended }, null);
        },
        cancellation).ConfigureAwait(false);

    private RegistryEntry Entry(RegistryAction action, string id = "", string by = "") => new() { Action = action, At = _time.GetUtcNow(), Id = id, By = by };

    /// <summary>What would not be readable afterwards must not be written: the journal is one chain.</summary>
    private Task<ExperimentRecord?> AddAsync(RegistryEntry entry, long? expectedVersion, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            if (entry is { Action: RegistryAction.Kpis, Data: { } data }) RegistryRules.ThrowIfDamaged(_journal.Ledger.Get(entry.Id).Record, data, entry.At);
            return _journal.Add(entry, expectedVersion);
        },
        cancellation);

    private Task<T> ReadAsync<T>(Func<RegistryLedger, T> read, CancellationToken cancellation) => InTurnAsync(
        () => Task.Run(
            () =>
            {
                _journal.ReadOn();
                return read(_journal.Ledger);
            },
            cancellation),
        cancellation);

    private Task<T> WriteAsync<T>(Func<T> write, CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            using var exclusive = await FileLock.TakeAsync(_path + ".lock", LockTimeout, cancellation).ConfigureAwait(false);
            return await Task.Run(
                () =>
                {
                    _journal.ReadOn();
                    return write();
                },
                CancellationToken.None).ConfigureAwait(false);
        },
        cancellation);

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
