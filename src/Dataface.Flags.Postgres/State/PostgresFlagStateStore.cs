using System.Runtime.CompilerServices;
using Dataface.Flags.Postgres.Listening;
using Dataface.Flags.Postgres.State;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Dataface.Flags.Postgres;

/// <summary>
/// Keeps state in PostgreSQL: kills, ramps, restores, and the hash-chained audit trail, record for record as
/// <see cref="FileFlagStateStore"/> writes it. A change is answered <see cref="StateReach.Fleet"/> once its transaction is committed,
/// because the commit announces it to every instance. Thread-safe.
/// </summary>
/// <param name="database">The database. You own it; dispose it after this store.</param>
/// <param name="name">The store's name.</param>
public sealed class PostgresFlagStateStore(PostgresFlagDatabase database, string name = "postgres")
    : IFlagStateStore, IIndexedTrail, IInstanceReports
{
    /// <summary>One statement, so that all of it is of one moment.</summary>
    private const string Load =
        """
        SELECT 'head', lineage, coalesce((SELECT e.sequence FROM dataface_flags.environments e WHERE e.environment = $1), 0), NULL
        FROM dataface_flags.head
        UNION ALL SELECT 'kill', flag, 0, state FROM dataface_flags.kills WHERE environment = $1
        UNION ALL SELECT 'ramp', rollout, 0, state FROM dataface_flags.ramps WHERE environment = $1
        UNION ALL SELECT 'restore', flag, count, NULL FROM dataface_flags.restores WHERE environment = $1
        UNION ALL SELECT 'document', document, number, NULL FROM dataface_flags.head WHERE document IS NOT NULL
        UNION ALL SELECT 'apart', why, sequence, NULL FROM dataface_flags.apart WHERE recovered IS NULL
        UNION ALL SELECT 'apart', why, sequence, NULL FROM dataface_flags.foreign_rows()
        UNION ALL SELECT 'foreign', flag, sequence, state FROM dataface_flags.foreign_rows() WHERE environment = $1 AND flag IS NOT NULL
        """;

    /// <inheritdoc/>
    public string Name => name;

    IInstanceTransport IInstanceReports.OpenReports(string environment, ILogger logger) =>
        new PostgresInstanceTransport(environment, database, name);

    /// <inheritdoc/>
    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken) =>
        await database.FollowAsync(connection => LoadAsync(connection, environment, default), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="NpgsqlException">It could not be recorded, or it is unknown whether it was: deliver it again.</exception>
    /// <exception cref="TimeoutException">Another session of the database blocks changes; the message names it.</exception>
    public async ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (ChangeCheck.RefusalOf(change) is { } refusal) throw refusal;
        var record = await database.ChangeAsync(
            connection =>
            {
                // Whoever made it may have given up while a connection was waited for: nothing is recorded that nobody waits for.
                cancellationToken.ThrowIfCancellationRequested();
                return Trail.AppendAsync(connection, change, null, name, CancellationToken.None);
            },
            cancellationToken).ConfigureAwait(false);
        return new() { Reach = StateReach.Fleet, Sequence = record.Sequence };
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action<StateNews> changed) => database.Listener.OnState(changed);

    /// <inheritdoc/>
    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand("SELECT sequence, line, sound FROM dataface_flags.audit ORDER BY sequence", connection);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        yield return Trail.Read(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetBoolean(2));
                    }
                }
            }
        }
    }

    async Task<IReadOnlyList<AuditRecord>> IIndexedTrail.SearchAsync(TrailQuery query, CancellationToken cancellationToken) =>
        await database.RunAsync(connection => TrailSearch.RunAsync(connection, query, cancellationToken), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>The environments that records are of.</summary>
    internal async Task<IReadOnlyCollection<string>> ListEnvironmentsAsync(CancellationToken cancellationToken) =>
        await database.ListAsync("SELECT environment FROM dataface_flags.environments", cancellationToken).ConfigureAwait(false);

    private async Task<FlagState> LoadAsync(NpgsqlConnection connection, string environment, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Load, connection) { Parameters = { new() { Value = environment } } };
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new StateRows(name);
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.IsDBNull(3) ? "" : reader.GetString(3));
                }

                return rows.State;
            }
        }
    }
}
