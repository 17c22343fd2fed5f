using Dataface.Flags.Postgres;
using Dataface.Flags.Postgres.Listening;
using Dataface.Flags.Server.Storage;
using Npgsql;

namespace Dataface.Flags.Server.Stores;

/// <summary>Reports of instances, shared by the server's replicas. Thread-safe.</summary>
internal sealed class PostgresInstanceStore(PostgresFlagDatabase database) : IInstanceStore
{
    private const string Read =
        """
        SELECT id, sequence, greatest(extract(epoch FROM clock_timestamp() - heard_at), 0)::double precision, line, revision
        FROM dataface_flags.instances WHERE revision > $1 ORDER BY revision
        """;

    public bool IsShared => true;

    public Task<IReadOnlyList<KeptInstance>> ReadAsync(long after, CancellationToken cancellationToken) =>
        database.FollowAsync<IReadOnlyList<KeptInstance>>(
            async connection =>
            {
                var found = new List<KeptInstance>();
                var command = new NpgsqlCommand(Read, connection) { Parameters = { new() { Value = after } } };
                await using (command.ConfigureAwait(false))
                {
                    var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
                        {
                            var age = TimeSpan.FromSeconds(reader.GetDouble(2));
                            found.Add(new(reader.GetGuid(0), reader.GetInt64(1), age, reader.GetFieldValue<byte[]>(3))
                            {
                                Revision = reader.GetInt64(4),
                            });
                        }
                    }
                }

                return found;
            },
            cancellationToken);

    public Task WriteAsync(IReadOnlyList<KeptInstance> instances, CancellationToken cancellationToken) => ExecuteAsync(
        "SELECT dataface_flags.keep_instances($1, $2, $3, $4)",
        [
            instances.Select(instance => instance.Id).ToArray(), instances.Select(instance => instance.Sequence).ToArray(),
            instances.Select(instance => instance.Age.TotalSeconds).ToArray(), instances.Select(instance => instance.Line).ToArray(),
        ],
        cancellationToken);

    public Task ForgetAsync(TimeSpan age, IReadOnlyCollection<Guid> exceptions, CancellationToken cancellationToken) => ExecuteAsync(
        "DELETE FROM dataface_flags.instances WHERE heard_at < clock_timestamp() - $1 AND id <> ALL ($2)", [age, exceptions.ToArray()],
        cancellationToken);

    public IDisposable OnChange(Action changed) => database.Listener.OnChange(Topic.Instances, changed);

    /// <summary>May be done twice: a report in the place of the same one changes nothing.</summary>
    private Task ExecuteAsync(string sql, object[] values, CancellationToken cancellationToken) => database.FollowAsync(
        async connection =>
        {
#pragma warning disable CA2100 // Texts of this file.
            var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
        },
        cancellationToken);
}
