using System.Globalization;
using Dataface.Flags.Postgres.State;
using Npgsql;

namespace Dataface.Flags.Postgres.Connections;

/// <summary>
/// Bounds what changes something in the database: nobody waits for a lock, or keeps one, for more than a few seconds, and whoever
/// waited in vain is told for whom.
/// </summary>
internal static class Turn
{
    /// <summary>
    /// How long a statement may take, waiting included; the driver gives up a little later, when the database does not answer at all.
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>For the rest of a transaction, also one that is a single batch.</summary>
    public const string Limits =
        "SELECT set_config('lock_timeout', '3s', true), set_config('statement_timeout', '8s', true), "
        + "set_config('idle_in_transaction_session_timeout', '2s', true)";

    /// <summary>
    /// Runs one statement in a transaction of its own, and gives the first value of what it returns; null when it returns nothing.
    /// </summary>
    /// <exception cref="TurnTakenException">Another session keeps what the statement waits for.</exception>
    public static async Task<object?> RunAsync(NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection) { BatchCommands = { new(Limits), command }, Timeout = (int)Longest.TotalSeconds };
        await using (batch.ConfigureAwait(false))
        {
            try
            {
                var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    var value = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) && reader.FieldCount > 0
                        && !reader.IsDBNull(0) ? reader.GetValue(0) : null;
                    while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
                    {
                        // Failures of what follows show here.
                    }

                    return value;
                }
            }
            catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.LockNotAvailable)
            {
                throw await TakenAsync(connection, error, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>For a transaction of several statements, with work in between.</summary>
    public const string LongerLimits =
        "SELECT set_config('lock_timeout', '3s', true), set_config('idle_in_transaction_session_timeout', '15s', true)";

    /// <summary>What to throw when a lock was not to be had: it names who keeps it.</summary>
    /// <param name="connection">A connection that is in no transaction.</param>
    public static async Task<TurnTakenException> TakenAsync(NpgsqlConnection connection, PostgresException error,
        CancellationToken cancellationToken) => new(
        $"Nothing was recorded, because another session keeps a lock in the database for longer than 3 s. "
        + $"{await BlockersAsync(connection, cancellationToken).ConfigureAwait(false)}",
        error);

    private static async Task<string> BlockersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Unknown = "It has just ended, or cannot be seen: try again; "
            + "pg_locks and pg_stat_activity show it to an administrator.";
        try
        {
            var command = new NpgsqlCommand("SELECT pid, role, application, coalesce(state, 'unknown') FROM dataface_flags.blockers()",
                connection)
            { CommandTimeout = 2 };
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var found = new List<string>();
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        var pid = reader.GetInt32(0).ToString(CultureInfo.InvariantCulture);
                        found.Add(
                            $"It is process {pid} of the user '{reader.GetString(1)}' "
                            + $"(application '{reader.GetString(2)}', {reader.GetString(3)}). "
                            + $"End its transaction, or have an administrator run: SELECT pg_terminate_backend({pid});");
                    }

                    return found.Count > 0 ? string.Join(' ', found) : Unknown;
                }
            }
        }
        catch (NpgsqlException)
        {
            return Unknown;
        }
    }
}

/// <summary>Another session keeps a lock that a change waits for; the message says which, and what to do. Nothing was recorded.</summary>
internal sealed class TurnTakenException(string message, Exception cause) : TimeoutException(message, cause);
