using Dataface.Flags.Providers;

namespace Dataface.Flags.Publishing;

/// <summary>
/// Feeds a client from the document in force in a store. Until one is published, it provides a document without flags. Thread-safe.
/// </summary>
/// <param name="store">The store.</param>
public sealed class DefinitionStoreProvider(IFlagDefinitionStore store) : IFlagConfigProvider
{
    private static readonly FlagConfigContent NothingYet = FlagConfigContent.FromJson("""{ "schema": 1, "flags": {} }"""u8.ToArray());

    /// <summary>The store's name.</summary>
    public string Name => store.Name;

    /// <inheritdoc/>
    public async ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken) =>
        await store.LoadAsync(cancellationToken).ConfigureAwait(false) is { } document ? new()
        {
            Utf8Json = document.Utf8Json,
            Revision = document.Revision.Hash,
        } : NothingYet;

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => store.OnChange(changed);
}
