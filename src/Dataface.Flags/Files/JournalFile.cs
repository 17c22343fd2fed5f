namespace Dataface.Flags.Files;

/// <summary>How a journal's file is opened and written.</summary>
internal static class JournalFile
{
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
            throw new IOException(
                $"{path} could not be written, and nothing was recorded: {error.Message} Make room on the disk; nothing needs a restart.",
                error);
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
