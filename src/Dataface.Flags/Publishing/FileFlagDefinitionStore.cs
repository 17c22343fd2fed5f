using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>
/// Keeps published documents in a folder, each in a file that is named after the hash of its bytes; the journal of a
/// <see cref="FileFlagStateStore"/> says which one is in force. A document is on disk before its record is. Nothing is ever removed.
/// Several processes on one machine may share the folder and the journal. Thread-safe.
/// </summary>
public sealed class FileFlagDefinitionStore : IFlagDefinitionStore
{
    private readonly string _folder;
    private readonly TrailDefinitions _definitions;

    /// <summary>Keeps documents in a folder, which is created when needed.</summary>
    /// <param name="folder">The folder; relative paths start at the folder that is current now.</param>
    /// <param name="state">The journal; the caller disposes it.</param>
    /// <param name="name">The store's name; null for that of the folder.</param>
    public FileFlagDefinitionStore(string folder, FileFlagStateStore state, string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(state);
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Name = name ?? Path.GetFileName(_folder);
        _definitions = new(state, ReadAsync, Keep);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The document's bytes do not have its hash; the message names the file.</exception>
    /// <exception cref="FileNotFoundException">The document's file is gone; the message names it.</exception>
    public ValueTask<PublishedDocument?> LoadAsync(CancellationToken cancellationToken) => _definitions.LoadAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The document's bytes do not have its hash; the message names the file.</exception>
    /// <exception cref="FileNotFoundException">The document's file is gone; the message names it.</exception>
    public ValueTask<PublishedDocument?> FindAsync(int number, CancellationToken cancellationToken) =>
        _definitions.FindAsync(number, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="IOException">The document or its record could not be written.</exception>
    public ValueTask<PublicationResult> PublishAsync(
        StateChange change, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken) =>
        _definitions.PublishAsync(change, utf8Json, cancellationToken);

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => _definitions.OnChange(changed);

    /// <summary>The document of a hash, checked.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        var path = PathOf(hash);
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"The published document {path} is missing. Put it back from a backup, or publish it again.", path);
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return PublishedDocument.HashOf(bytes) == hash
            ? bytes
            : throw new InvalidDataException(
                $"{path} was changed: its bytes do not have the hash that is its name. Put it back from a backup, or publish it again.");
    }

    private string PathOf(string hash) => Path.Combine(_folder, hash + ".json");

    /// <summary>
    /// A file that stands there already, perhaps damaged, is replaced by the same bytes: this is rare, and makes it sound.
    /// </summary>
    private void Keep(string hash, ReadOnlyMemory<byte> utf8Json) => AtomicFile.Write(PathOf(hash), utf8Json.Span);
}
