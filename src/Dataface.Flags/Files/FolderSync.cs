using System.Runtime.InteropServices;

namespace Dataface.Flags.Files;

/// <summary>
/// Makes the names in a folder last: on Unix a file that was made or renamed is only there for good when its folder has been synced.
/// </summary>
internal static partial class FolderSync
{
    /// <summary>EINVAL: the file system has no such thing for folders.</summary>
    private const int NotSupported = 22;

    /// <summary>Makes a folder that may be new, for its owner alone, and its name in the folder above.</summary>
    public static void Make(string folder)
    {
        if (Directory.Exists(folder)) return;
        PrivateFiles.MakeFolder(folder);
        if (Path.GetDirectoryName(folder) is { } above) Flush(above);
    }

    /// <summary>Returns when the names in a folder are on the disk. On Windows the file system's journal sees to that.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var handle = Open(folder, 0);
        if (handle < 0) Throw(folder);
        try
        {
            if (Sync(handle) != 0 && Marshal.GetLastPInvokeError() != NotSupported) Throw(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static void Throw(string folder) =>
        throw new IOException($"The folder {folder} could not be flushed to disk: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
