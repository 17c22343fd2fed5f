using System.Diagnostics;

namespace Dataface.Flags.Files;

/// <summary>
/// A lock that holds between processes: a file that one process has open alone. The system releases it when the process dies.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Takes the lock; throws a <see cref="TimeoutException"/> when another holds it for too long. By real time, since the other process
    /// goes by no clock of ours.
    /// </summary>
    public static async Task<IDisposable> TakeAsync(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        PrivateFiles.MakeFolder(Path.GetDirectoryName(path)!);
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return PrivateFiles.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (File.Exists(path))
            {
                if (Stopwatch.GetElapsedTime(start) >= patience)
                {
                    throw new TimeoutException($"Another process holds {path}. Find it, or wait for it to end. ({error.Message})", error);
                }
            }

            await Task.Delay(RetryDelay, cancellationToken).ConfigureAwait(false);
        }
    }
}
