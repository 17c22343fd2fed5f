using System.Globalization;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Schema;

/// <summary>
/// Brings a file up to date: the scripts that are not in it yet, all in one transaction. A file that this version does not know, or
/// that is another application's, is left as it is.
/// </summary>
internal static class SqliteMigrator
{
    /// <summary>"DFLG": what <c>file</c> and other tools show.</summary>
    public const int ApplicationId = 0x44464C47;

    /// <exception cref="InvalidDataException">It is not ours, or of a newer version; the message says which.</exception>
    public static void Run(string path, SqliteConnection connection)
    {
        Refuse(path, connection);
        var mode = connection.Value<string>("PRAGMA journal_mode = WAL") ?? "";
        if (mode != "wal") throw SqliteTrouble.Unsuitable(path, mode);
        if (VersionOf(connection) == SqliteScripts.Newest) return;
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            // Once more: another process may have been at it.
            var version = Refuse(path, connection);
            foreach (var (_, name) in SqliteScripts.All.Where(script => script.Number > version))
            {
                connection.Execute(SqliteScripts.Read(name));
            }

            connection.Execute(string.Create(
                CultureInfo.InvariantCulture,
                $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SqliteScripts.Newest}"));
            connection.Execute("COMMIT");
        }
        catch
        {
            connection.GiveUp();
            throw;
        }
    }

    /// <summary>Throws when the file is not ours, or of a newer version.</summary>
    /// <returns>The version of its tables; 0 for an empty file.</returns>
    /// <exception cref="InvalidDataException">It is; the message says which.</exception>
    public static long Refuse(string path, SqliteConnection connection)
    {
        var (application, version) = (connection.Value<long>("PRAGMA application_id"), VersionOf(connection));
        var isEmpty = connection.Value<long>("SELECT count(*) FROM sqlite_schema") == 0;
        if (application != ApplicationId && !(isEmpty && application == 0)) throw SqliteTrouble.Foreign(path, application);
        return version <= SqliteScripts.Newest ? version : throw SqliteTrouble.Newer(path, version, SqliteScripts.Newest);
    }

    private static long VersionOf(SqliteConnection connection) => connection.Value<long>("PRAGMA user_version");
}
