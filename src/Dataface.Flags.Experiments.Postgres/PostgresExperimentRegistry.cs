using System.Data.Common;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Postgres;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Postgres;
using Dataface.Flags.Postgres.Connections;
using Dataface.Flags.Postgres.Schema;
using Dataface.Flags.Postgres.State;
using Npgsql;

namespace Dataface.Flags.Experiments;

/// <summary>
/// Keeps experiments in PostgreSQL, 15 or later, in the schemas <c>metadata</c> and <c>metrics</c>. Row-level security lets a team see only
/// its own experiments and keeps readers from changing anything; what was decided stays unchanged, whoever writes. Failures are
/// <see cref="NpgsqlException"/>. Thread-safe.
/// </summary>
public sealed class PostgresExperimentRegistry : IExperimentStore
{
    /// <summary>The package's scripts.</summary>
    internal static readonly SchemaScripts Scripts = new(typeof(PostgresExperimentRegistry).Assembly, "metadata");

    private const string Select =
        "SELECT id, name, hypothesis, owner, created_at, status, kpis, definition, version, decision::text, decided_at, stable_at, "
        + "data_version FROM metadata.experiments";

    private readonly PostgresFlagDatabase _database;
    private readonly TimeProvider _time;

    /// <summary>Keeps them in a database.</summary>
    /// <param name="database">The database; the caller disposes it, after this.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public PostgresExperimentRegistry(PostgresFlagDatabase database, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        (_database, _time) = (database, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExperimentRecord>> ListAsync(CancellationToken cancellation = default) =>
        RunAsync<IReadOnlyList<ExperimentRecord>>(
            async connection => await connection.ListAsync(new(Select + " ORDER BY id COLLATE \"C\""), ReadRecord, cancellation)
                .ConfigureAwait(false), cancellation);

    /// <inheritdoc/>
    public Task<ExperimentRecord?> FindAsync(string id, CancellationToken cancellation = default) =>
        RunAsync(connection => FindAsync(connection, id, isForUpdate: false, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<ExperimentRecord> CreateAsync(ExperimentDraft draft, string by, CancellationToken cancellation = default)
    {
        RegistryRules.ThrowIfUnreadable(draft);
        var record = RegistryRules.New(draft, _time.GetUtcNow());
        return ChangeAsync(
            async connection =>
            {
                var insert = Sql.Command(
                    "INSERT INTO metadata.experiments (id, name, hypothesis, owner, created_at, status, kpis, definition) VALUES ($1, $2, "
                    + "$3, $4, $5, 'draft', $6, $7)",
                    record.Id, record.Name, record.Hypothesis, record.Owner, record.CreatedAt, record.Kpis.ToArray(),
                    Sql.Text(record.Definition));
                try
                {
                    await connection.ExecuteAsync(insert, cancellation).ConfigureAwait(false);
                }
                catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
                {
                    throw RegistryRules.Exists(record.Id);
                }

                await NoteAsync(connection, Entry(RegistryAction.Create, record.Id, by), null, record, cancellation).ConfigureAwait(false);
                return record;
            },
            cancellation);
    }

    /// <inheritdoc/>
    public Task<ExperimentRecord> ChangeStatusAsync(
        string id, ExperimentStatus status, string by, string reason, CancellationToken cancellation = default) =>
        ((IExperimentStore)this).ChangeStatusAsync(new(id, status, by, reason), cancellation);

    /// <inheritdoc/>
    public Task AddKpisAsync(
        string id, IReadOnlyList<KpiValue> kpis, IReadOnlyList<ExposureCount> exposures, string by,
        CancellationToken cancellation = default) =>
        ((IExperimentStore)this).AddDataAsync(id, new() { Kpis = kpis, Exposures = exposures }, by, cancellation);

    /// <inheritdoc/>
    public Task<ExperimentData> LoadDataAsync(string id, CancellationToken cancellation = default) =>
        RunAsync(connection => ResultTables.ReadAsync(connection, id, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<long> StartRefreshAsync(string job, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(job);
        return RunAsync(connection => RefreshLog.StartAsync(connection, job, _time.GetUtcNow(), cancellation), cancellation);
    }

    /// <inheritdoc/>
    /// <exception cref="RefusalException">No such load was begun, or it has ended.</exception>
    public Task FinishRefreshAsync(
        long refresh, RefreshStatus status, long rows, string? failure, CancellationToken cancellation = default) =>
        ((IExperimentStore)this).FinishRefreshAsync(refresh, status, rows, failure, null, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RefreshEntry>> ReadRefreshLogAsync(
        string? job = null, int limit = 100, CancellationToken cancellation = default) =>
        RunAsync(connection => RefreshLog.ReadAsync(connection, job, limit, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExperimentAuditEntry>> ReadAuditAsync(string id, CancellationToken cancellation = default) =>
        RunAsync<IReadOnlyList<ExperimentAuditEntry>>(
            async connection =>
            {
                var select = Sql.Command(
                    "SELECT at, by, action, reason, before, after FROM metadata.experiment_audit WHERE experiment_id = $1 ORDER BY "
                    + "sequence", id);
                var entries = await connection.ListAsync(select, ReadAudit, cancellation).ConfigureAwait(false);

                // Every experiment has at least the entry of its creation.
                return entries.Count > 0 ? entries : throw RegistryRules.NotFound(id);
            },
            cancellation);

    Task<IReadOnlyList<LatestAudit>> IExperimentStore.ReadLatestAuditAsync(int limit, CancellationToken cancellation) =>
        RunAsync<IReadOnlyList<LatestAudit>>(
            async connection => await connection.ListAsync(
                Sql.Command(
                    "SELECT at, by, action, reason, before, after, experiment_id FROM metadata.experiment_audit "
                    + "ORDER BY sequence DESC LIMIT $1",
                    limit),
                row => new LatestAudit(row.GetString(6), ReadAudit(row)), cancellation).ConfigureAwait(false),
            cancellation);

    async Task<ExperimentRecord> IExperimentStore.ReplaceAsync(
        ExperimentDraft draft, long expectedVersion, string by, string reason, CancellationToken cancellation)
    {
        RegistryRules.ThrowIfUnreadable(draft);
        var entry = Entry(RegistryAction.Document, draft.Id!, by) with { Reason = reason };
        return await UpdateAsync(entry, record => RegistryRules.Replace(record, draft, expectedVersion), cancellation)
            .ConfigureAwait(false);
    }

    Task<ExperimentRecord> IExperimentStore.ChangeStatusAsync(StatusChange change, CancellationToken cancellation) =>
        UpdateAsync(Entry(RegistryAction.Status, change.Id, change.By) with { Reason = change.Reason },
            record => RegistryRules.Move(record, change, _time.GetUtcNow()), cancellation);

    Task IExperimentStore.AddDataAsync(string id, ExperimentData data, string by, CancellationToken cancellation) =>
        LoadAsync(Entry(RegistryAction.Kpis, id, by) with { Data = data }, cancellation);

    Task IExperimentStore.ReplaceDataAsync(
        string id, ExperimentData data, string by, string reason, CancellationToken cancellation) =>
        LoadAsync(Entry(RegistryAction.Results, id, by) with { Data = data, Reason = reason }, cancellation);

    Task IExperimentStore.MarkStableAsync(string id, CancellationToken cancellation) => UpdateAsync(
        Entry(RegistryAction.Stable, id, "registry"),
        record => record.StableAt is null ? record with { StableAt = _time.GetUtcNow() } : record, cancellation);

    Task IExperimentStore.NoteAsync(ExperimentNote note, CancellationToken cancellation) => ChangeAsync(
        async connection =>
        {
            var record = await GetAsync(connection, note.Id, cancellation).ConfigureAwait(false);
            var entry = Entry(RegistryAction.Note, note.Id, note.By) with { Note = note.Action, Reason = note.Reason, After = note.After };
            return await NoteAsync(connection, entry, record, record, cancellation).ConfigureAwait(false);
        },
        cancellation);

    Task IExperimentStore.FinishRefreshAsync(
        long refresh, RefreshStatus status, long rows, string? error, TimeSpan? lag, CancellationToken cancellation) =>
        RunAsync(
            connection => RefreshLog.FinishAsync(connection, new(refresh, _time.GetUtcNow(), status, rows, error, lag), cancellation),
            cancellation);

    /// <summary>Does something that may be done twice, with the registry's schema.</summary>
    internal async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        await _database.MigrateAsync(Scripts, cancellation).ConfigureAwait(false);
        return await _database.RunAsync(work, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Puts results in place inside a transaction of the caller's. The refresh log tells of it, the audit of what people do.
    /// </summary>
    /// <param name="connection">Where.</param>
    /// <param name="entry">The results.</param>
    /// <param name="check">Refuses results that somebody has sent; null for those of the store's own events.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal static async Task<ExperimentRecord> ReplaceAsync(
        NpgsqlConnection connection, RegistryEntry entry, Action<ExperimentRecord, ExperimentData, DateTimeOffset>? check,
        CancellationToken cancellation)
    {
        var record = await GetAsync(connection, entry.Id, cancellation).ConfigureAwait(false);
        RegistryRules.ThrowIfDecided(record);
        check?.Invoke(record, entry.Data!, entry.At);
        await ResultTables.WriteAsync(connection, entry, cancellation).ConfigureAwait(false);
        return record;
    }

    internal RegistryEntry Entry(RegistryAction action, string id, string by) =>
        new() { Action = action, At = _time.GetUtcNow(), Id = id, By = by };

    private static async Task<ExperimentRecord> GetAsync(NpgsqlConnection connection, string id, CancellationToken cancellation) =>
        await FindAsync(connection, id, isForUpdate: true, cancellation).ConfigureAwait(false) ?? throw RegistryRules.NotFound(id);

    private static async Task<ExperimentRecord?> FindAsync(
        NpgsqlConnection connection, string id, bool isForUpdate, CancellationToken cancellation)
    {
        var select = Sql.Command(isForUpdate ? Select + " WHERE id = $1 FOR UPDATE" : Select + " WHERE id = $1", id);
        return (await connection.ListAsync(select, ReadRecord, cancellation).ConfigureAwait(false)).FirstOrDefault();
    }

    private static Task<int> NoteAsync(
        NpgsqlConnection connection, RegistryEntry entry, ExperimentRecord? before, ExperimentRecord after, CancellationToken cancellation)
    {
        var audit = RegistryAudit.Of(entry, before, after);
        return connection.ExecuteAsync(
            Sql.Command(
                "INSERT INTO metadata.experiment_audit (experiment_id, at, by, action, reason, before, after) VALUES ($1, $2, $3, $4, $5, "
                + "$6, $7)",
                entry.Id, audit.At, audit.By, audit.Action, Sql.Text(audit.Reason), Sql.Text(audit.Before), Sql.Text(audit.After)),
            cancellation);
    }

    private static ExperimentRecord ReadRecord(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        Hypothesis = row.GetString(2),
        Owner = row.GetString(3),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(4),
        Status = Documents.Reading.ExperimentWords.Statuses.Parse(row.GetString(5)),
        Kpis = row.GetFieldValue<string[]>(6),
        Definition = row.IsDBNull(7) ? null : row.GetString(7),
        Version = row.GetInt64(8),
        Decision = row.IsDBNull(9) ? null : DecisionJson.FromText(row.GetString(9)),
        DecidedAt = row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10),
        StableAt = row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
        DataVersion = row.GetInt64(12),
    };

    private static ExperimentAuditEntry ReadAudit(DbDataReader row) =>
        new()
        {
            At = row.GetFieldValue<DateTimeOffset>(0),
            By = row.GetString(1),
            Action = row.GetString(2),
            Reason = Sql.Text(row, 3),
            Before = Sql.Text(row, 4),
            After = Sql.Text(row, 5),
        };

    private Task LoadAsync(RegistryEntry entry, CancellationToken cancellation) => ChangeAsync(
        async connection =>
        {
            var record = await ReplaceAsync(connection, entry, RegistryRules.ThrowIfDamaged, cancellation).ConfigureAwait(false);
            await NoteAsync(connection, entry, record, record, cancellation).ConfigureAwait(false);
            return true;
        },
        cancellation);

    private Task<ExperimentRecord> UpdateAsync(
        RegistryEntry entry, Func<ExperimentRecord, ExperimentRecord> change, CancellationToken cancellation) => ChangeAsync(
        async connection =>
        {
            var before = await GetAsync(connection, entry.Id, cancellation).ConfigureAwait(false);
            var after = change(before);
            if (after == before) return before;
            await connection.ExecuteAsync(
                Sql.Command(
                    """
                    UPDATE metadata.experiments SET name = $2, hypothesis = $3, owner = $4, status = $5, kpis = $6,
                    definition = $7, version = $8,
                        decision = $9,
                        decided_at = $10, stable_at = $11
                    WHERE id = $1
                    """,
                    after.Id, after.Name, after.Hypothesis, after.Owner, Documents.Reading.ExperimentWords.Statuses[after.Status],
                    after.Kpis.ToArray(), Sql.Text(after.Definition),
                    after.Version, Sql.Decision(after.Decision), Sql.Time(after.DecidedAt), Sql.Time(after.StableAt)),
                cancellation).ConfigureAwait(false);
            await NoteAsync(connection, entry, before, after, cancellation).ConfigureAwait(false);
            return after;
        },
        cancellation);

    /// <summary>One transaction. Not tried twice: an experiment that was added is refused the second time.</summary>
    private async Task<T> ChangeAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        await _database.MigrateAsync(Scripts, cancellation).ConfigureAwait(false);
        var connection = await _database.OpenAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await connection.ExecuteAsync(Sql.Command(Turn.LongerLimits), cancellation).ConfigureAwait(false);
                    var result = await work(connection).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                    return result;
                }
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                throw await Turn.TakenAsync(connection, error, cancellation).ConfigureAwait(false);
            }
        }
    }
}
