using System.Globalization;
using Dataface.Flags.Postgres.Connections;
using Dataface.Flags.Postgres.State;
using Npgsql;

namespace Dataface.Flags.Postgres.Schema;

/// <summary>
/// Brings the schema up to date: the numbered scripts that are not in it yet, all in one transaction, one process at a time. Forward only:
/// a newer schema than this program knows is left as it is, so that old and new instances run side by side during a deployment.
/// </summary>
/// <param name="asking">Where it is asked whether there is anything to do, which must not wait long for a silent database.</param>
/// <param name="source">Where it is done.</param>
/// <param name="scripts">The scripts.</param>
internal sealed class SchemaMigrator(NpgsqlDataSource asking, NpgsqlDataSource source, SchemaScripts scripts) : IDisposable
{
    /// <summary>Any number, the same for all versions of this library.</summary>
    private const long Lock = 0x4446_666C_6167_7301;

    /// <summary>
    /// Another process may be at it, which takes a while for a long trail; whoever only holds the lock must not keep this one from
    /// starting for good, nor this one others, should it hang. Anybody may take an advisory lock, so the wait ends with the name of who
    /// has.
    /// </summary>
    private const string Limits =
        "SELECT set_config('lock_timeout', '15s', true), set_config('idle_in_transaction_session_timeout', '60s', true)";

    private const string Holders =
        """
        SELECT string_agg('process ' || a.pid || ' of the user ''' || a.usename
            || ''' (application ''' || a.application_name || ''')', ', ')
        FROM pg_stat_activity a WHERE a.pid <> pg_backend_pid() AND EXISTS (
            SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.granted AND (l.locktype = 'advisory' OR l.mode = 'AccessExclusiveLock')
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        """;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _isDone;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_isDone) return;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isDone) return;
            var isUpToDate = await OnAsync(asking, 1, IsUpToDateAsync, cancellationToken).ConfigureAwait(false);
            _isDone = isUpToDate || await OnAsync(source, 15, MigrateAsync, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<TurnTakenException> WaitedInVainAsync(
        NpgsqlConnection connection, int seconds, PostgresException error, CancellationToken cancellationToken)
    {
        var holders = await ScalarAsync<object>(connection, Holders, cancellationToken)
            .ConfigureAwait(false) as string ?? "a session that has just ended";
        return new(
            $"The schema {scripts.Schema} could not be checked or updated within {seconds} s, "
            + $"because others keep locks in the database: {holders}. "
            + "Let them end, or have an administrator run SELECT pg_terminate_backend(<process>), and start again.",
            error);
    }

    /// <param name="source">Whose connections do it.</param>
    /// <param name="seconds">How long it may wait for locks of others.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<bool> OnAsync(
        NpgsqlDataSource source, int seconds, Func<NpgsqlConnection, CancellationToken, Task<bool>> work,
            CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                await ExecuteAsync(
                    connection, string.Create(CultureInfo.InvariantCulture, $"SET lock_timeout = '{seconds}s'"), cancellationToken)
                    .ConfigureAwait(false);
                return await work(connection, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                throw await WaitedInVainAsync(connection, seconds, error, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Asked first, since most users may read the schema and not change it.</summary>
    private async Task<bool> IsUpToDateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        return await ScalarAsync<bool>(connection, $"SELECT to_regclass('{scripts.Schema}.migrations') IS NOT NULL", cancellationToken)
            .ConfigureAwait(false)
            && await VersionAsync(connection, cancellationToken).ConfigureAwait(false) >= scripts.All[^1].Number;
    }

    private async Task<bool> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, Limits, cancellationToken).ConfigureAwait(false);

            // Statements of their own: what is looked at after the wait must be what the process before has left.
            await ExecuteAsync(
                connection, $"SELECT pg_advisory_xact_lock({Lock.ToString(CultureInfo.InvariantCulture)})",
                cancellationToken).ConfigureAwait(false);
            // The look into the table makes this session notice schemas that were made during the wait; else it remembers that there was
            // none.
            await ExecuteAsync(
                connection,
                $"""
                SELECT count(*) FROM pg_catalog.pg_namespace;
                CREATE SCHEMA IF NOT EXISTS {scripts.Schema};
                CREATE TABLE IF NOT EXISTS {scripts.Schema}.migrations (
                    version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
                """,
                cancellationToken).ConfigureAwait(false);
            var version = await VersionAsync(connection, cancellationToken).ConfigureAwait(false);
            foreach (var (number, name) in scripts.All.Where(script => script.Number > version))
            {
                await ApplyAsync(connection, number, name, cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, int number, string name, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(scripts.Open(name));
        await ExecuteAsync(connection, await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
#pragma warning disable CA2100 // The schema's name is a constant of the package.
        var command = new NpgsqlCommand($"INSERT INTO {scripts.Schema}.migrations (version, name) VALUES ($1, $2)", connection)
#pragma warning restore CA2100
        {
            Parameters = { new() { Value = number }, new() { Value = name } },
        };
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ScalarAsync<int>(connection, $"SELECT coalesce(max(version), 0) FROM {scripts.Schema}.migrations", cancellationToken);

    /// <param name="sql">Of this file or of a script: nothing from outside.</param>
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false)) return (T)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
