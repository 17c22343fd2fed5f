namespace Dataface.Flags.Postgres;

/// <summary>
/// Keeps a client's flags, kills and evidence in PostgreSQL. The client opens its connections when it starts and closes them when it is
/// disposed; if the database is down at the start, the client retries until it is available.
/// </summary>
public static class PostgresFlagClientOptionsExtensions
{
    /// <summary>Definitions, state and guard evidence, all in one database.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="connectionString">
    /// The connection string, as Npgsql takes it. The database must exist; the schema is created at first use.
    /// </param>
    /// <exception cref="ArgumentException">The text is not a connection string.</exception>
    public static FlagClientOptions UsePostgres(this FlagClientOptions options, string connectionString)
    {
        var database = Open(options, connectionString);
        return options
            .AddProvider(new PostgresFlagConfigProvider(database))
            .UseStateStore(new PostgresFlagStateStore(database))
            .UseGuardEvidence(new PostgresGuardEvidenceStore(database));
    }

    /// <summary>Adds the document in force in a database, watched for changes.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="connectionString">The connection string, as Npgsql takes it.</param>
    /// <exception cref="ArgumentException">The text is not a connection string.</exception>
    public static FlagClientOptions UsePostgresDefinitions(this FlagClientOptions options, string connectionString) =>
        options.AddProvider(new PostgresFlagConfigProvider(Open(options, connectionString)));

    /// <summary>Keeps kills and ramps in a database, for all instances.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="connectionString">The connection string, as Npgsql takes it.</param>
    /// <exception cref="ArgumentException">The text is not a connection string.</exception>
    public static FlagClientOptions UsePostgresState(this FlagClientOptions options, string connectionString) =>
        options.UseStateStore(new PostgresFlagStateStore(Open(options, connectionString)));

    /// <summary>
    /// Collects the guards' evidence in a database, from all instances. Keep the state there, too (<see cref="UsePostgresState"/>): it
    /// defines which epochs exist, and reports of any other are refused.
    /// </summary>
    /// <param name="options">The client's options.</param>
    /// <param name="connectionString">The connection string, as Npgsql takes it.</param>
    /// <exception cref="ArgumentException">The text is not a connection string.</exception>
    public static FlagClientOptions UsePostgresGuardEvidence(this FlagClientOptions options, string connectionString) =>
        options.UseGuardEvidence(new PostgresGuardEvidenceStore(Open(options, connectionString)));

    private static PostgresFlagDatabase Open(FlagClientOptions options, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(options);
        var database = new PostgresFlagDatabase(connectionString);
        options.Resources.Add(database);
        return database;
    }
}
