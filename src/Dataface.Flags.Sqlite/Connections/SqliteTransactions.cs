using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Dataface.Flags.Sqlite.Connections;

/// <summary>Transactions by statements: the driver's own objects would have to be given to each command.</summary>
internal static class SqliteTransactions
{
    /// <summary>Whether no transaction is open. The database itself ends one when, for instance, the disk is full.</summary>
    public static bool IsAutoCommit(this SqliteConnection connection) => sqlite3_get_autocommit(connection.Handle!) != 0;

    /// <summary>How many rows were changed since it was opened; grows with each.</summary>
    public static int Changes(this SqliteConnection connection) => sqlite3_total_changes(connection.Handle!);

    /// <summary>Ends a transaction that came to nothing, if it is still open.</summary>
    public static void GiveUp(this SqliteConnection connection)
    {
        if (!connection.IsAutoCommit()) connection.Execute("ROLLBACK");
    }
}
