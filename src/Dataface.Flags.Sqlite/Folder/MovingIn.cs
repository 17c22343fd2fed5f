using System.Globalization;
using Dataface.Flags.Files;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Schema;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>
/// Takes a folder over whose files are of a version before SQLite: once, verified by the chains of its records. The database is made beside
/// and gets its name when it is whole; only then the old files are put aside. Broken off at any point, it is done again or gone on with.
/// </summary>
internal static class MovingIn
{
    /// <summary>Does what is to be done. Nobody else uses the folder.</summary>
    /// <returns>What was taken over, as a sentence; null when there was nothing.</returns>
    /// <exception cref="InvalidDataException">The files are damaged, or not those that were taken over; nothing was changed.</exception>
    /// <exception cref="FileNotFoundException">A published document is missing; nothing was changed.</exception>
    public static string? Run(ServerFolder folder)
    {
        var old = new OldFiles(folder);
        if (!old.Any) return null;
        try
        {
            var what = File.Exists(folder.Database) ? Known(folder, old) : Make(folder, old);
            old.PutAside();
            return $"{what} The files are kept in {folder.Aside}: remove them once you have made a backup.";
        }
        catch (SqliteException error)
        {
            throw SqliteTrouble.Of(folder.Database, error);
        }
    }

    private static string Make(ServerFolder folder, OldFiles old)
    {
        var path = folder.Database + ".new";
        foreach (var left in Directory.EnumerateFiles(folder.Path, Path.GetFileName(path) + "*")) File.Delete(left);
        string what;
        using (var connection = SqliteConnections.OpenWriter(path))
        {
            SqliteMigrator.Run(path, connection);
            connection.Execute("BEGIN IMMEDIATE");
            what = new OldFolderReader(connection, old).Read();
            connection.Execute("COMMIT");

            // One file, which then has its name whole or not at all.
            connection.Execute("PRAGMA journal_mode = DELETE");
        }

        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.Flush(flushToDisk: true);
        File.Move(path, folder.Database);
        FolderSync.Flush(folder.Path);
        return $"The files of an older version in {folder.Path} were taken over into {Path.GetFileName(folder.Database)}: {what}.";
    }

    /// <summary>The database is there: either the files were not put aside yet, or they are others.</summary>
    private static string Known(ServerFolder folder, OldFiles old)
    {
        // Of the file alone: its archives may have been put aside already.
        using var file = JournalFile.Open(old.Journal);
        var last = file is null ? null : JournalRecords.Read(file, old.Journal).LastOrDefault();
        using var connection = SqliteConnections.OpenReader(folder.Database);
        SqliteMigrator.Refuse(folder.Database, connection);
        if (last is not null && TrailRows.At(connection, last.Sequence)?.Hash != last.Hash)
        {
            throw RanSince(folder, old.Journal, string.Create(CultureInfo.InvariantCulture, $"record {last.Sequence}"));
        }

        return new OldRegistry(old.Experiments).FirstUnknown(connection) is { } experiment
            ? throw RanSince(folder, old.Experiments, $"experiment {experiment}, as the journal has it,")
            : $"The files of an older version in {folder.Path} were taken over before.";
    }

    private static InvalidDataException RanSince(ServerFolder folder, string journal, string what) => new(
        $"{folder.Path} holds a database, and a journal {journal} whose {what} is not in it: an older version of the server was run on the "
        + $"folder "
        + "since. Find out which of the two counts, and move the other one away.");
}
