using System.Buffers;
using System.Text;
using System.Text.Json;
using Dataface.Flags.State;
using Npgsql;
using NpgsqlTypes;

namespace Dataface.Flags.Postgres.State;

/// <summary>
/// Carries the reports of an instance that follows the database itself, for the servers that share it. One report at a time.
/// </summary>
internal sealed class PostgresInstanceTransport(string environment, PostgresFlagDatabase database, string name) : IInstanceTransport
{
    /// <summary>As servers ask for it unless they are told otherwise.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Guid _id = Guid.NewGuid();
    private volatile bool _isKnown;

    public string Name => name;

    public bool IsKnown => _isKnown;

    public async Task<InstanceReceipt> SendAsync(InstanceStatement statement, CancellationToken cancellationToken)
    {
        var report = Json(statement);
        try
        {
            var count = await database.FollowAsync(
                async connection =>
                {
                    var command = new NpgsqlCommand("SELECT dataface_flags.report_instance($1, $2, $3)", connection)
                    {
                        Parameters =
                        {
                            new() { Value = _id },
                            new() { Value = statement.Number },
                            new() { Value = report, NpgsqlDbType = NpgsqlDbType.Jsonb },
                        },
                    };
                    await using (command.ConfigureAwait(false))
                    {
                        return (int)(await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false))!;
                    }
                },
                cancellationToken).ConfigureAwait(false);
            _isKnown = true;
            return new(Interval, count);
        }
        catch (PostgresException error) when (!error.IsTransient && error.SqlState != PostgresErrorCodes.LockNotAvailable)
        {
            // Such as a login that only reads, or a schema that is older than reports.
            throw new InstanceRefusedException(error.MessageText, error, isForgotten: false);
        }
    }

    private string Json(InstanceStatement statement)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            InstanceJson.WriteMembers(json, environment, statement);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
