using Npgsql;

namespace Dataface.Flags.Postgres.Connections;

/// <summary>
/// How long a connection waits for a peer that says nothing. Where changes are followed there is a bound that no connection
/// string lifts, since a silent database must not look like one in which nothing changes; elsewhere what the connection string
/// says counts.
/// </summary>
internal static class ConnectionSettings
{
    /// <summary>The longest wait for a connection, an answer, or a sign of life, in seconds, where changes are followed.</summary>
    private const int Silence = 2;

    /// <summary>The longest wait for an answer to a change, in seconds.</summary>
    private const int Turn = 5;

    /// <summary>The longest wait for a connection elsewhere, in seconds, unless the connection string says another.</summary>
    private const int Connect = 5;

    /// <summary>More are not needed for either.</summary>
    private const int MostConnections = 16;

    /// <summary>For whatever may take its time.</summary>
    public static NpgsqlConnectionStringBuilder ForWork(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.ApplicationName ??= "dataface-flags";
        if (!settings.ShouldSerialize("Timeout")) settings.Timeout = Connect;
        if (!settings.ShouldSerialize("TCP Keepalive")) settings.TcpKeepAlive = true;
        return settings;
    }

    /// <summary>For what is asked again and again.</summary>
    public static NpgsqlConnectionStringBuilder ForFollowing(string connectionString) => Bounded(connectionString, Silence);

    /// <summary>For kills, restores and ramps, which are delivered again, and wait for their turn.</summary>
    public static NpgsqlConnectionStringBuilder ForChanges(string connectionString) => Bounded(connectionString, Turn);

    private static NpgsqlConnectionStringBuilder Bounded(string connectionString, int answer)
    {
        var settings = ForWork(connectionString);
        settings.Timeout = AtMost(settings.Timeout, Silence);
        settings.CommandTimeout = AtMost(settings.CommandTimeout, answer);
        settings.KeepAlive = AtMost(settings.KeepAlive, Silence);

        // A command that is not answered ends with its connection: what asks the server to cancel it is not answered either.
        settings.CancellationTimeout = -1;
        settings.TcpKeepAlive = true;
        settings.Multiplexing = false;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = MostConnections;
        return settings;
    }

    /// <summary>Zero stands for no limit.</summary>
    private static int AtMost(int seconds, int most) => seconds > 0 ? Math.Min(seconds, most) : most;
}
