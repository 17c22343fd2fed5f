using System.Collections.Concurrent;
using Dataface.Flags.Postgres.Connections;
using Dataface.Flags.Postgres.Listening;
using Dataface.Flags.Postgres.Schema;
using Npgsql;

namespace Dataface.Flags.Postgres;

/// <summary>
/// A PostgreSQL database (15 or later) that keeps flags in the schema <c>dataface_flags</c>. Its stores share three connection pools (to
/// follow changes, to make them, and for the rest) and one connection that listens while there are listeners. Where changes are followed, a
/// silent database counts as down after a few seconds, whatever the connection string says. The schema is created and upgraded at first
/// use. Nothing is opened before that. Thread-safe.
/// </summary>
public sealed class PostgresFlagDatabase : IAsyncDisposable, IListenedDatabase
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _following;
    private readonly NpgsqlDataSource _changing;
    private readonly SchemaMigrator _migrator;
    private readonly ConcurrentDictionary<SchemaScripts, SchemaMigrator> _others = new();

    /// <summary>Makes the database object; the server need not be running yet.</summary>
    /// <param name="connectionString">The connection string, as Npgsql takes it.</param>
    /// <exception cref="ArgumentException">The text is not a connection string.</exception>
    public PostgresFlagDatabase(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <param name="connectionString">The connection string.</param>
    /// <param name="password">The password of this moment, asked for each new connection; null for the connection string's.</param>
    internal PostgresFlagDatabase(string connectionString, Func<string>? password)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        _source = Build(ConnectionSettings.ForWork(connectionString), password);
        _following = Build(ConnectionSettings.ForFollowing(connectionString), password);
        _changing = Build(ConnectionSettings.ForChanges(connectionString), password);
        _migrator = new SchemaMigrator(_following, _source, SchemaScripts.Flags);
        Listener = new PostgresListener(this);
    }

    internal PostgresListener Listener { get; }

    /// <summary>Closes all connections. Dispose the clients and stores that use it first. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await Listener.DisposeAsync().ConfigureAwait(false);
        await _following.DisposeAsync().ConfigureAwait(false);
        await _changing.DisposeAsync().ConfigureAwait(false);
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
        await _others.GetOrAdd(scripts, _ => new SchemaMigrator(_following, _source, scripts)).RunAsync(cancellationToken).ConfigureAwait(
            false);
    }

    /// <summary>A connection to a database whose schema is there.</summary>
    internal Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => OpenAsync(_source, cancellationToken);

    Task<NpgsqlConnection> IListenedDatabase.OpenToListenAsync(CancellationToken cancellationToken) =>
        Bounded.OpenAsync(OpenAsync(_following, CancellationToken.None), cancellationToken);

    Task<T> IListenedDatabase.AskAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        FollowAsync(work, cancellationToken);

    void IListenedDatabase.ForgetConnections() => ForgetConnections();

    /// <summary>
    /// Reads, or reports, as it is done again and again, and may be done twice. It ends within <see cref="Bounded.Patience"/>, or
    /// the time given, whoever else is silent; connections that were made before a failure are not used again.
    /// </summary>
    /// <param name="work">What to do; without a token, since the time is bounded and a silent database hears of no cancellation.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="patience">How long it may take; null for the default.</param>
    /// <exception cref="NpgsqlException">The database cannot be asked.</exception>
    internal Task<T> FollowAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken, TimeSpan? patience = null) =>
        BoundedAsync(_following, work, patience ?? Bounded.Patience, cancellationToken);

    /// <summary>
    /// Makes a change that may be made twice. It ends within <see cref="Bounded.ChangePatience"/>, whoever is silent; it is then
    /// not known whether it was made.
    /// </summary>
    /// <param name="work">What to do; without a token, as above.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NpgsqlException">It was not made, or it is not known whether it was.</exception>
    internal Task<T> ChangeAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        BoundedAsync(_changing, work, Bounded.ChangePatience, cancellationToken);

    private void ForgetConnections()
    {
        _following.Clear();
        _changing.Clear();
        _source.Clear();
    }

    /// <summary>
    /// Does something that may be done twice. Connections that lie in the pool since before a restart of the server only show that when
    /// they are used: so it is tried a second time.
    /// </summary>
    internal Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(_source, work, cancellationToken);

    private async Task<T> BoundedAsync<T>(
        NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> work, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            var doing = RunAsync(source, work, CancellationToken.None);
            return await Bounded.WaitAsync(doing, patience, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException error) when (error is not PostgresException)
        {
            ForgetConnections();
            throw;
        }
    }

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings, Func<string>? password)
    {
        if (password is not null) settings.Password = null;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (password is not null) builder.UsePasswordProvider(_ => password(), (_, _) => new(password()));
        return builder.Build();
    }

    private async Task<T> RunAsync<T>(NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await RunOnceAsync(source, work, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException error) when (error.IsTransient)
        {
            if (error is not PostgresException) source.Clear();
            return await RunOnceAsync(source, work, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The first column of all rows of a query: texts.</summary>
    internal Task<IReadOnlyCollection<string>> ListAsync(string sql, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyCollection<string>>(
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

    private async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await MigrateAsync(cancellationToken).ConfigureAwait(false);
        return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> RunOnceAsync<T>(
        NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(source, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false)) return await work(connection).ConfigureAwait(false);
    }
}
