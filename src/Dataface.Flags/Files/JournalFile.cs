namespace Dataface.Flags.Files;

/// <summary>How a journal's file is opened and written.</summary>
internal static class JournalFile
{
    /// <summary>The room that a probe asks for: more than most records take.</summary>
    private const int ProbeBytes = 16 * 1024;

    /// <summary>Opens the file for reading, while others may write; null when it does not exist.</summary>
    public static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Cuts the file off at an offset, adds bytes there, and returns when they are on the disk.</summary>
    public static void Append(string path, long offset, ReadOnlySpan<byte> bytes)
    {
        var folder = Path.GetDirectoryName(path)!;
        FolderSync.Make(folder);
        using var file = PrivateFiles.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            file.SetLength(offset);
            file.Seek(offset, SeekOrigin.Begin);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
            if (offset == 0) FolderSync.Flush(folder);
        }
        catch (Exception error) when (error is IOException or ArgumentOutOfRangeException)
        {
            // The latter is how .NET says that a file has reached the size that the system allows it.
            CutOff(file, offset);
            throw new IOException($"{path} could not be written, and nothing was recorded: {error.Message} Make room on the disk; nothing needs a restart.", error);
        }
    }

    /// <summary>
    /// Throws when a record could not be added: tries it with a file beside, of the same length, so that limits and disks answer as
    /// they would.
    /// </summary>
    public static void Probe(string path)
    {
        var probe = path + ".probe";
        FolderSync.Make(Path.GetDirectoryName(path)!);
        try
        {
            var length = 0L;
            if (File.Exists(path))
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete,
                    bufferSize: 0);
                length = file.Length;
            }

            // Where files have no holes, a long one would be written in vain.
            using var beside = new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            beside.Seek(OperatingSystem.IsWindows() ? 0 : length, SeekOrigin.Begin);
            beside.Write(new byte[ProbeBytes]);
            beside.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or ArgumentOutOfRangeException)
        {
            throw new IOException($"{path} could not be written: {error.Message} Make room on the disk; nothing needs a restart.", error);
        }
        finally
        {
            File.Delete(probe);
        }
    }

    /// <summary>Returns when what was written is on the disk, whoever wrote it.</summary>
    public static void Sync(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Flush(flushToDisk: true);
    }

    /// <summary>A disk that is full leaves a part of the line; if even this fails, the next writer takes it for a torn one.</summary>
    private static void CutOff(FileStream file, long offset)
    {
        try
        {
            file.SetLength(offset);
        }
        catch (IOException)
        {
            // The first failure is the one to tell.
        }
    }
}
