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
    public static void Write(DataFolder folder, string target) => AtomicFile.Write(target, folder, WriteAll);

    private static void WriteAll(Stream target, DataFolder folder)
    {
        using var packed = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        using var tar = new TarWriter(packed, TarEntryFormat.Pax);
        using var file = JournalFile.Open(folder.Journal) ?? throw new FileNotFoundException($"There is no journal {folder.Journal}. Name a server's data folder.", folder.Journal);
        var first = 1L;
        AddCopy(tar, DataFolder.JournalName, copy => first = CopyLines(file, copy));
        foreach (var archive in JournalArchives.All(folder.Journal).Where(a => a.Last < first)) tar.WriteEntry(archive.Path, Path.GetFileName(archive.Path));
        foreach (var setting in folder.Settings) tar.WriteEntry(setting, Path.GetFileName(setting));
        using var experiments = JournalFile.Open(folder.Experiments);
        if (experiments is not null) AddCopy(tar, DataFolder.ExperimentsName, copy => CopyToLastLineEnd(experiments, copy));
        if (!Directory.Exists(folder.Documents)) return;
        foreach (var document in Directory.EnumerateFiles(folder.Documents, "*.json").Where(d => !Path.GetFileName(d).StartsWith('.')))
        {
            tar.WriteEntry(document, $"{DataFolder.DocumentsName}/{Path.GetFileName(document)}");
        }
    }

    /// <summary>Adds a file by way of a copy, since the file itself may grow meanwhile.</summary>
    private static void AddCopy(TarWriter tar, string name, Action<Stream> write)
    {
        var options = PrivateFiles.Options(FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        options.Options = FileOptions.DeleteOnClose;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var copy = new FileStream(path, options);

        // Without its name from now on, where the system allows it: a process that is killed leaves nothing.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        write(copy);
        copy.Seek(0, SeekOrigin.Begin);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = copy });
    }

    /// <summary>Copies whole lines, whatever they say.</summary>
    private static void CopyToLastLineEnd(Stream file, Stream copy)
    {
        file.CopyTo(copy);
        for (var end = copy.Length; end > 0; end--)
        {
            copy.Seek(end - 1, SeekOrigin.Begin);
            if (copy.ReadByte() != '\n') continue;
            copy.SetLength(end);
            return;
        }

        copy.SetLength(0);
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
