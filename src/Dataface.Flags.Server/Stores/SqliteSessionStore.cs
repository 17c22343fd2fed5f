using Dataface.Flags.Server.Storage;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;

namespace Dataface.Flags.Server.Stores;

/// <summary>The sessions of the board, in the server's database. Thread-safe.</summary>
internal sealed class SqliteSessionStore(SqliteDatabase database) : ISessionStore
{
    public Task AddAsync(Session session, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            connection.Execute(
                """
                DELETE FROM sessions WHERE ends_at <= $1
                    OR id IN (SELECT id FROM sessions WHERE secret = $2 ORDER BY ends_at DESC LIMIT -1 OFFSET $3)
                """,
                now.UtcTicks, session.Secret, ISessionStore.MostOfAKey - 1);
            return connection.Execute(
                "INSERT INTO sessions (id, secret, ends_at, seal) VALUES ($1, $2, $3, seal($1, $2, $3)) ON CONFLICT DO NOTHING",
                session.Id, session.Secret, session.EndsAt.UtcTicks);
        },
        cancellationToken);

    public Task<Session?> FindAsync(byte[] id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Rows(
            "SELECT secret, ends_at FROM sessions WHERE id = $1 AND seal IS seal(id, secret, ends_at)",
            row => new Session(id, row.GetFieldValue<byte[]>(0), new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero)), id).FirstOrDefault(),
        cancellationToken);

    public Task RemoveAsync(byte[] id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.Execute("DELETE FROM sessions WHERE id = $1", id), cancellationToken);
}
