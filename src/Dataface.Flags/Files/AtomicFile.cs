namespace Dataface.Flags.Files;

/// <summary>Replaces a file so that a reader, or a restart after a crash, sees the old content or the new, never a part.</summary>
internal static class AtomicFile
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="isPrivate">On Unix, nobody but the owner may read it; elsewhere the folder decides.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, bool isPrivate = false) => Write(path, content, static (file, bytes) => file.Write(bytes), isPrivate);

    /// <summary>Replaces it by what <paramref name="write"/> writes.</summary>
    public static void Write<TContent>(string path, TContent content, Action<Stream, TContent> write, bool isPrivate = false)
        where TContent : allows ref struct
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        FolderSync.Make(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, Options(isPrivate)))
            {
                write(file, content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            FolderSync.Flush(folder);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static FileStreamOptions Options(bool isPrivate)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (isPrivate && !OperatingSystem.IsWindows()) options.UnixCreateMode = OnlyOwner;
        return options;
    }
}
