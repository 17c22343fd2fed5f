using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Dataface.Flags.Sqlite.Schema;

/// <summary>
/// What the first bytes of the file say, which SQLite takes at their word, so that it would write nothing, or without its log.
/// </summary>
internal static class FileHeader
{
    /// <summary>Of the two versions of its form, for writing and for reading: 1 with a rollback journal, 2 with a log.</summary>
    private const int Versions = 18;

    /// <summary>Throws when a database does not begin as ours do; nothing is asked of an empty file, or of none.</summary>
    /// <param name="path">
    /// Its file. This process must not have it open: closing a file ends the locks that the database holds on it.
    /// </param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Check(string path)
    {
        if (!File.Exists(path)) return;
        Span<byte> versions = stackalloc byte[2];
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite);
            if (RandomAccess.Read(file, versions, Versions) < versions.Length || versions is [1, 1] or [2, 2]) return;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw SqliteTrouble.Of(path, new SqliteException(error.Message, SQLITE_CANTOPEN));
        }

        throw SqliteTrouble.Damaged(path, $"its header names the forms {versions[0]} and {versions[1]}, which no server writes.");
    }
}
