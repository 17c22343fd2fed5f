using Dataface.Flags.Files;
using Microsoft.Win32.SafeHandles;

namespace Dataface.Flags.Exposures;

/// <summary>
/// Appends exposures and tracked events to a file, one JSON object per line. The first batch opens the file and creates its folder; the
/// file belongs to one sink at a time, which holds <c>PATH.lock</c>. The remains of a failed attempt are cut off by the next one, and a
/// line that a crash left unfinished is ended first. Not flushed to disk: what the operating system has not written yet is lost if the
/// machine fails, but not if the process does. Dispose it after the client.
/// </summary>
public sealed class JsonLinesExposureSink : IExposureSink, ITrackedEventSink, IDisposable
{
    private readonly string _path;
    private readonly ExposureLineWriter _writer = new();
    private SafeFileHandle? _file;
    private IDisposable? _lock;
    private long _length;
    private bool _isTorn;

    /// <param name="path">The file; relative paths start at the current folder.</param>
    /// <param name="name">Names the sink in logs and counters; the file's name by default.</param>
    public JsonLinesExposureSink(string path, string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        Name = name ?? Path.GetFileName(_path);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be opened or written.</exception>
    /// <exception cref="TimeoutException">Another sink, perhaps in another process, holds the file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder may not be written.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<Exposure> exposures, CancellationToken cancellationToken) =>
        AppendAsync(_writer.Write(exposures.Span), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be opened or written.</exception>
    /// <exception cref="TimeoutException">Another sink, perhaps in another process, holds the file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder may not be written.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<TrackedEvent> events, CancellationToken cancellationToken) =>
        AppendAsync(_writer.Write(events.Span), cancellationToken);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _lock?.Dispose();
    }

    private async ValueTask AppendAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        _lock ??= await FileLock.TakeAsync(_path + ".lock", TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        var file = _file ??= Open();
        if (_isTorn) RandomAccess.SetLength(file, _length);
        _isTorn = true;
        await RandomAccess.WriteAsync(file, lines, _length, cancellationToken).ConfigureAwait(false);
        _isTorn = false;
        _length += lines.Length;
    }

    private SafeFileHandle Open()
    {
        PrivateFiles.Open(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        var file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, FileOptions.Asynchronous);
        try
        {
            _length = RandomAccess.GetLength(file);
            if (_length > 0 && !EndsWithNewLine(file)) RandomAccess.Write(file, "\n"u8, _length++);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private bool EndsWithNewLine(SafeFileHandle file)
    {
        Span<byte> last = stackalloc byte[1];
        return RandomAccess.Read(file, last, _length - 1) == 1 && last[0] == '\n';
    }
}
