using System.Collections.Concurrent;
using Dataface.Flags.Postgres.Listening;
using Dataface.Flags.Postgres.Schema;
using Npgsql;

namespace Dataface.Flags.Postgres;

/// <summary>
/// A PostgreSQL database (15 or later) that flags are kept in, in the schema <c>dataface_flags</c>. Its stores share one pool of connections, and one
/// connection more that listens for changes while somebody wants to be told of them. The schema is made, and brought up to date, when it is first
/// used. Nothing is opened before that. Thread-safe.
/// </summary>
public sealed class PostgresFlagDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly SchemaMigrator _migrator;
    private readonly ConcurrentDictionary<SchemaScripts, SchemaMigrator> _others = new();

    /// <summary>Makes it; the server need not run yet.</summary>
    /// <param name="connectionString">The connection string, as Npgsql takes it.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public PostgresFlagDatabase(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <param name="connectionString">The connection string.</param>
    /// <param name="password">The password of this moment, asked for each new connection; null for the connection string's.</param>
    internal PostgresFlagDatabase(string connectionString, Func<string>? password)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.ApplicationName ??= "dataface-flags";
        if (password is not null) settings.Password = null;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (password is not null) builder.UsePasswordProvider(_ => password(), (_, _) => new(password()));
        _source = builder.Build();
        _migrator = new SchemaMigrator(_source, SchemaScripts.Flags);
        Listener = new PostgresListener(OpenAsync);
    }

    internal PostgresListener Listener { get; }

    /// <summary>Closes all connections. Dispose clients and stores that use it before. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await Listener.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
        _migrator.Dispose();
        foreach (var other in _others.Values) other.Dispose();
    }

    /// <summary>Makes the schema, or brings it up to date.</summary>
    internal Task MigrateAsync(CancellationToken cancellationToken) => _migrator.RunAsync(cancellationToken);

    /// <summary>Makes the schema of a package that builds on this one, or brings it up to date.</summary>
    internal async Task MigrateAsync(SchemaScripts scripts, CancellationToken cancellationToken)
    {
        await MigrateAsync(cancellationToken).ConfigureAwait(false);
        await _others.GetOrAdd(scripts, _ => new SchemaMigrator(_source, scripts)).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A connection to a database whose schema is there.</summary>
    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await MigrateAsync(cancellationToken).ConfigureAwait(false);
        return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Does something that may be done twice. Connections that lie in the pool since before a restart of the server only show that when they are used:
    /// so it is tried a second time.
    /// </summary>
    internal async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await RunOnceAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException error) when (error.IsTransient)
        {
            return await RunOnceAsync(work, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The first column of all rows of a query: texts.</summary>
    internal Task<IReadOnlyCollection<string>> ListAsync(string sql, CancellationToken cancellationToken) => RunAsync<IReadOnlyCollection<string>>(
        async connection =>
        {
            var texts = new List<string>();
            var command = new NpgsqlCommand(sql, connection);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) texts.Add(reader.GetString(0));
                }
            }

            return texts;
        },
        cancellationToken);

    private async Task<T> RunOnceAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false)) return await work(connection).ConfigureAwait(false);
    }
}
