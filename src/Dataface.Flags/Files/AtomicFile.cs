using System.Text.RegularExpressions;

namespace Dataface.Flags.Files;

/// <summary>
/// Replaces a file so that a reader, or a restart after a crash, sees the old content or the new, never a part. On Unix nobody
/// but the owner may read it; elsewhere the folder decides.
/// </summary>
internal static partial class AtomicFile
{
    /// <summary>
    /// How old a file of a writer must be, where another process may be writing: between its end and its new name nothing holds
    /// it.
    /// </summary>
    private static readonly TimeSpan Untouched = TimeSpan.FromMinutes(1);

    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, static (file, bytes) => file.Write(bytes));

    /// <summary>Replaces it by what <paramref name="write"/> writes.</summary>
    public static void Write<TContent>(string path, TContent content, Action<Stream, TContent> write)
        where TContent : allows ref struct
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        FolderSync.Make(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = PrivateFiles.Open(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
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

    /// <summary>Removes what writers of a file have left that died; others that write it at this moment are left alone.</summary>
    public static void Sweep(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(folder)) Sweep(folder, $".{Path.GetFileName(path)}.", Untouched);
    }

    /// <summary>Removes what writers have left in a folder that nobody else writes to.</summary>
    public static void SweepFolder(string folder)
    {
        if (Directory.Exists(folder)) Sweep(folder, ".", TimeSpan.Zero);
    }

    private static void Sweep(string folder, string prefix, TimeSpan age)
    {
        foreach (var file in Directory.EnumerateFiles(folder, prefix + "*.tmp").Where(file => Temporary().IsMatch(Path.GetFileName(file))))
        {
            try
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(file) < age) continue;

                // Whoever writes it holds it alone.
                new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0).Dispose();
                File.Delete(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It is being written, or somebody else's; it harms nobody.
            }
        }
    }

    [GeneratedRegex(@"^\..+\.[0-9a-f]{32}\.tmp\z")]
    private static partial Regex Temporary();
}
