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

    /// <summary>The login shows that the instance is its own.</summary>
    private readonly InstanceClaim _own = new(Guid.NewGuid(), "");

    private volatile bool _isKnown;
    private volatile bool _takesUsage = true;

    public string Name => name;

    public InstanceClaim? Claim => _isKnown ? _own : null;

    public async Task<InstanceReceipt> SendAsync(InstanceStatement statement, CancellationToken cancellationToken)
    {
        var count = await ReportAsync(_own.Id, statement, cancellationToken).ConfigureAwait(false);
        _isKnown = true;
        var usage = await TellAsync(statement, cancellationToken).ConfigureAwait(false);
        return new(Interval, count, usage, IsOriginAskedFor: true);
    }

    public Task SendLastAsync(InstanceClaim gone, InstanceStatement farewell, CancellationToken cancellationToken) =>
        ReportAsync(gone.Id, farewell, cancellationToken);

    private async Task<int> ReportAsync(Guid id, InstanceStatement statement, CancellationToken cancellationToken)
    {
        var report = Json(statement);
        try
        {
            return await database.FollowAsync(
                async connection =>
                {
                    var command = new NpgsqlCommand("SELECT dataface_flags.report_instance($1, $2, $3)", connection)
                    {
                        Parameters =
                        {
                            new() { Value = id },
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
        }
        catch (PostgresException error) when (!error.IsTransient && error.SqlState != PostgresErrorCodes.LockNotAvailable)
        {
            // Such as a login that only reads, or a schema that is older than reports.
            throw new InstanceRefusedException(error.MessageText, error, isForgotten: false);
        }
    }

    /// <summary>Reports usage, in a statement of its own: what becomes of it does not matter to who is there.</summary>
    /// <returns>The number of what was taken; null where nobody takes any, as in an older schema.</returns>
    private async Task<long?> TellAsync(InstanceStatement statement, CancellationToken cancellationToken)
    {
        if (!_takesUsage) return null;
        if (statement.Usage is not { } usage) return 0;
        try
        {
            return await database.FollowAsync(
                connection => TellAsync(connection, statement.Identity.Service, usage), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException error) when (!error.IsTransient && error.SqlState != PostgresErrorCodes.LockNotAvailable)
        {
            _takesUsage = false;
            return null;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return 0;
        }
    }

    private async Task<long> TellAsync(NpgsqlConnection connection, string service, UsageReport usage)
    {
        var command = new NpgsqlCommand("SELECT dataface_flags.report_usage($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new() { Value = _own.Id },
                new() { Value = usage.Number },
                new() { Value = environment },
                new() { Value = service },
                new() { Value = Text(json => InstanceJson.WriteLines(json, usage.Lines)), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        await using (command.ConfigureAwait(false))
        {
            return (long)(await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false))!;
        }
    }

    private string Json(InstanceStatement statement) => Text(json =>
    {
        json.WriteStartObject();
        InstanceJson.WriteMembers(json, environment, statement);
        json.WriteEndObject();
    });

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
