using System.IO.Hashing;
using Dataface.Flags.Files;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Stores;

/// <summary>Keeps each setting in a file of its own that only its owner may read. A value's version is its hash.</summary>
internal sealed class FileSettingStore : ISettingStore, IDisposable
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    private readonly string _folder;
    private readonly ChangeListeners _listeners = new();
    private readonly FileMonitor _monitor;

    /// <param name="folder">Where the files are.</param>
    /// <param name="watched">The name whose changes by others are told.</param>
    /// <param name="time">Drives polling and waits.</param>
    public FileSettingStore(string folder, string watched, TimeProvider time)
    {
        _folder = folder;
        _monitor = new FileMonitor(PathOf(watched), FileMonitor.DefaultPollInterval, time, _listeners.Tell);
    }

    public async Task<(byte[] Value, long Version)?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var value = await File.ReadAllBytesAsync(PathOf(name), cancellationToken);
            return (value, VersionOf(value));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async Task<bool> WriteAsync(string name, byte[] value, long expectedVersion, CancellationToken cancellationToken)
    {
        using (await FileLock.TakeAsync(PathOf(name) + ".lock", LockTimeout, cancellationToken))
        {
            var now = await ReadAsync(name, cancellationToken);
            if ((now?.Version ?? 0) != expectedVersion) return false;
            await Task.Run(() => AtomicFile.Write(PathOf(name), value), cancellationToken);
        }

        _listeners.Tell();
        return true;
    }

    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    public void Dispose() => _monitor.Dispose();

    private string PathOf(string name) => Path.Combine(_folder, name + ".json");

    private static long VersionOf(byte[] value) => unchecked((long)XxHash3.HashToUInt64(value)) is var hash and not 0 ? hash : 1;
}
