using Dataface.Flags.Files;

namespace Dataface.Flags.Providers;

/// <summary>How a <see cref="FileFlagConfigProvider"/> works.</summary>
public sealed record FileFlagConfigProviderOptions
{
    /// <summary>The provider's name; the path as it was given when null.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the file may be absent; it then counts as a document without flags.</summary>
    /// <value>False by default.</value>
    public bool IsOptional { get; init; }

    /// <summary>The largest file that is read, in bytes.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often the file is looked at where the system gives no notice of changes.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan PollInterval { get; init; } = FileMonitor.DefaultPollInterval;

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>
/// Reads a flag document from a file and watches it: through edits, replacement by a rename, removal and return, and links that are
/// swapped, as Kubernetes does with ConfigMaps. Thread-safe.
/// </summary>
public sealed class FileFlagConfigProvider : IFlagConfigProvider
{
    private const int MaxReads = 5;

    private static readonly ReadOnlyMemory<byte> NoFlags = """{ "schema": 1 }"""u8.ToArray();

    private readonly string _path;
    private readonly FileFlagConfigProviderOptions _options;

    /// <summary>Reads from a file.</summary>
    /// <param name="path">The file; relative paths start at the current folder of this moment.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    public FileFlagConfigProvider(string path, FileFlagConfigProviderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        _options = options ?? new();
        Name = _options.Name ?? path;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file is absent, too large, keeps changing or cannot be read.</exception>
    public async ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken)
    {
        for (var read = 0; read < MaxReads; read++)
        {
            var before = FileFingerprint.Of(_path);
            if (before.Target is null && _options.IsOptional) return FlagConfigContent.FromJson(NoFlags);
            if (before.Length > _options.MaxBytes)
            {
                throw new IOException($"{_path} has {before.Length} bytes; at most {_options.MaxBytes} are read. Split the document, or raise MaxBytes.");
            }

            var bytes = await ReadAsync(cancellationToken).ConfigureAwait(false);

            // A file that changed while it was read is two files in one.
            if (before == FileFingerprint.Of(_path)) return FlagConfigContent.FromJson(bytes);
        }

        throw new IOException($"{_path} kept changing while it was read. Write it to another name, and rename it.");
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => new FileMonitor(_path, _options.PollInterval, _options.TimeProvider, changed);

    private async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"There is no file {_path}. Put the flag document there, or correct the path.", _path, error);
        }
    }
}
