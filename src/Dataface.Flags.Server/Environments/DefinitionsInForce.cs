using Dataface.Flags.Background;
using Dataface.Flags.Documents;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Environments;

/// <summary>The document in force, read and followed. Thread-safe.</summary>
internal sealed class DefinitionsInForce : IAsyncDisposable
{
    private readonly ServerStorage _storage;
    private readonly RetryingLoop _loop;
    private readonly IDisposable _subscription;
    private readonly SemaphoreSlim _turn = new(1, 1);
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
        // One after another, so that a document that takes long to read does not come after the next one.
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (await _storage.Definitions.LoadAsync(cancellationToken) is not { } published || published.Revision.Hash == _last?.Hash)
                return;
            _last = new(published.Revision.Hash, FlagDocumentReader.Read(published.Utf8Json).Document);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _loop.DisposeAsync();
        _turn.Dispose();
    }

    private sealed record Entry(string Hash, FlagDocument? Document);
}
