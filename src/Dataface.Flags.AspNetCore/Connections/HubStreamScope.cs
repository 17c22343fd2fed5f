using System.Runtime.CompilerServices;
using Dataface.Flags.AspNetCore.Gating;
using Dataface.Flags.AspNetCore.Pinning;

namespace Dataface.Flags.AspNetCore.Connections;

/// <summary>What a stream of a hub method belongs to: the invocation that began it, and its gate, asked again before each item.</summary>
internal sealed class HubStreamScope(ConnectionFlow flow, ConnectionFlags call, HubGate? gate)
{
    public bool IsGated => gate is not null;

    public void ThrowIfClosed() => gate?.ThrowIfClosed();

    public async IAsyncEnumerable<T> Around<T>(
        IAsyncEnumerable<T> stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var items = stream.GetAsyncEnumerator(cancellationToken);
        await using var _ = items.ConfigureAwait(false);
        while (await NextAsync(items).ConfigureAwait(false))
        {
            ThrowIfClosed();
            yield return items.Current;
        }
    }

    private async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> items)
    {
        using var _ = flow.Enter(call);
        return await items.MoveNextAsync().ConfigureAwait(false);
    }
}
