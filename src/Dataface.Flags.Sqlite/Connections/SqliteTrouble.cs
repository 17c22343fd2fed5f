using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Dataface.Flags.Sqlite.Connections;

/// <summary>Says what the database's errors mean, and what to do about them.</summary>
internal static class SqliteTrouble
{
    /// <summary>What to throw instead of an error of the database.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">The error.</param>
    public static Exception Of(string path, SqliteException error) => error.SqliteErrorCode switch
    {
        // Of statements that are all right: the tables are not those that they are for.
        SQLITE_CORRUPT or SQLITE_ERROR => Damaged(path, error.Message, error),
        SQLITE_NOTADB => Damaged(path, "it does not begin as a database does.", error),
        SQLITE_BUSY or SQLITE_LOCKED => new TimeoutException(
            $"Another process keeps {path} locked, and nothing was recorded. Find it (fuser {path} names it), let it end, and try again. "
            + "Only 'backup', 'check' and 'export' may use the file while a server does.",
            error),
        SQLITE_FULL => new IOException(
            $"The disk is full: {path} cannot grow, and nothing was recorded. Make room, and try again; what was recorded before is safe.",
            error),
        SQLITE_READONLY => new IOException(
            $"{path} cannot be written: the file, its folder or its disk is read-only for this account, and nothing was recorded. "
            + "Give the server's account the right to write there, or choose another folder with --data.",
            error),
        SQLITE_CANTOPEN or SQLITE_PERM => new IOException(
            $"{path} cannot be opened: {error.Message} Give the server's account the right to read and write it and its folder, "
            + "or choose another folder with --data.",
            error),
        SQLITE_IOERR => new IOException(
            $"The disk fails under {path}: {error.Message} Nothing was recorded. Look at the disk, and at the system's log; "
            + "what was recorded before was confirmed by the disk.",
            error),
        _ => error,
    };

    /// <summary>The same for whoever asked the server: in a sentence without paths. Null when it would tell them nothing.</summary>
    public static string? Told(Exception error) => (error as SqliteException ?? error.InnerException as SqliteException)?.SqliteErrorCode
        switch
    {
        SQLITE_CORRUPT or SQLITE_ERROR or SQLITE_NOTADB => "The server's database is damaged.",
        SQLITE_BUSY or SQLITE_LOCKED => "Another process keeps the server's database locked.",
        SQLITE_FULL => "The server's disk is full.",
        SQLITE_READONLY => "The server's database is read-only for the server.",
        SQLITE_CANTOPEN or SQLITE_PERM => "The server's database cannot be opened.",
        SQLITE_IOERR => "The server's disk fails.",
        _ => null,
    };

    /// <summary>The file is no sound database.</summary>
    public static InvalidDataException Damaged(string path, string problem, Exception? error = null) => new(
        $"{path} is damaged: {problem} Nothing was changed in it. Stop the server, keep a copy of the file, move it away, "
        + "and put the newest backup back with 'restore'; docs/operations.md has the steps.",
        error);

    /// <summary>A later version of the server has changed the tables.</summary>
    public static InvalidDataException Newer(string path, long version, int known) => new(
        $"{path} was written by a newer version of the server: its tables are of version {version}, and this one knows {known}. "
        + "Start the newer version, or put back a backup that this version has made.");

    /// <summary>Somebody else's database.</summary>
    public static InvalidDataException Foreign(string path, long application) => new(
        $"{path} is a database of another application (its id is {application}), and was left unchanged. "
        + "Move it away, or choose another folder with --data.");

    /// <summary>The file's disk cannot keep readers and a writer apart.</summary>
    public static InvalidDataException Unsuitable(string path, string mode) => new(
        $"The disk of {path} does not support a write-ahead log (it answers '{mode}'), as network drives do. Use a disk of this machine, "
        + "or PostgreSQL.");
}
