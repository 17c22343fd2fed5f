using Dataface.Flags.Background;
using Dataface.Flags.Documents;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Hosting;

/// <summary>The document in force, read and followed. Thread-safe.</summary>
internal sealed class DefinitionsInForce : IAsyncDisposable
{
    private readonly ServerStorage _storage;
    private readonly RetryingLoop _loop;
    private readonly IDisposable _subscription;
    private volatile Entry? _last;

    public DefinitionsInForce(ServerStorage storage, TimeProvider time)
    {
        _storage = storage;

        // The feeds log what cannot be read.
        _loop = new RetryingLoop(RefreshAsync, (_, _) => { }, time);
        _subscription = storage.Definitions.OnChange(_loop.Signal);
        _loop.Signal();
    }

    /// <summary>The document as far as it is known; null when there is none.</summary>
    public FlagDocument? Document => _last?.Document;

    /// <summary>Reads what is in force now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (await _storage.Definitions.LoadAsync(cancellationToken) is not { } published || published.Revision.Hash == _last?.Hash) return;
        _last = new(published.Revision.Hash, FlagDocumentReader.Read(published.Utf8Json).Document);
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _loop.DisposeAsync();
    }

    private sealed record Entry(string Hash, FlagDocument? Document);
}
