using Npgsql;

namespace Dataface.Flags.Postgres.Listening;

/// <summary>What listening needs of a database.</summary>
internal interface IListenedDatabase
{
    /// <summary>A connection on which to listen.</summary>
    Task<NpgsqlConnection> OpenToListenAsync(CancellationToken cancellationToken);

    /// <summary>Asks the database in bounded time, over another connection than the one that listens.</summary>
    Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Lets none of the connections of now be used again: after a failure they may all be dead, and each would cost its wait.
    /// </summary>
    void ForgetConnections();
}
