using Dataface.Flags.Files;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Dataface.Flags.Sqlite.Connections;

/// <summary>Opens connections to one file, all in the same way.</summary>
internal static class SqliteConnections
{
    /// <summary>How long a statement waits for another process, such as one that makes a backup.</summary>
    private const string Patience = "PRAGMA busy_timeout = 5000";

    /// <summary>
    /// 32 MB, after which the log is emptied. Changes touch the same pages again and again, and each page is put back once for all of them.
    /// </summary>
    private const string PagesOfLog = "8192";

    /// <summary>For the one connection that writes; makes the file, private, when there is none.</summary>
    public static SqliteConnection OpenWriter(string path)
    {
        // Only then: closing a file that this process has open elsewhere would end the locks that the database holds on it.
        if (!File.Exists(path)) PrivateFiles.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite).Dispose();
        return Open(
            path,
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864; "
            + $"PRAGMA wal_autocheckpoint = {PagesOfLog}");
    }

    /// <summary>For reading, while others write.</summary>
    public static SqliteConnection OpenReader(string path) => Open(path, "PRAGMA query_only = ON");

    /// <summary>
    /// Whether closing leaves the log as it is, as all connections do until they are told otherwise: emptying it takes away what is behind
    /// a damaged place.
    /// </summary>
    public static void KeepLog(this SqliteConnection connection, bool isKept) =>
        _ = sqlite3_db_config(connection.Handle!, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, isKept ? 1 : 0, out _);

    private static SqliteConnection Open(string path, string settings)
    {
        // The driver's own waiting, by sleeps, ends at once: the database's is enough.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            connection.KeepLog(true);
            Seal.AddTo(connection);
            connection.Execute(Patience);
            connection.Execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
            connection.Execute(settings);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
