using Dataface.Flags.Postgres;
using Dataface.Flags.Postgres.Connections;
using Dataface.Flags.Postgres.Listening;
using Dataface.Flags.Postgres.State;
using Dataface.Flags.Server.Storage;
using Npgsql;

namespace Dataface.Flags.Server.Stores;

/// <summary>Small things that the server's replicas share, each with a version that grows with each change. Thread-safe.</summary>
internal sealed class PostgresSettingStore(PostgresFlagDatabase database) : ISettingStore
{
    public Task<(byte[] Value, long Version)?> ReadAsync(string name, CancellationToken cancellationToken) =>
        database.FollowAsync<(byte[] Value, long Version)?>(
        async connection =>
        {
            var command = new NpgsqlCommand("SELECT value, version FROM dataface_flags.settings WHERE name = $1", connection)
            {
                Parameters = { new() { Value = name } },
            };
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    return await reader.ReadAsync().ConfigureAwait(false) ? (reader.GetFieldValue<byte[]>(0), reader.GetInt64(1)) : null;
                }
            }
        },
        cancellationToken);

    public async Task<bool> WriteAsync(string name, byte[] value, long expectedVersion, CancellationToken cancellationToken)
    {
        // Not tried twice: the second attempt would meet the first one's version, and say that somebody else wrote it.
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlBatchCommand(
                expectedVersion == 0
                    ? "INSERT INTO dataface_flags.settings VALUES ($1, $2, $3 + 1) ON CONFLICT DO NOTHING RETURNING true"
                    : "UPDATE dataface_flags.settings SET value = $2, version = $3 + 1 WHERE name = $1 AND version = $3 RETURNING true")
            {
                Parameters = { new() { Value = name }, new() { Value = value }, new() { Value = expectedVersion } },
            };
            return await Turn.RunAsync(connection, command, cancellationToken).ConfigureAwait(false) is true;
        }
    }

    public IDisposable OnChange(string name, Action changed) => database.Listener.OnChange(Topic.Settings, changed);
}
