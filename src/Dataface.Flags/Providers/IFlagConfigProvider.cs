namespace Dataface.Flags.Providers;

/// <summary>
/// A source of flag documents. Implementations read and watch; retrying, validating, layering and caching are done by the client.
/// Members may be called from any thread, but <see cref="LoadAsync"/> never twice at once.
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
    /// Calls <paramref name="changed"/> whenever the content may have changed (too often is harmless) until the result is disposed.
    /// </summary>
    /// <param name="changed">Returns quickly and never throws.</param>
    IDisposable OnChange(Action changed);
}
