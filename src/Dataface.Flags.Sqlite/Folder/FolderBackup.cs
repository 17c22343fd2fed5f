using System.Formats.Tar;
using System.IO.Compression;
using Dataface.Flags.Files;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Schema;
using Dataface.Flags.Sqlite.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>Packs a data folder, also while its server writes to it, into one file (<c>.tar.gz</c>) with a manifest.</summary>
internal static class FolderBackup
{
    private const string Copies = ".copies";

    /// <summary>Writes the backup, which is whole and on the disk when this returns.</summary>
    /// <exception cref="FileNotFoundException">There is no database in the folder.</exception>
    public static void Write(ServerFolder folder, string target, DateTimeOffset at)
    {
        folder.ThrowIfNone();
        target = Path.GetFullPath(target);
        var above = Path.GetDirectoryName(target)!;
        FolderSync.Make(above);
        var hidden = Path.Combine(above, "." + Path.GetFileName(target));
        LeftFolders.Sweep(hidden, Copies);
        var copies = LeftFolders.Name(hidden, Copies);
        PrivateFiles.MakeFolder(copies);
        try
        {
            AtomicFile.Write(target, (folder, copies, at), static (file, what) => Pack(file, what.folder, what.copies, what.at));
        }
        catch (SqliteException error)
        {
            throw SqliteTrouble.Of(folder.Database, error);
        }
        finally
        {
            Directory.Delete(copies, recursive: true);
        }
    }

    private static void Pack(Stream target, ServerFolder folder, string copies, DateTimeOffset at)
    {
        var database = Path.Combine(copies, Path.GetFileName(folder.Database));
        var (records, head) = Copy(folder.Database, database);
        var manifest = new FolderManifest(1, at, records, head, [FolderManifest.Of(database)]);
        using var packed = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        using var tar = new TarWriter(packed, TarEntryFormat.Pax);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, FolderManifest.Name) { DataStream = new MemoryStream(manifest.Write()) });
        tar.WriteEntry(database, Path.GetFileName(database));
    }

    /// <summary>Copies the database as it stands at one moment, as one file.</summary>
    private static (long Records, string Head) Copy(string from, string to)
    {
        using var source = SqliteConnections.OpenReader(from);
        SqliteMigrator.Refuse(from, source);
        using var copy = SqliteConnections.OpenWriter(to);
        source.BackupDatabase(copy);
        copy.Execute("PRAGMA journal_mode = DELETE");
        var last = TrailRows.Last(copy);
        return (last, TrailRows.At(copy, last)?.Hash ?? "");
    }
}
