using Dataface.Flags.Postgres;
using Dataface.Flags.Postgres.Connections;
using Dataface.Flags.Postgres.State;
using Dataface.Flags.Server.Storage;
using Npgsql;

namespace Dataface.Flags.Server.Stores;

/// <summary>The sessions of the server's board, shared by its replicas; only the owner's role may see them. Thread-safe.</summary>
internal sealed class PostgresSessionStore(PostgresFlagDatabase database) : ISessionStore
{
    public Task AddAsync(Session session, DateTimeOffset now, CancellationToken cancellationToken) => ExecuteAsync(
        """
        WITH gone AS (
            DELETE FROM dataface_flags.sessions
            WHERE ends_at <= $4 OR id IN (SELECT id FROM dataface_flags.sessions WHERE secret = $2 ORDER BY ends_at DESC OFFSET $5)
        )
        INSERT INTO dataface_flags.sessions (id, secret, ends_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
        """,
        [session.Id, session.Secret, session.EndsAt.UtcDateTime, now.UtcDateTime, ISessionStore.MostOfAKey - 1],
        cancellationToken);

    public Task<Session?> FindAsync(byte[] id, CancellationToken cancellationToken) =>
        database.RunAsync<Session?>(
            async connection =>
            {
                var command = new NpgsqlCommand("SELECT secret, ends_at FROM dataface_flags.sessions WHERE id = $1",
                    connection)
                { Parameters = { new() { Value = id } } };
                await using (command.ConfigureAwait(false))
                {
                    var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                            ? new(id, reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<DateTimeOffset>(1))
                            : null;
                    }
                }
            },
            cancellationToken);

    public Task RemoveAsync(byte[] id, CancellationToken cancellationToken) =>
        ExecuteAsync("DELETE FROM dataface_flags.sessions WHERE id = $1", [id], cancellationToken);

    private Task ExecuteAsync(string sql, object[] values, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            return await Turn.RunAsync(connection, command, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);
}
