using Dataface.Flags.Providers;

namespace Dataface.Flags.Http;

/// <summary>The definitions that a server has in force. Thread-safe.</summary>
internal sealed class HttpFlagConfigProvider(FlagServerConnection connection) : IFlagConfigProvider, IAsyncDisposable
{
    public string Name => connection.Name;

    public async ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken)
    {
        var feed = await connection.ReadAsync(cancellationToken).ConfigureAwait(false);

        // A server that has lost its data must not take the flags of running services with it.
        return feed.Definitions ?? throw new FlagServerException($"Nothing has been published on '{connection.Name}' yet. Publish a document there.") { Cause = "nothing published" };
    }

    public IDisposable OnChange(Action changed) => connection.OnChange(changed);

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
