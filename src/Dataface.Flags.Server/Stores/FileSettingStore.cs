using System.Collections.Concurrent;
using System.IO.Hashing;
using Dataface.Flags.Background;
using Dataface.Flags.Files;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Stores;

/// <summary>Keeps each setting in a file of its own that only its owner may read. A value's version is its hash.</summary>
internal sealed class FileSettingStore : ISettingStore, IDisposable
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, ChangeListeners> _listeners = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<FileMonitor> _monitors = [];
    private readonly string _folder;
    private readonly TimeProvider _time;

    /// <param name="folder">Where the files are.</param>
    /// <param name="time">Drives polling.</param>
    public FileSettingStore(string folder, TimeProvider time) => (_folder, _time) = (folder, time);

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

        if (_listeners.TryGetValue(name, out var listeners)) listeners.Tell();
        return true;
    }

    public IDisposable OnChange(string name, Action changed) => _listeners.GetOrAdd(name, Follow).Add(changed);

    public void Dispose()
    {
        foreach (var monitor in _monitors) monitor.Dispose();
    }

    private ChangeListeners Follow(string name)
    {
        var listeners = new ChangeListeners();
        _monitors.Add(new FileMonitor(PathOf(name), FileMonitor.DefaultPollInterval, _time, listeners.Tell));
        return listeners;
    }

    private string PathOf(string name) => Path.Combine(_folder, name + ".json");

    private static long VersionOf(byte[] value) => unchecked((long)XxHash3.HashToUInt64(value)) is var hash and not 0 ? hash : 1;
}
