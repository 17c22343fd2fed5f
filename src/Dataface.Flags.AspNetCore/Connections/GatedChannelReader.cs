using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Dataface.Flags.AspNetCore.Connections;

/// <summary>
/// A channel that a hub method streams, behind its gate. When the gate closes, the rest is read to nowhere, so that whoever writes
/// neither waits for ever nor fills the memory.
/// </summary>
internal sealed class GatedChannelReader<T>(HubStreamScope scope, ChannelReader<T> inner) : ChannelReader<T>
{
    private int _isClosed;

    public override Task Completion => inner.Completion;

    public override bool TryRead([MaybeNullWhen(false)] out T item)
    {
        if (!inner.TryRead(out item)) return false;
        ThrowIfClosed();
        return true;
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        inner.WaitToReadAsync(cancellationToken);

    private void ThrowIfClosed()
    {
        try
        {
            scope.ThrowIfClosed();
        }
        catch
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0) _ = DrainAsync();
            throw;
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            while (await inner.WaitToReadAsync().ConfigureAwait(false))
            {
                while (inner.TryRead(out _))
                {
                }
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whoever writes has failed: that is its own, and nobody reads any more.
        }
    }
}
