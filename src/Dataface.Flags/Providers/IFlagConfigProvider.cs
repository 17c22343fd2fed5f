namespace Dataface.Flags.Providers;

/// <summary>
/// A source of flag documents. Implementations read and watch; the client retries, validates, layers and caches. Members may be called from
/// any thread, but <see cref="LoadAsync"/> is never called concurrently.
/// </summary>
public interface IFlagConfigProvider
{
    /// <summary>The provider's name, unique within a client; appears in explanations, logs and metrics.</summary>
    string Name { get; }

    /// <summary>
    /// Reads the current content. Throws when the source cannot be read; the client then retries and keeps the last good document.
    /// </summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Until the result is disposed, calls <paramref name="changed"/> whenever the content may have changed (too often is harmless).
    /// </summary>
    /// <param name="changed">Must return quickly and never throw.</param>
    IDisposable OnChange(Action changed);
}
