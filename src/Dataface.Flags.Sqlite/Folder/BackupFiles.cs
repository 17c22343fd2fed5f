using System.Formats.Tar;
using System.IO.Compression;
using Dataface.Flags.Files;
using Dataface.Flags.Sqlite.Database;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>Unpacks backups. One is a file like any other: it may name no place but ours.</summary>
internal static class BackupFiles
{
    private const string Documents = "documents/";

    /// <summary>Unpacks a backup into a folder that it makes.</summary>
    /// <exception cref="InvalidDataException">It holds what belongs in no data folder, or is cut off.</exception>
    public static void Unpack(string source, string folder)
    {
        FolderSync.Make(folder);
        try
        {
            using var file = File.OpenRead(source);
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            using var tar = new TarReader(unpacked);
            while (tar.GetNextEntry() is { } entry) Unpack(folder, entry);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException(
                $"{source} is not a backup of a server, or is damaged or cut off: {error.Message} Use another backup.", error);
        }

        FolderSync.Flush(folder);
    }

    private static void Unpack(string folder, TarEntry entry)
    {
        var isDocument = entry.Name.StartsWith(Documents, StringComparison.Ordinal);
        var name = isDocument ? entry.Name[Documents.Length..] : entry.Name;
        var isOurs = name.EndsWith(".json", StringComparison.Ordinal) || (!isDocument && IsOurs(name));
        if (entry.EntryType != TarEntryType.RegularFile || !isOurs || name.AsSpan().ContainsAny('/', '\\'))
        {
            throw new InvalidDataException($"It has '{entry.Name}', which does not belong in a data folder.");
        }

        var place = isDocument ? Path.Combine(folder, Documents) : folder;
        FolderSync.Make(Path.TrimEndingDirectorySeparator(place));
        using var copy = PrivateFiles.Open(Path.Combine(place, name), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        entry.DataStream?.CopyTo(copy);
        copy.Flush(flushToDisk: true);
    }

    private static bool IsOurs(string name) =>
        name is SqliteDatabase.FileName or "experiments.jsonl" || name.StartsWith("state.jsonl", StringComparison.Ordinal);
}
