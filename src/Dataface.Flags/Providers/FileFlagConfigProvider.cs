using Dataface.Flags.Files;

namespace Dataface.Flags.Providers;

/// <summary>How a <see cref="FileFlagConfigProvider"/> works. Copied when one is made; later changes have no effect. Not
/// thread-safe.</summary>
public sealed class FileFlagConfigProviderOptions
{
    /// <summary>The provider's name; null for the path as it was given.</summary>
    public string? Name { get; set; }

    /// <summary>Whether the file may be absent; it then counts as a document without flags.</summary>
    /// <value>False by default.</value>
    public bool IsOptional { get; set; }

    /// <summary>The largest file that is read, in bytes.</summary>
    /// <value>64 MiB by default; above zero and below 2 GiB.</value>
    public int MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How often the file is checked where the system does not report changes.</summary>
    /// <value>5 seconds by default; above zero.</value>
    public TimeSpan PollInterval { get; set; } = FileMonitor.DefaultPollInterval;

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal FileFlagConfigProviderOptions Copy() => (FileFlagConfigProviderOptions)MemberwiseClone();
}

/// <summary>
/// Reads a flag document from a file and watches it through edits, replacement by a rename, deletion and return, and swapped links, as
/// Kubernetes uses for ConfigMaps. Thread-safe.
/// </summary>
public sealed class FileFlagConfigProvider : IFlagConfigProvider
{
    private const int MaxReads = 5;

    private const int ChunkBytes = 64 * 1024;

    /// <summary>How long an empty file is left to whoever may be saving it, before it is looked at again.</summary>
    private static readonly TimeSpan SavePause = TimeSpan.FromMilliseconds(50);

    private static readonly ReadOnlyMemory<byte> NoFlags = """{ "schema": 1 }"""u8.ToArray();

    private readonly string _path;
    private readonly FileFlagConfigProviderOptions _options;

    /// <summary>Reads from a file.</summary>
    /// <param name="path">The file; relative paths start at the folder that is current now.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="ArgumentException">The path is empty, or an option is out of its range.</exception>
    public FileFlagConfigProvider(string path, FileFlagConfigProviderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        _options = options?.Copy() ?? new();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxBytes, nameof(options.MaxBytes));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.PollInterval, TimeSpan.Zero, nameof(options.PollInterval));
        ArgumentNullException.ThrowIfNull(_options.TimeProvider, nameof(options.TimeProvider));
        Name = _options.Name ?? path;
    }

    /// <inheritdoc/>
    public string Name { get; }

    internal string FullPath => _path;

    /// <summary>The clock of whoever saves the file, which is the system's also where a test holds the other clock.</summary>
    internal TimeProvider SaveClock { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    /// <exception cref="IOException">The file is missing, too large, keeps changing or cannot be read.</exception>
    public async ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var read = 0; read < MaxReads; read++)
            {
                var before = FileFingerprint.Of(_path);
                var bytes = await ReadAsync(cancellationToken).ConfigureAwait(false);

                // A file that changed while it was read is two files in one, and one that is saved in place is empty for a moment.
                if (bytes is not { } whole || before != FileFingerprint.Of(_path)) continue;
                if (!whole.IsEmpty || read == MaxReads - 1) return FlagConfigContent.FromJson(whole);
                await Task.Delay(SavePause, SaveClock, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Only this is absence; a file that cannot be read must not count as one without flags.
            if (_options.IsOptional) return FlagConfigContent.FromJson(NoFlags);
            throw new FileNotFoundException($"There is no file {_path}. Put the flag document there, or correct the path.", _path, error);
        }

        throw new IOException($"{_path} kept changing while it was read. Write it to another name, and rename it.");
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => new FileMonitor(_path, _options.PollInterval, _options.TimeProvider, changed);

    /// <summary>The file's bytes; null when it holds others already.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        // Whoever replaces the file is not to be kept from it meanwhile.
        var file = new FileStream(
            _path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
        await using (file.ConfigureAwait(false))
        {
            ThrowIfTooLarge(file.CanSeek ? file.Length : 0);
            var content = new MemoryStream(file.CanSeek ? (int)file.Length : 0);
            var chunk = new byte[ChunkBytes];
            while (await file.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                // Not all files know their length, and this one may be growing.
                ThrowIfTooLarge(content.Length + count);
                content.Write(chunk, 0, count);
            }

            var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
            return !file.CanSeek || await HoldsAsync(file, bytes, chunk, cancellationToken).ConfigureAwait(false) ? bytes : null;
        }
    }

    /// <summary>
    /// Whether a file holds what was read from it. Its length and time cannot tell: many systems keep time by the tick, of some
    /// milliseconds, and versions that are written within one may be equally long.
    /// </summary>
    private static async Task<bool> HoldsAsync(
        FileStream file, ReadOnlyMemory<byte> bytes, byte[] chunk, CancellationToken cancellationToken)
    {
        file.Position = 0;
        while (await file.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            if (count > bytes.Length || !bytes.Span[..count].SequenceEqual(chunk.AsSpan(0, count))) return false;
            bytes = bytes[count..];
        }

        return bytes.IsEmpty;
    }

    private void ThrowIfTooLarge(long length)
    {
        if (length > _options.MaxBytes)
        {
            throw new IOException(
                $"{_path} has {length} bytes or more; at most {_options.MaxBytes} are read. Split the document, or raise MaxBytes.");
        }
    }
}
