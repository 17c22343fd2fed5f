namespace Dataface.Flags.Files;

/// <summary>
/// Tells when a file may have changed: edited, replaced by a rename, deleted, created, or reached through a link that now points elsewhere.
/// Operating system notifications make it quick; polling makes it sure, where there are none (network drives, folders that come later).
/// </summary>
internal sealed class FileMonitor : IDisposable
{
    /// <summary>How often the file is looked at when no notification comes.</summary>
    public static readonly TimeSpan DefaultPollInterval = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Action _changed;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private FileSystemWatcher? _watcher;
    private FileFingerprint _last;
    private bool _disposed;

    /// <summary>Watches until disposed.</summary>
    /// <param name="path">The file; need not exist.</param>
    /// <param name="pollInterval">How often the file is looked at in any case.</param>
    /// <param name="time">Drives the polling.</param>
    /// <param name="changed">Called from any thread, possibly several times for one change.</param>
    public FileMonitor(string path, TimeSpan pollInterval, TimeProvider time, Action changed)
    {
        _path = Path.GetFullPath(path);
        _changed = changed;
        _last = FileFingerprint.Of(_path);
        _watcher = TryWatch();
        _timer = time.CreateTimer(_ => Poll(), null, pollInterval, pollInterval);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _watcher?.Dispose();
            _watcher = null;
        }

        _timer.Dispose();
    }

    private FileSystemWatcher? TryWatch()
    {
        var folder = Path.GetDirectoryName(_path)!;
        FileSystemWatcher? watcher = null;
        try
        {
            // The whole folder: a ConfigMap swaps a link beside the file, and the file itself then sees no event.
            watcher = new FileSystemWatcher(folder)
            {
                NotifyFilter =
                    NotifyFilters.FileName | NotifyFilters.DirectoryName
                    | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime
            };
            watcher.Changed += (_, e) => Notice(e.Name);
            watcher.Created += (_, e) => Notice(e.Name);
            watcher.Deleted += (_, e) => Notice(e.Name);
            watcher.Renamed += (_, e) => Notice(e.Name, e.OldName);
            watcher.Error += (_, _) => DropWatcher();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // No such folder yet, or no notifications left to be had: polling finds the file and tries again.
            watcher?.Dispose();
            return null;
        }
    }

    private void DropWatcher()
    {
        lock (_gate)
        {
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    private void Poll()
    {
        lock (_gate)
        {
            if (_disposed) return;
            if (_watcher is not null && !Directory.Exists(_watcher.Path))
            {
                _watcher.Dispose();
                _watcher = null;
            }

            _watcher ??= TryWatch();
        }

        Look();
    }

    /// <summary>
    /// A notice about the file itself counts even if the file looks as before: two writes of the same length within one tick of the file
    /// system's clock look alike. A notice about another, such as a link, counts if the file looks different now.
    /// </summary>
    private void Notice(params ReadOnlySpan<string?> names) => Look(isNews: names.Contains(Path.GetFileName(_path)));

    private void Look(bool isNews = false)
    {
        lock (_gate)
        {
            if (_disposed) return;
            var now = FileFingerprint.Of(_path);
            if (now == _last && !isNews) return;
            _last = now;
        }

        _changed();
    }
}
