using Dataface.Flags.Guard;
using Npgsql;
using NpgsqlTypes;

namespace Dataface.Flags.Postgres;

/// <summary>
/// Collects in PostgreSQL what all instances of a service see, so that the guard decides on the whole: each unit counts once per epoch and
/// signal, whichever instance reports it; time buckets use the database's clock. The <see cref="PostgresFlagStateStore"/> of the same
/// database defines which epochs exist and when they began; reports of any other are refused. The last three are kept. Thread-safe.
/// </summary>
public sealed class PostgresGuardEvidenceStore : IGuardEvidenceStore
{
    private const string Add = "SELECT dataface_flags.add_evidence($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

    private readonly PostgresFlagDatabase _database;
    private readonly TimeProvider? _time;

    /// <summary>Collects in a database.</summary>
    /// <param name="database">The database. You own it; dispose it after this store.</param>
    /// <param name="name">The store's name.</param>
    public PostgresGuardEvidenceStore(PostgresFlagDatabase database, string name = "postgres")
        : this(database, name, null)
    {
    }

    /// <param name="time">Null for the database's clock.</param>
    internal PostgresGuardEvidenceStore(PostgresFlagDatabase database, string name, TimeProvider? time)
    {
        ArgumentNullException.ThrowIfNull(database);
        (_database, Name, _time) = (database, name, time);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="PostgresException">No record in the database shows that the epoch has begun.</exception>
    public async ValueTask AddAsync(GuardReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        await _database.FollowAsync(
            async connection =>
            {
                var command = new NpgsqlCommand(Add, connection);
                await using (command.ConfigureAwait(false))
                {
                    AddEpoch(command, report.Epoch);
                    AddTime(command);
                    command.Parameters.Add(new() { Value = report.Instance });
                    command.Parameters.Add(new() { Value = report.Sequence });
                    command.Parameters.Add(new() { Value = report.Observations.Select(seen => seen.Signal).ToArray() });
                    command.Parameters.Add(new() { Value = report.Observations.Select(seen => seen.Treatment).ToArray() });
                    command.Parameters.Add(new() { Value = report.Observations.Select(seen => unchecked((long)seen.Unit)).ToArray() });
                    command.Parameters.Add(new() { Value = report.Observations.Select(seen => seen.Bin).ToArray() });
                    command.Parameters.Add(new() { Value = report.Observations.Select(seen => unchecked((long)seen.Source)).ToArray() });
                    command.Parameters.Add(new() { Value = report.Tallies.Select(tally => tally.Signal).ToArray() });
                    command.Parameters.Add(new() { Value = report.Tallies.Select(tally => tally.Treatment).ToArray() });
                    command.Parameters.Add(new() { Value = report.Tallies.Select(tally => tally.Count).ToArray() });
                    return await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<GuardEvidence> ReadAsync(GuardEpoch epoch, int fromBucket, CancellationToken cancellationToken) =>
        await _database.FollowAsync(connection => ReadAsync(connection, epoch, fromBucket, default), cancellationToken).ConfigureAwait(
            false);

    private async Task<GuardEvidence> ReadAsync(
        NpgsqlConnection connection, GuardEpoch epoch, int fromBucket, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT * FROM dataface_flags.read_evidence($1, $2, $3, $4, $5)", connection);
        await using (command.ConfigureAwait(false))
        {
            AddEpoch(command, epoch);
            command.Parameters.Add(new() { Value = epoch.Start.UtcDateTime });
            AddTime(command);
            command.Parameters.Add(new() { Value = fromBucket });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return new()
                {
                    Bucket = 0,
                    Units = 0,
                    Counts = [],
                };
                var (bucket, units, counts) = (reader.GetInt32(0), reader.GetInt64(4), new List<GuardCount>());
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    counts.Add(new()
                    {
                        Bucket = reader.GetInt32(0),
                        Signal = reader.GetString(1),
                        Treatment = reader.GetInt32(2),
                        Bin = reader.GetInt32(3),
                        Count = reader.GetInt64(4),
                    });
                }

                return new() { Bucket = bucket, Units = units, Counts = counts };
            }
        }
    }

    private static void AddEpoch(NpgsqlCommand command, GuardEpoch epoch)
    {
        command.Parameters.Add(new() { Value = epoch.Rollout });
        command.Parameters.Add(new() { Value = epoch.Number });
    }

    private void AddTime(NpgsqlCommand command)
    {
        var now = _time is null ? DBNull.Value : (object)_time.GetUtcNow().UtcDateTime;
        command.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
    }
}
