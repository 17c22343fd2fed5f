using Dataface.Flags.Files;

namespace Dataface.Flags.Sqlite.Database;

/// <summary>
/// Finds out whether a database could grow now: tries it with a file beside, of the same length, so that limits and disks answer
/// as they would.
/// The database itself is not opened: closing it would end the locks that this process has on it.
/// </summary>
internal static class DiskProbe
{
    /// <summary>More than most changes take, with their pages and indexes.</summary>
    private const int RoomBytes = 256 * 1024;

    /// <exception cref="IOException">It could not grow.</exception>
    public static void Run(string path)
    {
        var probe = path + ".probe";
        try
        {
            // What grows is the log beside, and the file when that is emptied.
            // Where files have no holes, a long one would be written in vain.
            var length = Math.Max(LengthOf(path), LengthOf(path + "-wal"));
            using var beside = PrivateFiles.Open(probe, FileMode.Create, FileAccess.Write, FileShare.None);
            beside.Seek(OperatingSystem.IsWindows() ? 0 : length, SeekOrigin.Begin);
            beside.Write(new byte[RoomBytes]);
            beside.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or ArgumentOutOfRangeException)
        {
            // The latter is how .NET says that a file has reached the size that the system allows it.
            throw new IOException($"{path} could not be written: {error.Message} Make room on the disk; nothing needs a restart.", error);
        }
        finally
        {
            File.Delete(probe);
        }
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
