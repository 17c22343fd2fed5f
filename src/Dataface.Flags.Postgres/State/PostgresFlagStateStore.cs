using System.Runtime.CompilerServices;
using Dataface.Flags.Postgres.Listening;
using Dataface.Flags.Postgres.State;
using Dataface.Flags.State;
using Npgsql;

namespace Dataface.Flags.Postgres;

/// <summary>
/// Keeps state in PostgreSQL: kills, ramps, restores, and the hash-chained audit trail, record for record as <see cref="FileFlagStateStore"/> writes it.
/// A change is answered <see cref="StateReach.Fleet"/> once its transaction is committed, because the commit announces it to every instance. Thread-safe.
/// </summary>
/// <param name="database">The database; the caller disposes it, after this.</param>
/// <param name="name">The store's name.</param>
public sealed class PostgresFlagStateStore(PostgresFlagDatabase database, string name = "postgres") : IFlagStateStore
{
    /// <summary>One statement, so that all of it is of one moment.</summary>
    private const string Load =
        """
        SELECT 'head', lineage, coalesce((SELECT e.sequence FROM dataface_flags.environments e WHERE e.environment = $1), 0), NULL::bytea
        FROM dataface_flags.head
        UNION ALL SELECT 'kill', flag, 0, line FROM dataface_flags.kills JOIN dataface_flags.audit USING (sequence) WHERE environment = $1
        UNION ALL SELECT 'ramp', rollout, 0, line FROM dataface_flags.ramps JOIN dataface_flags.audit USING (sequence) WHERE environment = $1
        UNION ALL SELECT 'restore', flag, count, NULL FROM dataface_flags.restores WHERE environment = $1
        """;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken) =>
        await database.FollowAsync(connection => LoadAsync(connection, environment, default), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="NpgsqlException">It could not be recorded, or it is not known whether it was: deliver it again.</exception>
    public async ValueTask<StateReach> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return await database.ChangeAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(CancellationToken.None).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await Trail.AppendAsync(connection, change, name, CancellationToken.None).ConfigureAwait(false);

                    // Whoever made it has given up: nothing is recorded that nobody waits for.
                    cancellationToken.ThrowIfCancellationRequested();
                    await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                    return StateReach.Fleet;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => database.Listener.OnChange(Topic.State, changed);

    /// <inheritdoc/>
    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand("SELECT line FROM dataface_flags.audit ORDER BY sequence", connection);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return Trail.Parse(reader.GetFieldValue<byte[]>(0));
                }
            }
        }
    }

    private async Task<FlagState> LoadAsync(NpgsqlConnection connection, string environment, CancellationToken cancellationToken)
    {
        var kills = new Dictionary<string, Kill>(StringComparer.Ordinal);
        var ramps = new Dictionary<string, RampState>(StringComparer.Ordinal);
        var restores = new Dictionary<string, int>(StringComparer.Ordinal);
        var state = new FlagState(kills) { Ramps = ramps, Restores = restores };
        var command = new NpgsqlCommand(Load, connection) { Parameters = { new() { Value = environment } } };
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    var (kind, key) = (reader.GetString(0), reader.GetString(1));
                    if (kind == "head") state = state with { Lineage = key, Sequence = reader.GetInt64(2) };
                    else if (kind == "restore") restores[key] = (int)reader.GetInt64(2);
                    else if (kind == "kill") kills[key] = Trail.Parse(reader.GetFieldValue<byte[]>(3)).After! with { Source = name };
                    else ramps[key] = Trail.Parse(reader.GetFieldValue<byte[]>(3)).RampAfter!;
                }
            }
        }

        return state;
    }
}
