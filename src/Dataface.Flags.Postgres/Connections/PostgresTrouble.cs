using System.Net.Sockets;
using Npgsql;

namespace Dataface.Flags.Postgres.Connections;

/// <summary>Says what PostgreSQL's errors mean to whoever asked the server, without its addresses, users and texts.</summary>
internal static class PostgresTrouble
{
    /// <summary>What the matter is; null when it would tell them nothing.</summary>
    public static string? Told(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            "The database accepts no changes: it is a standby, or is set to be read only.",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "The database's disk is full.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "The database takes no more connections.",
        PostgresException
        {
            SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification,
        } => "The database refuses the server's user or password.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            "The server's user lacks a right in the database.",
        PostgresException
        {
            SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        } => "The database is starting or stopping.",
        NpgsqlException { InnerException: SocketException } => "The database cannot be reached.",
        _ => null,
    };
}
