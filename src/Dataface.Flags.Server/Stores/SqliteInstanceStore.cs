using Dataface.Flags.Background;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;

namespace Dataface.Flags.Server.Stores;

/// <summary>Reports of instances, in the server's database, where nobody else writes. Thread-safe.</summary>
internal sealed class SqliteInstanceStore(SqliteDatabase database, TimeProvider time) : IInstanceStore
{
    private const string Keep =
        """
        INSERT INTO instances (id, sequence, heard_at, line) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE
        SET sequence = excluded.sequence, heard_at = excluded.heard_at, line = excluded.line
        WHERE instances.sequence < excluded.sequence
        """;

    private readonly ChangeListeners _listeners = new();

    public bool IsShared => false;

    public Task<IReadOnlyList<KeptInstance>> ReadAsync(long after, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<KeptInstance>>(
            connection => connection.Rows(
                "SELECT id, sequence, heard_at, line FROM instances ORDER BY heard_at",
                row => new KeptInstance(
                    new Guid(row.GetFieldValue<byte[]>(0)), row.GetInt64(1), AgeOf(row.GetInt64(2)), row.GetFieldValue<byte[]>(3))),
            cancellationToken);

    public async Task WriteAsync(IReadOnlyList<KeptInstance> instances, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await database.WriteAsync(
            connection =>
            {
                foreach (var instance in instances)
                {
                    connection.Execute(Keep, instance.Id.ToByteArray(), instance.Sequence, (now - instance.Age).UtcTicks, instance.Line);
                }

                return instances.Count;
            },
            cancellationToken);
        _listeners.Tell();
    }

    public async Task ForgetAsync(TimeSpan age, IReadOnlyCollection<Guid> exceptions, CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - age).UtcTicks;
        var kept = string.Join(',', exceptions.Select(id => $"\"{Convert.ToHexString(id.ToByteArray())}\""));
        await database.WriteAsync(
            connection => connection.Execute(
                "DELETE FROM instances WHERE heard_at < $1 AND hex(id) NOT IN (SELECT value FROM json_each($2))", before, $"[{kept}]"),
            cancellationToken);
    }

    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    /// <summary>A clock that was set back makes nothing of the future.</summary>
    private TimeSpan AgeOf(long ticks) => TimeSpan.FromTicks(Math.Max(time.GetUtcNow().UtcTicks - ticks, 0));
}
