namespace Dataface.Flags.Postgres;

/// <summary>
/// Puts a client's flags, kills and evidence into PostgreSQL. The client closes its connections in the end. Nothing is opened before it
/// starts: a database that is down then is tried again until it is there.
/// </summary>
public static class PostgresFlagClientOptionsExtensions
{
    /// <summary>Definitions, state and guard evidence, all in one database.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="connectionString">The connection string, as Npgsql takes it. The database must exist; the schema is made when it is
    /// first used.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static FlagClientOptions UsePostgres(this FlagClientOptions options, string connectionString)
    {
        var database = Open(options, connectionString);
        return options
            .AddProvider(new PostgresFlagConfigProvider(database))
            .UseStateStore(new PostgresFlagStateStore(database))
            .UseGuardEvidence(new PostgresGuardEvidenceStore(database));
    }

    /// <summary>Adds the document that is in force in a database, watched for changes.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="connectionString">The connection string, as Npgsql takes it.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static FlagClientOptions UsePostgresDefinitions(this FlagClientOptions options, string connectionString) =>
        options.AddProvider(new PostgresFlagConfigProvider(Open(options, connectionString)));

    /// <summary>Keeps kills and ramps in a database, for all instances.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="connectionString">The connection string, as Npgsql takes it.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static FlagClientOptions UsePostgresState(this FlagClientOptions options, string connectionString) =>
        options.UseStateStore(new PostgresFlagStateStore(Open(options, connectionString)));

    /// <summary>
    /// Collects the guards' evidence in a database, from all instances. The state must be kept there, too (<see
    /// cref="UsePostgresState"/>): it says which epochs there are, and a report of any other is refused.
    /// </summary>
    /// <param name="options">The client's options.</param>
    /// <param name="connectionString">The connection string, as Npgsql takes it.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
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
