using System.Formats.Tar;
using System.IO.Compression;
using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>Copies a data folder, also while processes write to it, into one file (<c>.tar.gz</c>).</summary>
internal static class DataFolderBackup
{
    /// <summary>
    /// Writes the backup, which is whole and on the disk when this returns. The journal is copied first, then the archives before it, then the
    /// documents: a document is there before its record is, and nothing is ever removed, so everything that the copied records name is copied too.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no journal in the folder.</exception>
    public static void Write(DataFolder folder, string target) => AtomicFile.Write(target, folder, WriteAll, isPrivate: true);

    private static void WriteAll(Stream target, DataFolder folder)
    {
        using var packed = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        using var tar = new TarWriter(packed, TarEntryFormat.Pax);
        using var file = JournalFile.Open(folder.Journal) ?? throw new FileNotFoundException($"There is no journal {folder.Journal}. Name a server's data folder.", folder.Journal);
        using var copy = new FileStream(Path.GetTempFileName(), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
        var first = CopyLines(file, copy);
        copy.Seek(0, SeekOrigin.Begin);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, DataFolder.JournalName) { DataStream = copy });
        foreach (var archive in JournalArchives.All(folder.Journal).Where(a => a.Last < first)) tar.WriteEntry(archive.Path, Path.GetFileName(archive.Path));
        foreach (var setting in folder.Settings) tar.WriteEntry(setting, Path.GetFileName(setting));
        if (!Directory.Exists(folder.Documents)) return;
        foreach (var document in Directory.EnumerateFiles(folder.Documents, "*.json").Where(d => !Path.GetFileName(d).StartsWith('.')))
        {
            tar.WriteEntry(document, $"{DataFolder.DocumentsName}/{Path.GetFileName(document)}");
        }
    }

    /// <summary>Copies whole lines only: a part of one is a write that is under way. Returns the position of the first record.</summary>
    private static long CopyLines(Stream journal, Stream copy)
    {
        var first = 1L;
        foreach (var (line, hasEnd) in JournalLines.Read(journal))
        {
            var isRecord = AuditCodec.TryRead(line, out var record);
            if (!hasEnd && !isRecord) break;
            if (copy.Position == 0 && isRecord) first = record.Sequence;
            copy.Write(line);
            copy.Write("\n"u8);
        }

        return first;
    }
}
